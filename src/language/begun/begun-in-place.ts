// What a field begins with because of what the object says already: volumes that are mounted, labels that a selector asks for, names that are free.
import type { FieldSchema, TypeSchema } from '../../api/schema/schema.ts';
import { entryOf, nodeAt, type YamlNode } from '../../document/node.ts';
import { quoted } from '../quoted.ts';
import { type BegunPlace, type BegunValue, fieldsFrom, itemsOf, scalarOf } from './begun-tree.ts';

type Path = readonly (string | number)[];

/** By the struct's type and the field. */
const rules: Readonly<Record<string, (place: BegunPlace) => BegunValue | undefined>> = {
  'core/v1.PodSpec volumes': missingVolumes,
  'core/v1.PodSpec resourceClaims': ({ root, path }) => {
    const claims = unique(containersOf(root, path).flatMap((container) => namesIn(container, ['resources', 'claims'])));
    return claims.length === 0 ? undefined : itemsOf(...claims.map((name) => fieldsFrom(['name', name], ['resourceClaimName', name])));
  },
  'core/v1.PodSpec restartPolicy': (place) => (isOfJob(place) ? scalarOf('Never') : undefined),
  'core/v1.VolumeMount name': (place) => optional(volumeFor(place, false)),
  'core/v1.VolumeDevice name': (place) => optional(volumeFor(place, true)),
  'core/v1.FileKeySelector volumeName': (place) => optional(namesIn(place.root, [...podSpecOf(place.path), 'volumes'])[0]),
  'core/v1.Volume emptyDir': ({ root, path }) => (nodeAt(root, path) === undefined ? scalarOf('{}') : undefined),
  'core/v1.Volume name': ({ root, path }) => scalarOf(freeName(namesIn(root, path.slice(0, -1)), 'data', usedVolumes(root, path.slice(0, -2)).all)),
  'core/v1.Container name': (place) => scalarOf(freeName(namesOfContainers(place), 'app', containersAskedFor(place))),
  'core/v1.Container restartPolicy': ({ root, path }) => (path.at(-2) === 'initContainers' || nodeAt(root, [...path, 'restartPolicyRules']) !== undefined ? scalarOf('Always') : undefined),
  'core/v1.PodResourceClaim name': ({ root, path }) => scalarOf(freeName(namesIn(root, path.slice(0, -1)), 'claim', containersOf(root, path.slice(0, -2)).flatMap((container) => namesIn(container, ['resources', 'claims'])))),
  'core/v1.ResourceClaim name': ({ root, path }) => optional(namesIn(root, [...podSpecOf(path), 'resourceClaims'])[0]),
  'core/v1.ResourceFieldSelector containerName': ({ root, path }) => optional(namesIn(root, [...podSpecOf(path), 'containers'])[0]),
  'core/v1.ContainerResizePolicy resourceName': ({ root, path }) => scalarOf(notYet(root, path, 'resourceName', ['cpu', 'memory'])),
  'core/v1.LimitRangeItem type': ({ root, path }) => scalarOf(notYet(root, path, 'type', ['Container', 'Pod', 'PersistentVolumeClaim'])),
  'core/v1.ServicePort name': ({ root, path }) => scalarOf(notYet(root, path, 'name', ['http', 'https', 'metrics'])),
  'core/v1.ContainerPort name': ({ root, path }) => scalarOf(notYet(root, path, 'name', ['http', 'https', 'metrics'])),
  'core/v1.ServiceSpec type': ({ root, path }) => (has(root, path, 'externalTrafficPolicy', 'allocateLoadBalancerNodePorts', 'loadBalancerClass', 'healthCheckNodePort') ? scalarOf('LoadBalancer') : items(root, [...path, 'ports']).some((port) => has(port, [], 'nodePort')) ? scalarOf('NodePort') : undefined),
  'core/v1.SeccompProfile type': localProfile, 'core/v1.AppArmorProfile type': localProfile,
  'core/v1.AzureDiskVolumeSource kind': ({ root, path }) => (textAt(root, [...path, 'diskURI']).startsWith('/') ? scalarOf('Managed') : undefined),
  'core/v1.AzureDiskVolumeSource diskURI': ({ root, path }) => (textAt(root, [...path, 'kind']) === 'Managed' ? scalarOf('/subscriptions/s/resourceGroups/g/providers/Microsoft.Compute/disks/d') : undefined),
  'core/v1.Toleration effect': ({ root, path }) => (has(root, path, 'tolerationSeconds') ? scalarOf('NoExecute') : undefined),
  'core/v1.PodOS name': ({ root, path }) => scalarOf(nodeAt(root, [...podSpecOf(path), 'securityContext', 'windowsOptions']) === undefined ? 'linux' : 'windows'),
  'core/v1.PersistentVolumeClaimTemplate metadata': () => fieldsFrom(),
  'core/v1.PodTemplateSpec metadata': ({ root, path }) => fieldsFrom(['labels', selectedLabels(root, path) ?? fieldsFrom(['app', 'my-app'])]),
  'meta/v1.ObjectMeta labels': ({ root, path }) => (path.at(-2) === 'template' ? selectedLabels(root, path.slice(0, -1)) : undefined),
  'meta/v1.LabelSelector matchLabels': ({ root, path }) => labelValues(wantedLabels(root, path)),
  'meta/v1.LabelSelectorRequirement key': ({ root, path }) => optional(Object.keys(wantedLabels(root, path.slice(0, -2)))[0]),
  'meta/v1.LabelSelectorRequirement values': ({ root, path }) => {
    const labels = wantedLabels(root, path.slice(0, -2));
    const value = labels[textAt(root, [...path, 'key'])] ?? Object.values(labels)[0];
    return value === undefined ? undefined : itemsOf(quoted(value));
  },
  'core/v1.NodeSelectorRequirement key': ({ path }) => (path.at(-2) === 'matchFields' ? scalarOf('metadata.name') : undefined),
  'core/v1.NodeSelectorRequirement operator': operator, 'meta/v1.LabelSelectorRequirement operator': operator, 'core/v1.ScopedResourceSelectorRequirement operator': (place) => (has(place.root, place.path, 'values') ? scalarOf('In') : undefined),
  'batch/v1.JobSpec completionMode': ({ root, path }) => (has(root, path, 'backoffLimitPerIndex', 'maxFailedIndexes') ? scalarOf('Indexed') : undefined),
};

export function valueInPlace(parent: TypeSchema, field: FieldSchema, place: BegunPlace): BegunValue | undefined {
  return rules[`${parent.goType} ${field.name}`]?.(place);
}

/** Fields that a struct needs where it stands, though not everywhere. */
export function alsoBegunInPlace(type: TypeSchema, place: BegunPlace): readonly string[] {
  return type.goType === 'core/v1.PodSpec' && isOfJob(place) ? ['restartPolicy'] : [];
}

function optional(text: string | undefined): BegunValue | undefined {
  return text === undefined ? undefined : scalarOf(text);
}

function textAt(root: YamlNode | undefined, path: Path): string {
  const node = nodeAt(root, path);
  return node?.kind === 'scalar' ? node.text : '';
}

function has(root: YamlNode | undefined, path: Path, ...fields: readonly string[]): boolean {
  const node = nodeAt(root, path);
  return node?.kind === 'mapping' && fields.some((field) => entryOf(node, field) !== undefined);
}

function unique(names: readonly string[]): string[] {
  return [...new Set(names)];
}

function isOfJob({ root, path }: BegunPlace): boolean {
  return path.includes('template') && ['Job', 'CronJob'].includes(textAt(root, ['kind']));
}

/** The Pod's spec that a path is in. */
function podSpecOf(path: Path): Path {
  return path.slice(0, path.findLastIndex((segment, i) => segment === 'spec' && (i === 0 || path[i - 1] === 'template')) + 1);
}

function items(root: YamlNode | undefined, path: Path): readonly (YamlNode | undefined)[] {
  const list = nodeAt(root, path);
  return list?.kind === 'sequence' ? list.items : [];
}

function namesIn(root: YamlNode | undefined, path: Path): string[] {
  return items(root, path).map((item) => textAt(item, ['name'])).filter((name) => name !== '');
}

const containerLists = ['initContainers', 'containers', 'ephemeralContainers'];

function containersOf(root: YamlNode | undefined, spec: Path): (YamlNode | undefined)[] {
  return containerLists.flatMap((list) => items(root, [...spec, list]));
}

function namesOfContainers({ root, path }: BegunPlace): string[] {
  const spec = path.slice(0, -2);
  return containerLists.flatMap((list) => namesIn(root, [...spec, list]));
}

/** Containers that the rest of the object speaks of. */
function containersAskedFor({ root, path }: BegunPlace): string[] {
  const rules = items(root, [...path.slice(0, path.indexOf('template')), 'podFailurePolicy', 'rules']);
  return rules.map((rule) => textAt(rule, ['onExitCodes', 'containerName'])).filter((name) => name !== '');
}

/** The names by which the containers of a Pod's spec use volumes, without a StatefulSet's templates of claims. */
function usedVolumes(root: YamlNode | undefined, spec: Path): { readonly mounts: string[]; readonly devices: string[]; readonly all: string[] } {
  const containers = containersOf(root, spec);
  const claims = claimTemplates(root, spec);
  const used = (names: readonly string[]): string[] => unique(names).filter((name) => !claims.includes(name) && name !== '');
  const devices = used(containers.flatMap((container) => namesIn(container, ['volumeDevices'])));
  const files = containers.flatMap((container) => items(container, ['env']).map((variable) => textAt(variable, ['valueFrom', 'fileKeyRef', 'volumeName'])));
  const mounts = used([...containers.flatMap((container) => namesIn(container, ['volumeMounts'])), ...files]).filter((name) => !devices.includes(name));
  return { mounts, devices, all: [...mounts, ...devices] };
}

function claimTemplates(root: YamlNode | undefined, spec: Path): string[] {
  return items(root, [...spec.slice(0, -2), 'volumeClaimTemplates']).map((claim) => textAt(claim, ['metadata', 'name']));
}

/** As many volumes as the containers mount and none defines. */
function missingVolumes({ root, path }: BegunPlace): BegunValue | undefined {
  const { mounts, devices, all } = usedVolumes(root, path);
  if (all.length === 0) return undefined;
  return itemsOf(
    ...mounts.map((name) => fieldsFrom(['name', name], ['emptyDir', '{}'])),
    ...devices.map((name) => fieldsFrom(['name', name], ['persistentVolumeClaim', fieldsFrom(['claimName', 'my-claim'])])),
  );
}

/** The first volume that its container does not have yet. */
function volumeFor({ root, path }: BegunPlace, isDevice: boolean): string | undefined {
  const spec = podSpecOf(path);
  const volumes = items(root, [...spec, 'volumes']).filter((volume) => !isDevice || has(volume, [], 'persistentVolumeClaim', 'ephemeral'));
  const container = path.slice(0, -2);
  const elsewhere = namesIn(root, [...container, isDevice ? 'volumeMounts' : 'volumeDevices']);
  const names = [...volumes.map((volume) => textAt(volume, ['name'])), ...claimTemplates(root, spec)].filter((name) => name !== '' && !elsewhere.includes(name));
  const mounted = namesIn(root, path.slice(0, -1));
  return names.find((name) => !mounted.includes(name)) ?? names[0];
}

/** The first name that is wanted and not there; else `stem`, with a number where that is taken. */
function freeName(taken: readonly string[], stem: string, wanted: readonly string[]): string {
  const first = wanted.find((name) => !taken.includes(name));
  if (first !== undefined) return first;
  for (let i = 1; ; i++) {
    const name = i === 1 ? stem : `${stem}-${i}`;
    if (!taken.includes(name)) return name;
  }
}

/** The first of `values` that no other item of the list has. */
function notYet(root: YamlNode | undefined, path: Path, field: string, values: readonly string[]): string {
  const taken = items(root, path.slice(0, -1)).map((item) => textAt(item, [field]));
  return values.find((value) => !taken.includes(value)) ?? values[0] ?? '';
}

function localProfile({ root, path }: BegunPlace): BegunValue {
  return scalarOf(has(root, path, 'localhostProfile') ? 'Localhost' : 'RuntimeDefault');
}

function labelsAt(root: YamlNode | undefined, path: Path): Record<string, string> {
  const node = nodeAt(root, path);
  return node?.kind === 'mapping' ? Object.fromEntries(node.entries.flatMap(({ name, value }) => (name !== undefined && value?.kind === 'scalar' && value.text !== '' ? [[name, value.text]] : []))) : {};
}

/** The labels that a selector at `selector` is to find: of the workload's own template; else of the Pod that it stands in, but for those that stand beside it. */
function wantedLabels(root: YamlNode | undefined, selector: Path): Record<string, string> {
  const beside = selector.slice(0, -1);
  if (selector.at(-1) === 'selector') return labelsAt(root, [...beside, 'template', 'metadata', 'labels']);
  const keys = new Set(['matchLabelKeys', 'mismatchLabelKeys'].flatMap((list) => items(root, [...beside, list]).map((key) => textAt(key, []))));
  return Object.fromEntries(Object.entries(labelsAt(root, [...podSpecOf(selector).slice(0, -1), 'metadata', 'labels'])).filter(([key]) => !keys.has(key)));
}

function labelValues(labels: Readonly<Record<string, string>>): BegunValue {
  const entries = Object.entries(labels);
  return entries.length === 0 ? fieldsFrom(['app', 'my-app']) : fieldsFrom(...entries.map(([key, value]) => [quoted(key), quoted(value)] as const));
}

/** The labels that the workload's selector asks of its template at `template`. */
function selectedLabels(root: YamlNode | undefined, template: Path): BegunValue | undefined {
  const kind = textAt(root, ['kind']);
  if (template.at(-1) !== 'template' || kind === 'Job' || kind === 'CronJob') return undefined;
  const selector = [...template.slice(0, -1), 'selector'];
  return labelValues(labelsAt(root, kind === 'ReplicationController' ? selector : [...selector, 'matchLabels']));
}

/** What fits the values that are there. */
function operator({ root, path }: BegunPlace): BegunValue {
  return scalarOf(nodeAt(root, path) !== undefined && !has(root, path, 'values') ? 'Exists' : 'In');
}
