// Which ports the Pods have that a Service selects: what its targetPort may name.
import { type DocumentNames, type LabelSet, type NamePlace, podScope } from './document-names.ts';

/** The Pods, and templates of Pods, of some documents by their labels, with the names of their ports. Made once for many Services. */
export class PodPorts {
  /** By namespace and one label: a selector looks among those with its first. */
  readonly #byLabel = new Map<string, LabelledPorts[]>();

  constructor(documents: Iterable<DocumentNames>) {
    for (const { places, labelSets } of documents) {
      for (const set of labelSets) {
        if (set.role !== 'labels') continue;
        const scope = podScope([...set.path.slice(0, -2), 'spec']);
        if (!places.some((place) => place.role === 'definition' && place.kind === 'container' && place.scope === scope)) continue;
        const ports = places.filter((place) => place.role === 'definition' && place.kind === 'port' && place.scope === scope).map(({ name }) => name);
        for (const [key, value] of Object.entries(set.labels)) {
          const at = labelKey(set.scope, key, value);
          const known = this.#byLabel.get(at);
          if (known === undefined) this.#byLabel.set(at, [{ set, ports }]);
          else known.push({ set, ports });
        }
      }
    }
  }

  /** The names of the ports of the Pods that a selector selects; undefined where it selects none. */
  selected({ scope, labels }: LabelSet): ReadonlySet<string> | undefined {
    const wanted = Object.entries(labels);
    const [first] = wanted;
    const found = first === undefined ? [] : (this.#byLabel.get(labelKey(scope, ...first)) ?? []).filter(({ set }) => wanted.every(([key, value]) => set.labels[key] === value));
    return found.length === 0 ? undefined : new Set(found.flatMap(({ ports }) => ports));
  }
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
