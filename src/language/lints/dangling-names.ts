// Names that are used but defined nowhere: not in the file, not in the workspace, not in the running cluster. What nobody can know is not said.
import type { Finding } from '../finding.ts';
import { nearest } from '../nearest.ts';
import type { DocumentNames, LabelSet, NamePlace } from '../names/document-names.ts';
import { liveNames, type NameIndex } from '../names/name-index.ts';
import type { Definitions, FoundPlace } from '../names/named-document.ts';
import { type PodPorts, selectorOf } from '../names/pod-ports.ts';
import { builtIn, isOutward, type ObjectKind } from '../names/name-kinds.ts';
import { danglingKeyId, danglingNameId, selectorMismatchId, type LintSettings } from './lints.ts';

export interface NameSurroundings {
  /** Of the file itself. */
  readonly own: Definitions;
  /** The file, and all names beside it; absent on the command line, where a file stands alone. */
  readonly beside?: { readonly uri: string; readonly index: NameIndex };
  /** Of the file itself, and of all others. */
  readonly podPorts: { readonly own: PodPorts; readonly beside: PodPorts | undefined };
  readonly settings: LintSettings;
}

export function definitionsOf(documents: Iterable<DocumentNames>): Definitions {
  const definitions = new Map<string, Map<string, NamePlace>>();
  for (const { objectPlaces } of documents) {
    for (const place of objectPlaces) {
      if (place.role !== 'definition') continue;
      const at = `${place.kind} ${place.scope}`;
      const names = definitions.get(at) ?? new Map<string, NamePlace>();
      if (!names.has(place.name)) names.set(place.name, place);
      definitions.set(at, names);
    }
  }
  return definitions;
}

/** Uses of names that may be defined in other documents: what `danglingNames` asks about. */
export function outwardUses({ objectPlaces }: DocumentNames): NamePlace[] {
  return objectPlaces.filter(({ role, isOptional, kind }) => role === 'use' && isOptional !== true && isOutward(kind));
}

export function danglingNames(uses: readonly NamePlace[], surroundings: NameSurroundings): Finding[] {
  const findings: Finding[] = [];
  for (const place of uses) {
    const finding = place.kind === 'key' || place.kind === 'servicePort' ? danglingMember(place, surroundings) : danglingObject(place, surroundings);
    if (finding !== undefined) findings.push(finding);
  }
  return findings;
}

/** The named targetPorts of a Service: what `danglingTargets` asks about. */
export function targetUses({ places }: DocumentNames): NamePlace[] {
  return places.filter(({ kind }) => kind === 'targetPort');
}

/** Ports that no Pod has which the Service selects; where it selects none that is written anywhere, nobody knows. */
export function danglingTargets(uses: readonly NamePlace[], names: DocumentNames, { podPorts, settings }: NameSurroundings): Finding[] {
  return uses.flatMap((place) => {
    const selector = selectorOf(names, place);
    const own = selector && podPorts.own.selected(selector);
    const beside = selector && own?.has(place.name) !== true ? podPorts.beside?.selected(selector) : undefined;
    if ((own ?? beside) === undefined || own?.has(place.name) === true || beside?.has(place.name) === true) return [];
    const meant = nearest(place.name, new Set([...own ?? [], ...beside ?? []]));
    return finding(place, danglingNameId, settings[danglingNameId] ?? 'warning', `No Pod that the Service selects has a port named ${JSON.stringify(place.name)}${meant === undefined ? '' : `; did you mean ${JSON.stringify(meant)}?`}`) ?? [];
  });
}

/** The selectors of Services: what `emptySelectors` asks about. */
export function serviceSelectors({ labelSets }: DocumentNames): LabelSet[] {
  return labelSets.filter(({ role, path }) => role === 'selector' && path.at(-1) === 'selector');
}

/** Selectors that no Pod has the labels of, where a Pod of the file has others under the same keys, or one of the workspace nearly the same. */
export function emptySelectors(selectors: readonly LabelSet[], { podPorts, beside, settings }: NameSurroundings): Finding[] {
  const severity = settings[selectorMismatchId] ?? 'warning';
  return severity === 'off' ? [] : selectors.flatMap((selector) => {
    const wanted = Object.entries(selector.labels);
    if (podPorts.own.selected(selector) !== undefined || podPorts.beside?.selected(selector) !== undefined) return [];
    const own = podPorts.own.withKeysOf(selector);
    const candidates = [...own, ...podPorts.beside?.withKeysOf(selector) ?? []];
    const meant = candidates.find((set) => isNearly(selector, set));
    const other = meant ?? own[0];
    if (other === undefined || beside?.index.cluster.hasPodWith(selector.scope, selector.labels) === true) return [];
    const has = wanted.map(([key]) => `${key}=${other.labels[key] ?? ''}`).join(',');
    return [{ span: selector.span, path: selector.path, code: selectorMismatchId, severity: meant !== undefined || severity === 'hint' ? severity : 'information', message: `No Pod has the labels ${wanted.map(([key, value]) => `${key}=${value}`).join(',')}; there are Pods with ${has}` }];
  });
}

/** Whether labels were probably meant by a selector. Remembered of both: an edit changes one document, and the others are compared once. */
function isNearly(selector: LabelSet, set: LabelSet): boolean {
  let known = nearly.get(selector);
  if (known === undefined) nearly.set(selector, (known = new WeakMap()));
  let answer = known.get(set);
  if (answer === undefined) known.set(set, (answer = Object.entries(selector.labels).every(([key, value]) => nearest(value, [set.labels[key] ?? '']) !== undefined)));
  return answer;
}
const nearly = new WeakMap<LabelSet, WeakMap<LabelSet, boolean>>();

/** Names of the same Pod that are not there, whatever other documents say. */
export function danglingLocals({ places }: DocumentNames, settings: LintSettings): Finding[] {
  return places.flatMap((place) => (place.role === 'use' && place.isLocal && (place.kind === 'port' || place.kind === 'container') ? (danglingLocal(place, places, settings) ?? []) : []));
}

function danglingObject(place: NamePlace, { own, beside, settings }: NameSurroundings): Finding | undefined {
  const { kind, name, scope } = place;
  const inFile = own.get(`${kind} ${scope}`);
  if (inFile?.has(name) === true || builtIn[kind as ObjectKind]?.includes(name) === true) return undefined;
  if (beside !== undefined && (beside.index.definitionBeside(beside.uri, place) !== undefined || beside.index.cluster.named(kind, scope, name) !== undefined)) return undefined;
  const candidates = new Set([...inFile?.keys() ?? [], ...beside?.index.definitions({ kind, scope }).map((known) => known.name) ?? []]);
  const meant = nearest(name, candidates);
  if (meant !== undefined) {
    const where = inFile?.has(meant) === true || beside === undefined ? 'in this file' : 'in the workspace or the cluster';
    return finding(place, danglingNameId, settings[danglingNameId] ?? 'warning', `${kind} ${JSON.stringify(name)} is not ${beside === undefined || !beside.index.cluster.isComplete ? 'in this file' : 'in the workspace or the cluster'}; did you mean ${JSON.stringify(meant)}${where === 'in this file' ? '' : ` ${where}`}?`, relatedTo(place, meant, own, beside));
  }
  if (beside?.index.cluster.follows(kind) !== true || name.startsWith('system:')) return undefined;
  const severity = settings[danglingNameId] === 'off' || settings[danglingNameId] === 'hint' ? settings[danglingNameId] : 'information';
  const [other] = [...beside.index.cluster.ofKind(kind)].filter((object) => object.name === name && object.namespace !== scope);
  const hint = other === undefined ? '' : `; there is one in namespace ${JSON.stringify(other.namespace)}`;
  return finding(place, danglingNameId, severity, `${kind} ${JSON.stringify(name)} is neither in the workspace nor in the running cluster${hint}`);
}

/** A key of a ConfigMap or Secret, or a port of a Service. */
function danglingMember(place: NamePlace, { own, beside, settings }: NameSurroundings): Finding | undefined {
  const { name, scope } = place;
  const [kind = '', , object = ''] = scope.split('/');
  const members = membersOf(place, own, beside);
  if (members === undefined || members.names.has(name)) return undefined;
  const meant = nearest(name, members.names);
  const [id, what] = place.kind === 'key' ? [danglingKeyId, 'key'] : [danglingNameId, 'port named'];
  return finding(place, id, settings[id] ?? 'warning', `${kind} ${JSON.stringify(object)} has no ${what} ${JSON.stringify(name)} in ${members.where}${meant === undefined ? '' : `; did you mean ${JSON.stringify(meant)}?`}`, relatedTo(place, meant, own, beside));
}

/** The keys or ports of the nearest definition of their object; undefined where none is known. */
function membersOf({ kind: member, scope }: NamePlace, own: Definitions, beside: NameSurroundings['beside']): { names: Set<string>; where: string } | undefined {
  const [kind = '', namespace = '', object = ''] = scope.split('/');
  const inFile = own.get(`${member} ${scope}`);
  if (inFile !== undefined || own.get(`${kind} ${namespace}`)?.has(object) === true) return { names: new Set(inFile?.keys() ?? []), where: 'this file' };
  if (beside === undefined) return undefined;
  const written = beside.index.definitionBeside(beside.uri, { kind: kind as ObjectKind, scope: namespace, name: object });
  // What a kustomization generates has keys that no manifest shows.
  if (written !== undefined) return written.path.includes('configMapGenerator') || written.path.includes('secretGenerator') ? undefined : { names: new Set(beside.index.places({ kind: member, scope, role: 'definition' }).map((place) => place.name)), where: 'the workspace' };
  return beside.index.cluster.named(kind, namespace, object) === undefined ? undefined : { names: new Set(liveNames(beside.index.cluster, member, scope)), where: 'the cluster' };
}

/** A port or container of the same Pod: the document itself says all of them. */
function danglingLocal(place: NamePlace, places: readonly NamePlace[], settings: LintSettings): Finding | undefined {
  const { kind, name, scope, path } = place;
  const item = kind === 'port' ? containerPath(path) : undefined;
  const defined = places.filter((p) => p.role === 'definition' && p.kind === kind && p.scope === scope && (item === undefined || item.every((segment, i) => p.path[i] === segment)));
  if (defined.some((p) => p.name === name)) return undefined;
  const meant = nearest(name, defined.map((p) => p.name));
  const message = `${kind === 'port' ? 'The container has no port' : 'The Pod has no container'} named ${JSON.stringify(name)}${meant === undefined ? '' : `; did you mean ${JSON.stringify(meant)}?`}`;
  const at = defined.find((p) => p.name === meant);
  return finding(place, danglingNameId, settings[danglingNameId] ?? 'warning', message, at === undefined ? {} : { related: [{ span: at.span, message: `${JSON.stringify(at.name)} is here` }] });
}

/** `…containers[1]` of a path below it: ports are known in their own container only. */
function containerPath(path: readonly (string | number)[]): readonly (string | number)[] | undefined {
  const list = path.findLastIndex((segment) => segment === 'containers' || segment === 'initContainers' || segment === 'ephemeralContainers');
  return list < 0 ? undefined : path.slice(0, list + 2);
}

function finding({ span, path }: NamePlace, code: string, severity: NonNullable<LintSettings[string]>, message: string, related: Pick<Finding, 'related' | 'relatedInFiles'> = {}): Finding | undefined {
  return severity === 'off' ? undefined : { span, path, code, severity, message, ...related };
}

/** Where the name stands that was probably meant. */
function relatedTo({ kind, scope }: NamePlace, meant: string | undefined, own: Definitions, beside: NameSurroundings['beside']): Pick<Finding, 'relatedInFiles'> {
  const found: FoundPlace | undefined = meant === undefined || beside === undefined || own.get(`${kind} ${scope}`)?.has(meant) === true ? undefined : beside.index.definitionBeside(beside.uri, { kind, scope, name: meant });
  return found === undefined ? {} : { relatedInFiles: [{ uri: found.document.uri, range: found.document.rangeOf(found.span), message: `${JSON.stringify(found.name)} is here` }] };
}
