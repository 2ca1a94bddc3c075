// Offers names that are defined elsewhere: volumes for mounts, ConfigMaps and their keys, ports for probes and Services, labels for selectors.
import { nodeAt } from '../../document/node.ts';
import type { ClusterSnapshot } from '../cluster/cluster-snapshot.ts';
import { schemaAt, stringAt, type ObjectIdentity } from '../manifest.ts';
import { quoted } from '../quoted.ts';
import { keyScope, podScope } from '../names/document-names.ts';
import { kindedUses, keyListUses, keyUses, objectKinds, objectListUses, objectScope, objectUses, type NameKind, type ObjectKind } from '../names/name-kinds.ts';
import type { Completion, CompletionContext } from './completion-context.ts';
import { escapeSnippet } from './snippet-text.ts';

export function referenceCompletions(context: CompletionContext): Completion[] {
  const { cursor, place } = context;
  if (cursor.kind === 'key' && place?.type.shape === 'map') return selectorLabels(context);
  const key = isValue(cursor) ? selectedLabel(context) : undefined;
  if (key !== undefined) return labelValues(context, key);
  if (cursor.kind !== 'value' || place?.parent === undefined || place.field === undefined) return [];
  const { goType } = place.parent;
  const { name: field } = place.field;
  const { namespace } = context.manifest.identity ?? { namespace: '' };
  const used = objectUses[goType]?.[field] ?? listUse(context, field);
  if (used !== undefined) return names(context, used, objectScope(used, namespace));
  if (kindedUses.has(goType) && field === 'name') {
    const at = (own: string): string => stringAt(context.manifest.parsed.root, [...cursor.path.slice(0, -1), own]);
    const kind = at('kind') as ObjectKind;
    return objectKinds.has(kind) ? names(context, kind, objectScope(kind, at('namespace') || namespace)) : [];
  }
  const keyed = keyedObject(context, goType, field);
  if (keyed !== undefined) return names(context, 'key', keyScope(keyed.kind, namespace, keyed.name));
  if (goType === 'networking/v1.ServiceBackendPort' && field === 'name') return names(context, 'servicePort', keyScope('Service', namespace, stringAt(context.manifest.parsed.root, [...cursor.path.slice(0, -2), 'name'])));
  const local = localKinds[goType]?.[field];
  return local === undefined ? [] : localNames(context, local);
}

const localKinds: Readonly<Record<string, Readonly<Record<string, NameKind>>>> = {
  'core/v1.VolumeMount': { name: 'volume' }, 'core/v1.VolumeDevice': { name: 'volume' },
  'core/v1.HTTPGetAction': { port: 'port' }, 'core/v1.TCPSocketAction': { port: 'port' }, 'core/v1.ServicePort': { targetPort: 'port' },
  'core/v1.ResourceFieldSelector': { containerName: 'container' }, 'core/v1.EphemeralContainer': { targetContainerName: 'container' },
};

function listUse({ cursor, manifest }: CompletionContext, field: string): NameKind | undefined {
  const [list, index] = cursor.path.slice(-3);
  if (field !== 'name' || typeof index !== 'number' || typeof list !== 'string') return undefined;
  const owner = schemaAt(manifest, cursor.path.slice(0, -3));
  return owner && objectListUses[owner.type.goType]?.[list];
}

/** The ConfigMap or Secret whose key is written at the cursor. */
function keyedObject({ cursor, manifest }: CompletionContext, goType: string, field: string): { kind: 'ConfigMap' | 'Secret'; name: string } | undefined {
  if (field !== 'key') return undefined;
  const direct = keyUses[goType];
  if (direct !== undefined) return { kind: direct, name: stringAt(manifest.parsed.root, [...cursor.path.slice(0, -1), 'name']) };
  if (goType !== 'core/v1.KeyToPath') return undefined;
  const ownerPath = cursor.path.slice(0, -3);
  const owner = schemaAt(manifest, ownerPath)?.type.goType ?? '';
  const kind = keyListUses[owner];
  return kind && { kind, name: stringAt(manifest.parsed.root, [...ownerPath, owner === 'core/v1.SecretVolumeSource' ? 'secretName' : 'name']) };
}

function names(context: CompletionContext, kind: NameKind, scope: string): Completion[] {
  return offer(context, context.names?.index.definitions({ kind, scope, within: context.names.document }) ?? []);
}

/** Names inside the Pod (template) that the cursor is in. A Service asks for the ports of all. */
function localNames(context: CompletionContext, kind: NameKind): Completion[] {
  const { cursor, manifest, names: known } = context;
  if (known === undefined) return [];
  const spec = cursor.path.map((_, i) => cursor.path.slice(0, i + 1)).findLast((path) => schemaAt(manifest, path)?.type.goType === 'core/v1.PodSpec');
  const definitions = spec === undefined ? [...known.index.definitions({ kind }), ...livePorts(known.index.cluster, manifest.identity)] : known.index.definitions({ kind, scope: podScope(spec), within: known.document });
  if (kind !== 'port') return offer(context, definitions);
  const unique = [...new Map(definitions.filter(({ name }) => name !== '').map((one) => [one.name, one])).values()];
  const numbers = [...new Set(definitions.map(({ detail }) => detail))].filter((n) => /^\d+$/.test(n)).map((name) => ({ name, detail: 'containerPort' }));
  return offer(context, [...unique, ...numbers]);
}

/** Ports of the cluster's Pods in a namespace. */
function livePorts(cluster: ClusterSnapshot, identity: ObjectIdentity | undefined): { name: string; detail: string }[] {
  const namespace = identity === undefined || identity.namespace === '' ? 'default' : identity.namespace;
  return [...cluster.ofKind('Pod')].filter((pod) => pod.namespace === namespace).flatMap(({ pod }) => pod?.containers.flatMap(({ ports }) => ports.map(({ name, port }) => ({ name, detail: String(port) }))) ?? []);
}

function offer({ cursor, manifest }: CompletionContext, found: readonly { name: string; detail: string }[]): Completion[] {
  const own = nodeAt(manifest.parsed.root, cursor.path);
  const typed = own?.kind === 'scalar' ? own.text : '';
  return found.filter(({ name }) => name !== typed || found.length === 1).map(({ name, detail }, i) => ({
    label: name, kind: 'reference', snippet: `${cursor.before}${escapeSnippet(/^[\w./-]+$/.test(name) && !/^\d+$/.test(name) || detail === 'containerPort' ? name : JSON.stringify(name))}`,
    replace: cursor.replace, sortText: `0${String(i).padStart(3, '0')}`, ...(detail !== '' && { detail }),
  }));
}

/** At the beginning of a list's item it may still become a field. */
function isValue(cursor: CompletionContext['cursor']): boolean {
  return cursor.kind === 'value' || (cursor.kind === 'key' && cursor.isFresh && !cursor.hasColon && cursor.path.at(-2) === 'values');
}

/** The label whose value a selector has at the cursor. */
function selectedLabel({ cursor: { path }, manifest }: CompletionContext): string | undefined {
  const [above, at] = path.slice(-2);
  if (typeof at === 'string') return above === 'matchLabels' || (above === 'selector' && hasPlainSelector(manifest.identity)) ? at : undefined;
  return above === 'values' && path.at(-4) === 'matchExpressions' ? stringAt(manifest.parsed.root, [...path.slice(0, -2), 'key']) : undefined;
}

function hasPlainSelector(identity: ObjectIdentity | undefined): boolean {
  return identity?.kind === 'Service' || identity?.kind === 'ReplicationController';
}

/** Values that a label has in the namespace, written or live. */
function labelValues(context: CompletionContext, key: string): Completion[] {
  const { manifest: { identity }, names: known } = context;
  if (known === undefined) return [];
  const namespace = objectScope('label', identity?.namespace ?? '');
  const written = known.index.definitions({ kind: 'label', scope: `${namespace}/${key}` });
  const live = [...known.index.cluster.ofKind('Pod')].filter((pod) => pod.namespace === namespace).flatMap(({ labels }) => labels[key] ?? []).map((name) => ({ name, detail: 'in the cluster' }));
  return offer(context, [...new Map([...live, ...written].map((one) => [one.name, one])).values()]);
}

/** Labels that are never meant in a selector that a person writes. */
const madeByControllers: ReadonlySet<string> = new Set(['pod-template-hash', 'controller-revision-hash', 'pod-template-generation', 'controller-uid', 'batch.kubernetes.io/controller-uid', 'statefulset.kubernetes.io/pod-name', 'apps.kubernetes.io/pod-index']);

/** Labels that Pods of the workspace and the cluster have, as whole lines of a selector. */
function selectorLabels({ cursor, manifest, names: known }: CompletionContext): Completion[] {
  const isSelector = cursor.path.at(-1) === 'matchLabels' || (cursor.path.at(-1) === 'selector' && hasPlainSelector(manifest.identity));
  if (!isSelector || known === undefined) return [];
  const pairs = new Map<string, readonly [string, string]>();
  for (const { set: { labels } } of known.index.labelSets('labels')) for (const [key, value] of Object.entries(labels)) if (!cursor.siblings.includes(key)) pairs.set(`${key}: ${value}`, [key, value]);
  for (const { labels } of known.index.cluster.ofKind('Pod')) for (const [key, value] of Object.entries(labels)) if (!cursor.siblings.includes(key) && !madeByControllers.has(key)) pairs.set(`${key}: ${value}`, [key, value]);
  return [...pairs].map(([label, [key, value]], i) => ({
    label, kind: 'reference', sortText: `0${String(i).padStart(3, '0')}`, replace: cursor.replace,
    snippet: `${cursor.before}${escapeSnippet(cursor.hasColon ? key : `${key}: ${quoted(value)}`)}`,
  }));
}
