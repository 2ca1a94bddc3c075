// `-o custom-columns`: k8s.io/kubectl's CustomColumnsPrinter.
import { KubectlError } from '../errors.ts';
import { goText } from '../../api/field/go-text.ts';
import { escapeTerminal } from '../text/go-values.ts';
import { JsonPath, relaxedPath } from '../../api/json-path/json-path.ts';

export interface CustomColumn {
  readonly header: string;
  readonly path: JsonPath;
}

/** Reads `NAME:.metadata.name,…`. */
export function customColumns(spec: string): CustomColumn[] {
  if (spec === '') throw new KubectlError('custom-columns format specified but no custom columns given');
  return spec.split(',').map((part) => {
    const colon = part.indexOf(':');
    if (colon < 0) throw new KubectlError(`unexpected custom-columns spec: ${part}, expected <header>:<json-path-expr>`);
    return { header: part.slice(0, colon), path: new JsonPath(relaxedPath(part.slice(colon + 1)), { allowsMissingKeys: true }) };
  });
}

/** Reads a template: headers above paths, aligned. */
export function customColumnsTemplate(template: string): CustomColumn[] {
  const [headers = '', paths] = template.split('\n');
  if (paths === undefined) throw new KubectlError('custom-columns format specified but no custom columns given');
  const specs = paths.split(/\s+/).filter((word) => word !== '');
  const names = headers.split(/\s+/).filter((word) => word !== '');
  if (names.length !== specs.length) throw new KubectlError(`number of headers (${names.length}) and field specifications (${specs.length}) don't match`);
  return specs.map((spec, i) => ({ header: names[i] ?? '', path: new JsonPath(relaxedPath(spec), { allowsMissingKeys: true }) }));
}

export function customHeader(columns: readonly CustomColumn[]): string {
  return `${columns.map(({ header }) => header).join('\t')}\n`;
}

/** One tab-separated line; what is missing shows as `<none>`. */
export function customRow(columns: readonly CustomColumn[], object: unknown): string {
  const cells = columns.map(({ path }) => {
    const values = path.find(object).flat();
    return values.length === 0 ? '<none>' : escapeTerminal(values.map((value) => goText(value)).join(','));
  });
  return `${cells.join('\t')}\n`;
}
