// Which fields each kind can be selected by, and what they read: the AttrFuncs and field label conversions of pkg/registry and pkg/apis.
import type { KubeObject } from '../../../api/meta/object.ts';
import type { KindRow } from '../../../api/scheme.ts';
import { pathNames } from '../../../api/apiextensions/simple-path.ts';
import { textAt } from '../json.ts';

export interface SelectableFields {
  readonly fields: Readonly<Record<string, (object: KubeObject) => string>>;
  readonly unknownMessage: (field: string) => string;
}

type Paths = Readonly<Record<string, readonly string[] | ((object: KubeObject) => string)>>;

function at(path: string): readonly string[] {
  return path.split('.');
}
function paths(...names: readonly string[]): Paths {
  return Object.fromEntries(names.map((n) => [n, at(n)]));
}

const involved = (prefix: string, source: string): Paths =>
  Object.fromEntries(['kind', 'namespace', 'name', 'uid', 'apiVersion', 'resourceVersion', 'fieldPath'].map((f) => [`${prefix}.${f}`, [source, f]]));

/** Of events.k8s.io, which are stored as core ones. */
const newEvent: Paths = { ...involved('regarding', 'involvedObject'), ...paths('reason', 'type'), reportingController: (event) => textAt(event, 'reportingComponent') || textAt(event, 'source', 'component') };

/** By kind; the two metadata fields are everyone's. */
const extra: Readonly<Record<string, Paths>> = {
  Pod: {
    ...paths('spec.nodeName', 'spec.restartPolicy', 'spec.schedulerName', 'spec.serviceAccountName', 'status.phase', 'status.podIP', 'status.nominatedNodeName'),
    'spec.hostNetwork': (pod) => String(textAt(pod, 'spec', 'hostNetwork') === 'true'),
    'status.podIPs': (pod) => textAt(pod, 'status', 'podIP'),
  },
  Event: {
    ...involved('involvedObject', 'involvedObject'),
    ...paths('reason', 'type'),
    reportingComponent: (event) => textAt(event, 'reportingComponent') || textAt(event, 'source', 'component'),
    source: (event) => textAt(event, 'source', 'component') || textAt(event, 'reportingComponent'),
  },
  Namespace: { ...paths('status.phase'), name: ['metadata', 'name'] },
  Node: { 'spec.unschedulable': (node) => String(textAt(node, 'spec', 'unschedulable') === 'true') },
  Secret: paths('type'),
  Service: paths('spec.clusterIP', 'spec.type'),
  ReplicationController: { 'status.replicas': (o) => textAt(o, 'status', 'replicas') || '0' },
  Job: { 'status.successful': (o) => textAt(o, 'status', 'succeeded') || '0' },
  PersistentVolume: { name: ['metadata', 'name'] },
  PersistentVolumeClaim: { name: ['metadata', 'name'] },
};

/** Kinds whose conversion names the unknown field plainly. */
const plainMessage = new Set(['Pod', 'Namespace', 'Node', 'Secret', 'Service', 'ReplicationController', 'Event']);

/** Fields that the definition names, read as text. */
function customFields({ isNamespaced }: KindRow, selectable: readonly string[]): SelectableFields {
  const fields: Record<string, (object: KubeObject) => string> = { 'metadata.name': (o) => o.metadata.name, ...(isNamespaced && { 'metadata.namespace': (o: KubeObject) => o.metadata.namespace ?? '' }) };
  for (const path of selectable) fields[path.replace(/^\./, '')] = (o) => textAt(o, ...pathNames(path));
  return { fields, unknownMessage: (field) => `field label not supported: ${field}` };
}

const made = new WeakMap<KindRow, SelectableFields>();

export function selectableFields(row: KindRow): SelectableFields {
  let known = made.get(row);
  if (known === undefined) made.set(row, (known = make(row)));
  return known;
}

function make(row: KindRow): SelectableFields {
  if (row.custom !== undefined) return customFields(row, row.custom.selectableFields);
  const fields: Record<string, (object: KubeObject) => string> = { 'metadata.name': (o) => o.metadata.name, 'metadata.namespace': (o) => o.metadata.namespace ?? '' };
  for (const [name, source] of Object.entries((row.group === 'events.k8s.io' ? newEvent : extra[row.kind]) ?? {})) fields[name] = typeof source === 'function' ? source : (o) => textAt(o, ...source);
  // Their conversions do not know the namespace that they have not.
  if (row.kind === 'Node' || row.kind === 'Namespace') delete fields['metadata.namespace'];
  if (row.kind === 'Job') return { fields, unknownMessage: (field) => `field label ${JSON.stringify(field)} not supported for Job` };
  const unknownMessage = plainMessage.has(row.kind)
    ? (field: string): string => `field label not supported: ${field}`
    : (field: string): string => `${JSON.stringify(field)} is not a known field selector: only "metadata.name", "metadata.namespace"`;
  return { fields, unknownMessage };
}
