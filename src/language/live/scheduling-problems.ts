// Which field of a Pod keeps the scheduler from placing it, by the words of FailedScheduling and the Nodes that there are.
import type { ClusterSnapshot } from '../cluster/cluster-snapshot.ts';
import { dereference, nodeAt, type YamlNode } from '../../document/node.ts';
import { quantityNumber } from '../quantity-words.ts';
import { fieldsWithValue, type Path } from './live-problem.ts';

/** Fields of the Pod's spec; those that reject most Nodes first. */
export function schedulingPlaces(message: string, spec: YamlNode | undefined, cluster: ClusterSnapshot): Path[] {
  const claim = /persistentvolumeclaim "([^"]+)"/.exec(message)?.[1];
  if (claim !== undefined) return fieldsWithValue(nodeAt(spec, ['volumes']), ['claimName'], claim, ['volumes']);
  if (message.includes('PersistentVolumeClaims') || message.includes('volume node affinity') || message.includes('available persistent volumes')) return claims(spec);
  const verdicts = /nodes are available: (.*?)\.(?: |$)/s.exec(message)?.[1] ?? '';
  const counted = verdicts.split(', ').flatMap((part) => {
    const match = /^(\d+) (.+)$/.exec(part);
    return match === null ? [] : [{ count: Number(match[1]), reason: match[2] ?? '' }];
  });
  return counted.sort((a, b) => b.count - a.count).flatMap(({ reason }) => placesOf(reason, spec, cluster));
}

function placesOf(reason: string, spec: YamlNode | undefined, cluster: ClusterSnapshot): Path[] {
  const insufficient = /^Insufficient (\S+)/.exec(reason)?.[1];
  if (insufficient !== undefined) return requestsOf(spec, insufficient);
  if (reason.includes('node affinity/selector')) return [...selectorKeys(spec, cluster), ['nodeSelector'], ['affinity', 'nodeAffinity'], ['affinity']];
  if (reason.includes('untolerated taint')) return [['tolerations']];
  if (reason.includes('anti-affinity')) return [['affinity', 'podAntiAffinity']];
  if (reason.includes('pod affinity')) return [['affinity', 'podAffinity']];
  if (reason.includes('topology spread')) return [['topologySpreadConstraints']];
  if (reason.includes('requested node name')) return [['nodeName']];
  return reason.includes('free ports') ? hostPorts(spec) : [];
}

/** Keys that no Node has with that value. */
function selectorKeys(spec: YamlNode | undefined, cluster: ClusterSnapshot): Path[] {
  const selector = nodeAt(spec, ['nodeSelector']);
  if (selector?.kind !== 'mapping') return [];
  const nodes = [...cluster.ofKind('Node')];
  return selector.entries.flatMap(({ name, value }) => {
    const written = dereference(value);
    return name === undefined || written?.kind !== 'scalar' || nodes.some(({ labels }) => labels[name] === written.text) ? [] : [['nodeSelector', name]];
  });
}

/** The largest request first. */
function requestsOf(spec: YamlNode | undefined, resource: string): Path[] {
  const found = ['containers', 'initContainers'].flatMap((list) => itemsOf(spec, [list]).flatMap((_item, i) => ['requests', 'limits'].flatMap((kind) => {
    const path = [list, i, 'resources', kind, resource];
    const value = nodeAt(spec, path);
    return value?.kind === 'scalar' ? [{ path, amount: quantityNumber(value.text) ?? 0, isRequest: kind === 'requests' }] : [];
  })));
  return found.sort((a, b) => Number(b.isRequest) - Number(a.isRequest) || b.amount - a.amount).map(({ path }) => path);
}

function hostPorts(spec: YamlNode | undefined): Path[] {
  return itemsOf(spec, ['containers']).flatMap((_c, i) => itemsOf(spec, ['containers', i, 'ports']).map((_p, p) => ['containers', i, 'ports', p, 'hostPort'])).filter((path) => nodeAt(spec, path) !== undefined);
}

function claims(spec: YamlNode | undefined): Path[] {
  return itemsOf(spec, ['volumes']).map((_v, i) => ['volumes', i, 'persistentVolumeClaim', 'claimName']).filter((path) => nodeAt(spec, path) !== undefined);
}

function itemsOf(spec: YamlNode | undefined, path: Path): readonly unknown[] {
  const list = nodeAt(spec, path);
  return list?.kind === 'sequence' ? list.items : [];
}
