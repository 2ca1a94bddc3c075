// Table answers: apiserver's table convertor with the printers of pkg/printers/internalversion.
import { goQuote } from '../../../api/field/go-text.ts';
import type { KubeObject } from '../../../api/meta/object.ts';
import type { KindRow } from '../../../api/scheme.ts';
import { queryOf, type RequestContext } from '../request-context.ts';
import type { ListMetadata } from '../verbs/list-metadata.ts';
import { newBadRequest } from '../../../api/meta/status-error.ts';
import { toStoredVersion } from '../versions.ts';
import { customPrinter } from './custom-columns.ts';
import { column, nameColumn, printer } from './column.ts';
import { printers } from './printers.ts';

export interface TableOptions {
  readonly version: string;
  readonly metadata: ListMetadata;
  /** False for the later events of a watch. */
  readonly hasColumns?: boolean;
  /** The object has a resourceVersion and nothing to print. */
  readonly isBookmark?: boolean;
}

const includes: ReadonlySet<string> = new Set(['', 'Metadata', 'Object', 'None']);

export function tableOf(context: RequestContext, row: KindRow, objects: readonly KubeObject[], options: TableOptions): unknown {
  const own = row.custom === undefined ? printers[row.kind] : customPrinter(row.custom);
  const { columns, cells } = own ?? plainPrinter;
  const include = refuseInclude(context);
  const nowMs = context.server.clock.now();
  return {
    kind: 'Table',
    apiVersion: `meta.k8s.io/${options.version}`,
    metadata: options.metadata,
    columnDefinitions: options.hasColumns === false ? null : columns,
    // Upstream's convertor for every kind starts with no list of rows at all.
    rows: objects.length === 0 && own === undefined ? null : objects.map((object) => ({ cells: options.isBookmark === true ? columns.map(() => '') : cells(toStoredVersion(row, object), nowMs), ...conditions(object), object: rowObject(object, include, options.version) })),
  };
}

/** What a row shows of its object. Throws 400. */
export function refuseInclude({ request }: RequestContext): string {
  const include = queryOf(request, 'includeObject');
  if (!includes.has(include)) throw newBadRequest(`Unable to convert to Table as requested: includeObject: Invalid value: ${goQuote(include)}: must be 'Metadata', 'Object', 'None', or empty`);
  return include;
}

function rowObject(object: KubeObject, include: string, version: string): unknown {
  if (include === 'None') return null;
  if (include === 'Object') return object;
  return { kind: 'PartialObjectMetadata', apiVersion: `meta.k8s.io/${version}`, metadata: internalMetadata(object) };
}

/** As the internal version has it: what a conversion adds for clients is not there. */
export function internalMetadata({ kind, metadata }: KubeObject): KubeObject['metadata'] {
  if (kind !== 'DaemonSet' || metadata.annotations === undefined) return metadata;
  const { 'deprecated.daemonset.template.generation': _count, ...annotations } = metadata.annotations;
  const { annotations: _annotations, ...rest } = metadata;
  return Object.keys(annotations).length === 0 ? rest : { ...rest, annotations };
}

function conditions(object: KubeObject): object {
  const phase = object.kind === 'Pod' ? (object as { status?: { phase?: string } }).status?.phase : undefined;
  if (phase === 'Succeeded') return { conditions: [{ type: 'Completed', status: 'True', reason: 'Succeeded', message: 'The pod has completed successfully.' }] };
  if (phase === 'Failed') return { conditions: [{ type: 'Completed', status: 'True', reason: 'Failed', message: 'The pod failed.' }] };
  return {};
}

/** Kinds without a printer of their own. */
const plainPrinter = printer(
  () => [nameColumn(), column('Created At', 'meta/v1.ObjectMeta#creationTimestamp', { type: 'date' })],
  ({ metadata }) => [metadata.name, metadata.creationTimestamp],
);
