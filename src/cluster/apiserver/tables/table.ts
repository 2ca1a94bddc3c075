// Table answers: apiserver's table convertor with the printers of pkg/printers/internalversion.
import type { KubeObject } from '../../../api/meta/object.ts';
import type { KindRow } from '../../../api/scheme.ts';
import { formatTime } from '../../../base/clock.ts';
import { queryOf, type RequestContext } from '../request-context.ts';
import type { ListMetadata } from '../verbs/answer.ts';
import type { Column, Printer } from './column.ts';
import { printers } from './printers.ts';

export interface TableOptions {
  readonly version: string;
  readonly metadata: ListMetadata;
  /** False for the later events of a watch. */
  readonly hasColumns?: boolean;
}

export function tableOf(context: RequestContext, row: KindRow, objects: readonly KubeObject[], options: TableOptions): unknown {
  const { columns, cells } = printers[row.kind] ?? plainPrinter;
  const include = queryOf(context.request, 'includeObject');
  const nowMs = context.server.clock.now();
  return {
    kind: 'Table',
    apiVersion: `meta.k8s.io/${options.version}`,
    metadata: options.metadata,
    columnDefinitions: options.hasColumns === false ? null : columns,
    rows: objects.map((object) => ({ cells: cells(object, nowMs), ...conditions(object), object: rowObject(object, include, options.version) })),
  };
}

function rowObject(object: KubeObject, include: string, version: string): unknown {
  if (include === 'None') return null;
  if (include === 'Object') return object;
  return { kind: 'PartialObjectMetadata', apiVersion: `meta.k8s.io/${version}`, metadata: object.metadata };
}

function conditions(object: KubeObject): object {
  const phase = object.kind === 'Pod' ? (object as { status?: { phase?: string } }).status?.phase : undefined;
  if (phase === 'Succeeded') return { conditions: [{ type: 'Completed', status: 'True', reason: 'Succeeded', message: 'The pod has completed successfully.' }] };
  if (phase === 'Failed') return { conditions: [{ type: 'Completed', status: 'True', reason: 'Failed', message: 'The pod failed.' }] };
  return {};
}

const nameColumn: Column = { name: 'Name', type: 'string', format: 'name', description: 'Name must be unique within a namespace. Is required when creating resources, although some resources may allow a client to request the generation of an appropriate name automatically. Name is primarily intended for creation idempotence and configuration definition. Cannot be updated. More info: https://kubernetes.io/docs/concepts/overview/working-with-objects/names#names', priority: 0 };

/** Kinds without a printer of their own. */
const plainPrinter: Printer = {
  columns: [nameColumn, { name: 'Created At', type: 'date', format: '', description: 'CreationTimestamp is a timestamp representing the server time when this object was created. It is not guaranteed to be set in happens-before order across separate operations. Clients may not set this value. It is represented in RFC3339 form and is in UTC.\n\nPopulated by the system. Read-only. Null for lists. More info: https://git.k8s.io/community/contributors/devel/sig-architecture/api-conventions.md#metadata', priority: 0 }],
  cells: (object) => [object.metadata.name, object.metadata.creationTimestamp ?? formatTime(0)],
};
