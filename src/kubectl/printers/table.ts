// Tables as `kubectl get` prints them: k8s.io/cli-runtime's TablePrinter over the server's Table.
import type { KubeObject } from '../../api/meta/object.ts';
import { compareText, goText } from '../../api/field/go-text.ts';
import { escapeTerminal } from '../text/go-values.ts';

/** meta.k8s.io/v1 Table, as far as it is printed. */
export interface Table {
  readonly kind: 'Table';
  readonly metadata?: { readonly resourceVersion?: string; readonly continue?: string };
  readonly columnDefinitions: readonly { readonly name: string; readonly type?: string; readonly format?: string; readonly priority?: number }[];
  readonly rows: readonly TableRow[];
}

interface TableRow {
  readonly cells: readonly unknown[];
  readonly object?: KubeObject;
}

export interface TableOptions {
  readonly isWide: boolean;
  readonly hasNoHeaders: boolean;
  readonly showsLabels: boolean;
  readonly labelColumns: readonly string[];
  readonly withNamespace: boolean;
  /** `pod` puts `pod/` before names. */
  readonly kind?: string;
}

export function isTable(value: unknown): value is Table {
  return typeof value === 'object' && value !== null && (value as { kind?: string }).kind === 'Table';
}

/** The header line of a table, tab-separated. */
export function tableHeader(table: Table, options: TableOptions): string {
  const names = visibleColumns(table, options).map((at) => (table.columnDefinitions[at]?.name ?? '').toUpperCase());
  const labels = options.labelColumns.map((label) => label.slice(label.lastIndexOf('/') + 1).toUpperCase());
  return `${[...(options.withNamespace ? ['NAMESPACE'] : []), ...names, ...labels, ...(options.showsLabels ? ['LABELS'] : [])].join('\t')}\n`;
}

/** The lines of a table's rows, tab-separated. */
export function tableRows(table: Table, options: TableOptions): string {
  const columns = visibleColumns(table, options);
  return table.rows.map((row) => rowLine(table, row, columns, options)).join('');
}

function rowLine(table: Table, row: TableRow, columns: readonly number[], options: TableOptions): string {
  const metadata = row.object?.metadata;
  const cells = columns.map((at) => {
    const text = cellText(row.cells[at]);
    return options.kind !== undefined && table.columnDefinitions[at]?.format === 'name' ? `${options.kind}/${text}` : text;
  });
  const labels = options.labelColumns.map((label) => metadata?.labels?.[label] ?? '');
  return `${[...(options.withNamespace ? [metadata?.namespace ?? ''] : []), ...cells, ...labels, ...(options.showsLabels ? [labelsText(metadata?.labels)] : [])].join('\t')}\n`;
}

function visibleColumns(table: Table, { isWide }: TableOptions): number[] {
  return table.columnDefinitions.flatMap(({ priority }, at) => (isWide || (priority ?? 0) === 0 ? [at] : []));
}

/** Cut at the first line end. */
function cellText(cell: unknown): string {
  if (cell === null || cell === undefined) return '';
  const text = goText(cell);
  const end = text.search(/[\f\n\r]/);
  return escapeTerminal(end < 0 ? text : `${text.slice(0, end)}...`);
}

function labelsText(labels: Readonly<Record<string, string>> | undefined): string {
  const entries = Object.entries(labels ?? {}).sort(([a], [b]) => compareText(a, b));
  return entries.length === 0 ? '<none>' : entries.map(([key, value]) => `${key}=${value}`).join(',');
}
