// The Pods that a Service can select, with their ports: what its targetPort may name.
import { type DocumentNames, type LabelSet, type NamePlace, podScope } from './document-names.ts';

const mostCandidates = 20;

/** The Pods, and templates of Pods, of some documents by their labels, with the names of their ports. Made once for many Services. */
export class PodPorts {
  /** By namespace and one label: a selector looks among those with its first. */
  readonly #byLabel = new Map<string, LabelledPorts[]>();

  /** By namespace and one label's key. */
  readonly #byKey = new Map<string, LabelledPorts[]>();

  constructor(documents: Iterable<DocumentNames>) {
    for (const names of documents) {
      for (const pod of podsIn(names)) {
        for (const [key, value] of Object.entries(pod.set.labels)) {
          listed(this.#byLabel, labelKey(pod.set.scope, key, value)).push(pod);
          listed(this.#byKey, `${pod.set.scope} ${key}`).push(pod);
        }
      }
    }
  }

  /** The labels of the first Pods of the selector's namespace that have all its keys: so few that a file of many Services is looked through in no time. */
  withKeysOf({ scope, labels }: LabelSet): LabelSet[] {
    const keys = Object.keys(labels);
    const candidates = this.#byKey.get(`${scope} ${keys[0] ?? ''}`)?.slice(0, mostCandidates) ?? [];
    return candidates.flatMap(({ set }) => (keys.every((key) => Object.hasOwn(set.labels, key)) ? [set] : []));
  }

  /** The names of the ports of the Pods that a selector selects; undefined where it selects none. */
  selected({ scope, labels }: LabelSet): ReadonlySet<string> | undefined {
    const wanted = Object.entries(labels);
    const [first] = wanted;
    const found = first === undefined ? [] : (this.#byLabel.get(labelKey(scope, ...first)) ?? []).filter(({ set }) => wanted.every(([key, value]) => set.labels[key] === value));
    return found.length === 0 ? undefined : new Set(found.flatMap(({ ports }) => ports));
  }
}

/** Looked up once for each document. */
function podsIn(names: DocumentNames): readonly LabelledPorts[] {
  let known = podsByNames.get(names);
  if (known !== undefined) return known;
  const { places, labelSets } = names;
  known = labelSets.flatMap((set) => {
    const scope = podScope([...set.path.slice(0, -2), 'spec']);
    if (set.role !== 'labels' || !places.some((place) => place.role === 'definition' && place.kind === 'container' && place.scope === scope)) return [];
    return [{ set, ports: places.filter((place) => place.role === 'definition' && place.kind === 'port' && place.scope === scope).map(({ name }) => name) }];
  });
  podsByNames.set(names, known);
  return known;
}
const podsByNames = new WeakMap<DocumentNames, readonly LabelledPorts[]>();

function listed<T>(lists: Map<string, T[]>, key: string): T[] {
  let list = lists.get(key);
  if (list === undefined) lists.set(key, (list = []));
  return list;
}

interface LabelledPorts {
  readonly set: LabelSet;
  readonly ports: readonly string[];
}

function labelKey(scope: string, key: string, value: string): string {
  return `${scope} ${key}=${value}`;
}

/** The selector of the Service whose targetPort a place is. */
export function selectorOf({ labelSets }: DocumentNames, { path }: NamePlace): LabelSet | undefined {
  const at = [...path.slice(0, -3), 'selector'].join('/');
  return labelSets.find(({ role, path: own }) => role === 'selector' && own.join('/') === at);
}
