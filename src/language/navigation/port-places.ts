// Where a port's name is written: in its Pod, and as the targetPort of the Services that select the Pod, in whatever files those are.
import { type LabelSet, type NamePlace, podScope } from '../names/document-names.ts';
import type { NameIndex } from '../names/name-index.ts';
import type { FoundPlace, NamedDocument } from '../names/named-document.ts';
import { selectorOf } from '../names/pod-ports.ts';

interface Labelled {
  readonly set: LabelSet;
  readonly document: NamedDocument;
}

/** The labels, of objects and templates, that a selector selects. */
export function selected(index: NameIndex, selector: LabelSet): Labelled[] {
  return Object.keys(selector.labels).length === 0 ? [] : index.labelSets('labels').filter(({ set }) => selects(selector, set));
}

/** All places that must have one name, for Pods and Services to go on fitting: a Service that leads to one of the Pods takes the others that it selects along. */
export function portPlaces(index: NameIndex, document: NamedDocument, place: NamePlace): FoundPlace[] {
  const { name } = place;
  const pods = new Map<string, Labelled>();
  const uses = index.places({ kind: 'targetPort', name });
  const taken = new Set<FoundPlace>();
  const labels = index.labelSets('labels');
  const own = place.kind === 'port' ? labels.filter((labelled) => labelled.document === document || (labelled.document.uri === document.uri && labelled.document.index === document.index)).filter(({ set }) => specScope(set) === place.scope) : [];
  for (const labelled of own) pods.set(podKey(labelled), labelled);
  const isAsked = (use: FoundPlace): boolean => place.kind === 'targetPort' && use.document.uri === document.uri && use.document.index === document.index && use.path.join('/') === place.path.join('/');
  for (let size = -1; size < taken.size;) {
    size = taken.size;
    for (const use of uses) {
      const selector = selectorOf(use.document.names, use);
      if (taken.has(use) || !(isAsked(use) || (selector !== undefined && [...pods.values()].some(({ set }) => selects(selector, set))))) continue;
      taken.add(use);
      for (const labelled of labels) if (selector !== undefined && selects(selector, labelled.set)) pods.set(podKey(labelled), labelled);
    }
  }
  const inPods = [...pods.values()].flatMap(({ set, document: within }) => index.places({ kind: 'port', scope: specScope(set), name, within }));
  // A Pod without labels has only itself.
  const found = own.length === 0 && place.kind === 'port' ? index.places({ kind: 'port', scope: place.scope, name, within: document }) : inPods;
  return [...found, ...taken];
}

function selects(selector: LabelSet, { scope, labels }: LabelSet): boolean {
  const wanted = Object.entries(selector.labels);
  return wanted.length > 0 && scope === selector.scope && wanted.every(([key, value]) => labels[key] === value);
}

/** Of the Pod's spec beside `metadata.labels`. */
function specScope({ path }: LabelSet): string {
  return podScope([...path.slice(0, -2), 'spec']);
}

function podKey({ set, document }: Labelled): string {
  return `${document.uri} ${document.index} ${specScope(set)}`;
}
