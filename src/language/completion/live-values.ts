// Offers what the running cluster's Nodes and Pods have: node labels, taints, node names, images in use.
import { nodeAt } from '../../document/node.ts';
import type { ClusterSnapshot } from '../cluster/cluster-snapshot.ts';
import { schemaAt, stringAt } from '../manifest.ts';
import { quoted } from '../quoted.ts';
import type { Completion, CompletionContext } from './completion-context.ts';
import { escapeSnippet } from './snippet-text.ts';

export function liveValueCompletions(context: CompletionContext): Completion[] {
  const { cursor, place, names } = context;
  if (place === undefined || names === undefined) return [];
  const { cluster } = names.index;
  if (cursor.kind === 'key' && place.type.shape === 'map') return place.field?.name === 'nodeSelector' ? offer(context, labelsOfNodes(cluster).keys(), cursor.hasColon ? '' : ': $0').filter(({ label }) => !cursor.siblings.includes(label)) : [];
  if (cursor.kind === 'value') return offer(context, valuesAt(context, cluster));
  return cursor.isFresh && typeof cursor.path.at(-1) === 'number' ? offer(context, requirementValues(context, cluster, cursor.path.slice(0, -1))) : [];
}

function valuesAt(context: CompletionContext, cluster: ClusterSnapshot): Iterable<string> {
  const { cursor, place, manifest, names } = context;
  const last = cursor.path.at(-1);
  if (typeof last === 'number') return requirementValues(context, cluster, cursor.path.slice(0, -1));
  const owner = schemaAt(manifest, cursor.path.slice(0, -1));
  if (owner?.field?.name === 'nodeSelector' && owner.type.shape === 'map') return labelsOfNodes(cluster).get(String(last)) ?? [];
  const sibling = (field: string): string => stringAt(manifest.parsed.root, [...cursor.path.slice(0, -1), field]);
  switch (`${place?.parent?.goType ?? ''} ${place?.field?.name ?? ''}`) {
    case 'core/v1.NodeSelectorRequirement key':
    case 'core/v1.TopologySpreadConstraint topologyKey':
    case 'core/v1.PodAffinityTerm topologyKey':
      return labelsOfNodes(cluster).keys();
    case 'core/v1.Toleration key':
      return taints(cluster).map(({ key }) => key);
    case 'core/v1.Toleration value':
      return taints(cluster).filter(({ key, value }) => value !== '' && (sibling('key') === '' || key === sibling('key'))).map(({ value }) => value);
    case 'core/v1.PodSpec nodeName':
      return [...cluster.ofKind('Node')].map(({ name }) => name);
    case 'core/v1.Container image':
      return [...names?.index.places({ kind: 'container', role: 'definition' }).map(({ detail = '' }) => detail) ?? [], ...[...cluster.ofKind('Pod')].flatMap(({ pod }) => pod?.containers.map(({ image }) => image) ?? [])].filter((image) => image.includes(':'));
    default:
      return [];
  }
}

/** Values for a label whose key a requirement names. */
function requirementValues({ manifest }: CompletionContext, cluster: ClusterSnapshot, list: readonly (string | number)[]): Iterable<string> {
  const place = schemaAt(manifest, list);
  if (place?.parent?.goType !== 'core/v1.NodeSelectorRequirement' || place.field?.name !== 'values') return [];
  return labelsOfNodes(cluster).get(stringAt(manifest.parsed.root, [...list.slice(0, -1), 'key'])) ?? [];
}

function labelsOfNodes(cluster: ClusterSnapshot): Map<string, Set<string>> {
  const labels = new Map<string, Set<string>>();
  for (const node of cluster.ofKind('Node')) for (const [key, value] of Object.entries(node.labels)) labels.set(key, (labels.get(key) ?? new Set()).add(value));
  return labels;
}

function taints(cluster: ClusterSnapshot): { key: string; value: string }[] {
  return [...cluster.ofKind('Node')].flatMap((node) => node.taints ?? []);
}

function offer({ cursor, manifest }: CompletionContext, values: Iterable<string>, after = ''): Completion[] {
  const own = nodeAt(manifest.parsed.root, cursor.path);
  const typed = own?.kind === 'scalar' ? own.text : '';
  const offered = [...new Set(values)].filter((value) => value !== '' && (value !== typed || after !== ''));
  return offered.sort().map((label, i) => ({ label, kind: 'reference', detail: 'in use', replace: cursor.replace, sortText: `3${String(i).padStart(4, '0')}`, snippet: `${cursor.before}${escapeSnippet(quoted(label))}${after}` }));
}
