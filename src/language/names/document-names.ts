// All names that a document defines and uses, found by walking its tree and the schema side by side.
import { fieldOf, type TypeSchema } from '../../api/schema/schema.ts';
import { dereference, entryOf, type MappingNode, type ScalarNode, type YamlNode } from '../../document/node.ts';
import type { Span } from '../../document/position.ts';
import { type CustomKinds, typeOfKind } from '../custom/custom-kinds.ts';
import { identityOf, isList, rowOf, stringAt, type Manifest } from '../manifest.ts';
import { isOutward, kindedUses, keyListUses, keyUses, type NameKind, type ObjectKind, objectKinds, objectListUses, objectScope, objectUses } from './name-kinds.ts';

/** One place where a name is written. */
export interface NamePlace {
  readonly kind: NameKind;
  readonly name: string;
  /** Names of a kind are the same thing only within one scope: a namespace, a Pod template, a ConfigMap. */
  readonly scope: string;
  /** The scope is this document's own. */
  readonly isLocal: boolean;
  readonly role: 'definition' | 'use';
  readonly span: Span;
  /** The span lies between quotes. */
  readonly isQuoted?: boolean;
  readonly path: readonly (string | number)[];
  /** Of a key's use: nothing fails when it is missing. */
  readonly isOptional?: boolean;
  /** What it is, for lists of names: an image, a port number. */
  readonly detail?: string;
}

/** An object's labels, or those of its template; and a selector of labels. */
export interface LabelSet {
  readonly role: 'labels' | 'selector';
  readonly scope: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly span: Span;
  readonly path: readonly (string | number)[];
}

export interface DocumentNames {
  readonly places: readonly NamePlace[];
  /** Those of objects, their keys and their ports, which other documents may use or define. */
  readonly objectPlaces: readonly NamePlace[];
  readonly labelSets: readonly LabelSet[];
}

export function documentNamesOf({ parsed, identity, kinds }: Manifest): DocumentNames {
  const walk = new NameWalk(kinds);
  if (identity === undefined) return emptyNames;
  if (!isList(identity)) walk.object(parsed.root, []);
  else {
    const items = parsed.root?.kind === 'mapping' ? dereference(entryOf(parsed.root, 'items')?.value) : undefined;
    if (items?.kind === 'sequence') items.items.forEach((item, i) => walk.object(item, ['items', i]));
  }
  const { places, labelSets } = walk;
  return { places, labelSets, objectPlaces: places.filter(({ kind }) => isOutward(kind)) };
}

const emptyNames: DocumentNames = { places: [], objectPlaces: [], labelSets: [] };

type Path = readonly (string | number)[];

/** The fields of a type that use names; looked up once for each type. */
function usesOf(table: Readonly<Record<string, Readonly<Record<string, ObjectKind>>>>, goType: string): readonly (readonly [string, ObjectKind])[] {
  const uses = table[goType];
  if (uses === undefined) return noUses;
  let known = usesByTable.get(uses);
  if (known === undefined) usesByTable.set(uses, (known = Object.entries(uses)));
  return known;
}
const noUses: readonly (readonly [string, ObjectKind])[] = [];
const usesByTable = new WeakMap<object, readonly (readonly [string, ObjectKind])[]>();

class NameWalk {
  readonly places: NamePlace[] = [];
  readonly labelSets: LabelSet[] = [];
  readonly #kinds: CustomKinds | undefined;
  #namespace = '';

  constructor(kinds: CustomKinds | undefined) {
    this.#kinds = kinds;
  }

  object(node: YamlNode | undefined, path: Path): void {
    const identity = identityOf(node);
    const root = dereference(node);
    if (identity === undefined || root?.kind !== 'mapping') return;
    if (rowOf(identity) === undefined) this.#add(root, ['kind'], path, { kind: 'kind', scope: kindScope(identity.apiVersion), role: 'use' });
    const type = typeOfKind(identity.apiVersion, identity.kind, this.#kinds);
    if (type === undefined) return;
    this.#namespace = identity.namespace;
    const { kind } = identity;
    if (objectKinds.has(kind)) {
      this.#add(root, ['metadata', 'name'], path, { kind: kind as NameKind, scope: objectScope(kind as NameKind, identity.namespace), role: 'definition' });
      if (kind === 'ConfigMap' || kind === 'Secret') for (const field of ['data', 'binaryData', 'stringData']) this.#keys(root, field, path, keyScope(kind, identity.namespace, identity.name));
    }
    if (kind === 'CustomResourceDefinition') this.#add(root, ['spec', 'names', 'kind'], path, { kind: 'kind', scope: stringAt(root, ['spec', 'group']), role: 'definition' });
    if (kind === 'Service') this.#servicePorts(root, path, keyScope(kind, identity.namespace, identity.name));
    this.#labels(root, ['metadata', 'labels'], path, 'labels');
    if (kind === 'Service' || kind === 'ReplicationController') this.#labels(root, ['spec', 'selector'], path, 'selector');
    this.#struct(root, type, path, path);
  }

  #struct(node: MappingNode, type: TypeSchema, path: Path, template: Path): void {
    const { goType } = type;
    const own = goType === 'core/v1.PodSpec' ? path : template;
    if (goType === 'core/v1.PodSpec') this.#podSpec(node, path);
    // A namespaceSelector is about Namespaces, wherever it is written.
    if (goType === 'meta/v1.LabelSelector' && path.at(-1) !== 'namespaceSelector') this.#selector(node, path);
    if (goType === 'core/v1.PodTemplateSpec' || goType === 'batch/v1.JobTemplateSpec') this.#labels(node, ['metadata', 'labels'], path, 'labels');
    for (const [field, kind] of usesOf(objectUses, goType)) this.#add(node, [field], path, { kind, scope: objectScope(kind, this.#namespace), role: 'use', isOptional: isTrue(node, 'optional') });
    for (const [field, kind] of usesOf(objectListUses, goType)) this.#items(node, field, (_item, i) => this.#add(node, [field, i, 'name'], path, { kind, scope: objectScope(kind, this.#namespace), role: 'use' }));
    if (kindedUses.has(goType)) this.#kindedUse(node, path);
    this.#keyUses(node, goType, path);
    this.#localUses(node, goType, path, own);
    for (const entry of node.entries) {
      const field = entry.name === undefined ? undefined : fieldOf(type, entry.name);
      if (field !== undefined && entry.name !== undefined && entry.value?.kind !== 'alias') this.#value(entry.value, field.type, [...path, entry.name], own);
    }
  }

  #value(node: YamlNode | undefined, type: TypeSchema, path: Path, template: Path): void {
    if (node?.kind === 'mapping' && type.shape === 'struct') this.#struct(node, type, path, template);
    else if (node?.kind === 'mapping' && type.shape === 'map' && type.element?.shape === 'struct') for (const entry of node.entries) this.#value(entry.value, type.element, [...path, entry.name ?? ''], template);
    else if (node?.kind === 'sequence' && type.element !== undefined) for (const [i, item] of node.items.entries()) this.#value(item, type.element, [...path, i], template);
  }

  #podSpec(node: MappingNode, path: Path): void {
    const scope = podScope(path);
    this.#items(node, 'volumes', (item, i) => this.#add(node, ['volumes', i, 'name'], path, { kind: 'volume', scope, role: 'definition', isLocal: true, detail: volumeSource(item) }));
    for (const list of ['initContainers', 'containers', 'ephemeralContainers']) {
      this.#items(node, list, (item, i) => {
        this.#add(node, [list, i, 'name'], path, { kind: 'container', scope, role: 'definition', isLocal: true, detail: stringAt(item, ['image']) });
        if (item?.kind === 'mapping') this.#items(item, 'ports', (port, p) => this.#add(item, ['ports', p, 'name'], [...path, list, i], { kind: 'port', scope, role: 'definition', isLocal: true, detail: textAt(port, 'containerPort') }));
      });
    }
  }

  #keyUses(node: MappingNode, goType: string, path: Path): void {
    const kind = keyUses[goType];
    const listKind = keyListUses[goType];
    if (kind === undefined && listKind === undefined) return;
    const isOptional = isTrue(node, 'optional');
    if (kind !== undefined) this.#add(node, ['key'], path, { kind: 'key', scope: keyScope(kind, this.#namespace, stringAt(node, ['name'])), role: 'use', isOptional });
    if (listKind === undefined) return;
    const name = stringAt(node, [goType === 'core/v1.SecretVolumeSource' ? 'secretName' : 'name']);
    this.#items(node, 'items', (_item, i) => this.#add(node, ['items', i, 'key'], path, { kind: 'key', scope: keyScope(listKind, this.#namespace, name), role: 'use', isOptional }));
  }

  #kindedUse(node: MappingNode, path: Path): void {
    const kind = stringAt(node, ['kind']) as ObjectKind;
    if (objectKinds.has(kind)) this.#add(node, ['name'], path, { kind, scope: objectScope(kind, stringAt(node, ['namespace']) || this.#namespace), role: 'use' });
  }

  #localUses(node: MappingNode, goType: string, path: Path, own: Path): void {
    const use = (field: string, kind: NameKind): void => this.#add(node, [field], path, { kind, scope: podScope(own), role: 'use', isLocal: true });
    if (goType === 'core/v1.VolumeMount' || goType === 'core/v1.VolumeDevice') use('name', 'volume');
    else if (goType === 'core/v1.HTTPGetAction' || goType === 'core/v1.TCPSocketAction') use('port', 'port');
    else if (goType === 'networking/v1.IngressServiceBackend') this.#add(node, ['port', 'name'], path, { kind: 'servicePort', scope: keyScope('Service', this.#namespace, stringAt(node, ['name'])), role: 'use' });
    else if (goType === 'core/v1.ServicePort') this.#add(node, ['targetPort'], path, { kind: 'targetPort', scope: this.#labelScope, role: 'use' });
    else if (goType === 'core/v1.ResourceFieldSelector') use('containerName', 'container');
    else if (goType === 'core/v1.EphemeralContainer') use('targetContainerName', 'container');
    else if (goType === 'apps/v1.StatefulSetSpec') this.#items(node, 'volumeClaimTemplates', (_item, i) => this.#add(node, ['volumeClaimTemplates', i, 'metadata', 'name'], path, { kind: 'volume', scope: podScope([...path, 'template', 'spec']), role: 'definition', isLocal: true, detail: 'volumeClaimTemplate' }));
  }

  #items(node: MappingNode, field: string, each: (item: YamlNode | undefined, index: number) => void): void {
    const list = entryOf(node, field)?.value;
    if (list?.kind === 'sequence') list.items.forEach(each);
  }

  #add(from: YamlNode, relative: Path, base: Path, { isLocal = false, detail, ...place }: Pick<NamePlace, 'kind' | 'scope' | 'role'> & { isLocal?: boolean; detail?: string; isOptional?: boolean }): void {
    const node = writtenAt(from, relative);
    if (node === undefined || typeof node.value !== 'string' || node.text === '' || node.style === 'literal' || node.style === 'folded') return;
    this.places.push({ ...place, isLocal, name: node.value, span: insideQuotes(node), ...(isQuoted(node) && { isQuoted: true }), path: [...base, ...relative], ...(detail !== undefined && { detail }) });
  }

  #keys(root: MappingNode, field: string, base: Path, scope: string): void {
    const data = entryOf(root, field)?.value;
    if (data?.kind !== 'mapping') return;
    for (const { name, key } of data.entries) if (name !== undefined && key?.kind === 'scalar') this.places.push({ kind: 'key', name, scope, isLocal: false, role: 'definition', span: insideQuotes(key), ...(isQuoted(key) && { isQuoted: true }), path: [...base, field, name], detail: field });
  }

  #servicePorts(root: MappingNode, path: Path, scope: string): void {
    const spec = entryOf(root, 'spec')?.value;
    if (spec?.kind === 'mapping') this.#items(spec, 'ports', (port, i) => this.#add(spec, ['ports', i, 'name'], [...path, 'spec'], { kind: 'servicePort', scope, role: 'definition', detail: textAt(port, 'port') }));
  }

  get #labelScope(): string {
    return this.#namespace === '' ? 'default' : this.#namespace;
  }

  #selector(node: MappingNode, path: Path): void {
    this.#labels(node, ['matchLabels'], path, 'selector');
    this.#items(node, 'matchExpressions', (item, i) => {
      const key = stringAt(item, ['key']);
      const operator = stringAt(item, ['operator']);
      if (item?.kind === 'mapping' && key !== '' && (operator === 'In' || operator === 'NotIn')) this.#items(item, 'values', (_value, v) => this.#add(item, ['values', v], [...path, 'matchExpressions', i], { kind: 'label', scope: `${this.#labelScope}/${key}`, role: 'use' }));
    });
  }

  #labels(from: YamlNode, relative: Path, base: Path, role: LabelSet['role']): void {
    let node: YamlNode | undefined = from;
    for (const segment of relative) node = node?.kind === 'mapping' ? entryOf(node, String(segment))?.value : undefined;
    if (node?.kind !== 'mapping') return;
    const labels: Record<string, string> = {};
    for (const { name, value } of node.entries) {
      if (name === undefined || name === '__proto__' || value?.kind !== 'scalar' || typeof value.value !== 'string') continue;
      labels[name] = value.value;
      this.#add(node, [name], [...base, ...relative], { kind: 'label', scope: `${this.#labelScope}/${name}`, role: role === 'labels' ? 'definition' : 'use' });
    }
    this.labelSets.push({ role, scope: this.#labelScope, labels, span: node, path: [...base, ...relative] });
  }
}

/** The scalar at a path that is written right there, not behind an alias. */
function writtenAt(from: YamlNode, relative: Path): ScalarNode | undefined {
  let node: YamlNode | undefined = from;
  for (const segment of relative) {
    if (node?.kind === 'mapping') node = entryOf(node, String(segment))?.value;
    else if (node?.kind === 'sequence' && typeof segment === 'number') node = node.items[segment];
    else return undefined;
  }
  return node?.kind === 'scalar' ? node : undefined;
}

function insideQuotes(node: ScalarNode): Span {
  return isQuoted(node) ? { start: node.start + 1, end: node.end - 1 } : { start: node.start, end: node.end };
}

function isQuoted({ style, start, end }: ScalarNode): boolean {
  return (style === 'single' || style === 'double') && end - start >= 2;
}

/** Names inside a Pod are known in that Pod (template) only. */
export function podScope(path: Path): string {
  return path.join('/');
}

/** Of the keys of a ConfigMap or Secret, and the ports of a Service. */
export function keyScope(kind: 'ConfigMap' | 'Secret' | 'Service', namespace: string, name: string): string {
  return `${kind}/${objectScope(kind, namespace)}/${name}`;
}

/** Of a custom kind: its group. */
function kindScope(apiVersion: string): string {
  return apiVersion.includes('/') ? apiVersion.slice(0, apiVersion.indexOf('/')) : '';
}

function volumeSource(item: YamlNode | undefined): string {
  return item?.kind === 'mapping' ? (item.entries.find((entry) => entry.name !== 'name')?.name ?? '') : '';
}

function textAt(node: YamlNode | undefined, field: string): string {
  const value = node?.kind === 'mapping' ? entryOf(node, field)?.value : undefined;
  return value?.kind === 'scalar' ? value.text : '';
}

function isTrue(node: MappingNode, field: string): boolean {
  const value = entryOf(node, field)?.value;
  return value?.kind === 'scalar' && value.value === true;
}
