// What the API server warns about though it accepts it: pkg/api/pod/warnings.go and the Pod strategy's WarningsOnCreate.
import { goList, goQuote } from '../../field/go-text.ts';
import { FieldPath } from '../../field/path.ts';
import type { NodeAffinity, Pod, PodAffinity, PodSpec, PodTemplateSpec } from '../../generated/core-v1.ts';
import type { ObjectMeta } from '../../generated/meta-v1.ts';
import type { New } from '../../meta/object.ts';
import { getWarningsForIP } from '../../meta/validation/ip.ts';
import { isDNS1123Label } from '../../meta/validation/names.ts';
import { visitContainersWithPath } from './container-visitor.ts';
import { envWarnings, portWarnings } from './container-warnings.ts';
import { nodeLabelDeprecation, nodeSelectorTermWarnings } from './node-labels.ts';
import { fractionalByteWarning, resourceWarnings } from './resources-warnings.ts';
import { appArmorAnnotationPrefix, appArmorProfileForAnnotation, seccompContainerAnnotationPrefix, seccompPodAnnotation } from './security-profiles.ts';
import { volumeWarnings } from './volume-warnings.ts';

const podPaths = { metadata: FieldPath.of('metadata'), spec: FieldPath.of('spec') };
type Paths = typeof podPaths;

/** Texts of Warning headers for a new Pod. */
export function podWarnings(pod: New<Pod>): string[] {
  const { metadata = {}, spec = {} } = pod;
  return [...podNameWarnings(pod), ...specWarnings(spec, metadata, podPaths, false)];
}

/** The first of them. */
export function podNameWarnings({ metadata = {} }: New<Pod>): string[] {
  const errors = isDNS1123Label(metadata.name ?? '');
  return errors.length === 0 ? [] : [`metadata.name: this is used in the Pod's hostname, which can result in surprising behavior; a DNS label is recommended: ${goList(errors)}`];
}

/** Texts for a template at `path`. */
export function podTemplateWarnings({ metadata = {}, spec = {} }: New<PodTemplateSpec>, path: FieldPath): string[] {
  return specWarnings(spec, metadata, { metadata: path.child('metadata'), spec: path.child('spec') }, true);
}

function specWarnings(spec: New<PodSpec>, meta: New<ObjectMeta>, paths: Paths, isTemplate: boolean): string[] {
  const warnings = placementWarnings(spec, paths.spec);
  const annotations = meta.annotations ?? {};
  const annotationsPath = paths.metadata.child('annotations');
  for (const [key, message] of deprecatedAnnotations) if (annotations[key] !== undefined) warnings.push(`${annotationsPath.key(key).toString()}: ${message}`);
  if (spec.volumes !== undefined) warnings.push(...volumeWarnings(spec.volumes, paths.spec.child('volumes')));
  warnings.push(...listWarnings(spec, paths.spec));
  for (const name of ['memory', 'ephemeral-storage']) warnings.push(...fractionalByteWarning(spec.overhead?.[name], paths.spec.child('overhead').key(name)));
  if (annotations[seccompPodAnnotation] !== undefined && spec.securityContext?.seccompProfile === undefined) warnings.push(seccompWarning(annotationsPath, seccompPodAnnotation));
  visitContainersWithPath(spec, paths.spec, (container, path) => {
    const { name = '', securityContext, resources, env } = container;
    const seccompKey = seccompContainerAnnotationPrefix + name;
    if (annotations[seccompKey] !== undefined && securityContext?.seccompProfile === undefined) warnings.push(seccompWarning(annotationsPath, seccompKey));
    // A Pod's own are copied to the fields when it is created, with a warning of their own.
    if (isTemplate && securityContext?.appArmorProfile === undefined) warnings.push(...appArmorWarnings(annotations[appArmorAnnotationPrefix + name], spec, annotationsPath.key(appArmorAnnotationPrefix + name)));
    if (resources !== undefined) warnings.push(...resourceWarnings(resources, path.child('resources')));
    if (env !== undefined && env.length > 1) warnings.push(...envWarnings(env, path.child('env')));
  });
  warnings.push(...portWarnings(spec, paths.spec));
  if ((spec.terminationGracePeriodSeconds ?? 0) < 0) warnings.push(`${paths.spec.child('terminationGracePeriodSeconds').toString()}: must be >= 0; negative values are invalid and will be treated as 1`);
  for (const field of ['podAffinity', 'podAntiAffinity'] as const) warnings.push(...podAffinityWarnings(spec.affinity?.[field] ?? {}, paths.spec.child('affinity', field)));
  spec.dnsConfig?.nameservers?.forEach((server, i) => warnings.push(...getWarningsForIP(paths.spec.child('dnsConfig', 'nameservers').index(i), server)));
  spec.hostAliases?.forEach(({ ip = '' }, i) => warnings.push(...getWarningsForIP(paths.spec.child('hostAliases').index(i).child('ip'), ip)));
  return warnings;
}

const deprecatedAnnotations: readonly (readonly [key: string, message: string])[] = [
  ['scheduler.alpha.kubernetes.io/critical-pod', 'non-functional in v1.16+; use the "priorityClassName" field instead'],
  ['security.alpha.kubernetes.io/sysctls', 'non-functional in v1.11+; use the "sysctls" field instead'],
  ['security.alpha.kubernetes.io/unsafe-sysctls', 'non-functional in v1.11+; use the "sysctls" field instead'],
];

function seccompWarning(annotationsPath: FieldPath, key: string): string {
  return `${annotationsPath.key(key).toString()}: non-functional in v1.27+; use the "seccompProfile" field instead`;
}

function appArmorWarnings(annotation: string | undefined, spec: New<PodSpec>, path: FieldPath): string[] {
  if (annotation === undefined) return [];
  const ofPod = spec.securityContext?.appArmorProfile;
  const wanted = appArmorProfileForAnnotation(annotation);
  const isSame = ofPod !== undefined && ofPod.type === wanted?.type && ofPod.localhostProfile === wanted?.localhostProfile;
  return isSame ? [] : [`${path.toString()}: deprecated since v1.30; use the "appArmorProfile" field instead`];
}

/** Where the Pod may go: labels of nodes, and constraints that match nothing. */
function placementWarnings(spec: New<PodSpec>, path: FieldPath): string[] {
  const warnings: string[] = [];
  for (const key in spec.nodeSelector) {
    const message = nodeLabelDeprecation(key);
    if (message !== undefined) warnings.push(`${path.child('nodeSelector').key(key).toString()}: ${message}`);
  }
  if (spec.affinity?.nodeAffinity !== undefined) warnings.push(...nodeAffinityWarnings(spec.affinity.nodeAffinity, path.child('affinity', 'nodeAffinity')));
  spec.topologySpreadConstraints?.forEach(({ topologyKey = '', labelSelector }, i) => {
    const itemPath = path.child('topologySpreadConstraints').index(i);
    const message = nodeLabelDeprecation(topologyKey);
    if (message !== undefined) warnings.push(`${itemPath.child('topologyKey').toString()}: ${topologyKey} is ${message}`);
    if (labelSelector === undefined) warnings.push(nullSelector(itemPath));
  });
  return warnings;
}

function nullSelector(path: FieldPath): string {
  return `${path.child('labelSelector').toString()}: a null labelSelector results in matching no pod`;
}

function nodeAffinityWarnings({ requiredDuringSchedulingIgnoredDuringExecution: needed, preferredDuringSchedulingIgnoredDuringExecution: preferred }: New<NodeAffinity>, path: FieldPath): string[] {
  const warnings: string[] = [];
  needed?.nodeSelectorTerms?.forEach((term, i) => warnings.push(...nodeSelectorTermWarnings(term, false, path.child('requiredDuringSchedulingIgnoredDuringExecution', 'nodeSelectorTerms').index(i))));
  preferred?.forEach(({ preference = {} }, i) => warnings.push(...nodeSelectorTermWarnings(preference, true, path.child('preferredDuringSchedulingIgnoredDuringExecution').index(i).child('preference'))));
  return warnings;
}

function podAffinityWarnings({ requiredDuringSchedulingIgnoredDuringExecution: needed, preferredDuringSchedulingIgnoredDuringExecution: preferred }: New<PodAffinity>, path: FieldPath): string[] {
  const warnings: string[] = [];
  needed?.forEach(({ labelSelector }, i) => {
    if (labelSelector === undefined) warnings.push(nullSelector(path.child('requiredDuringSchedulingIgnoredDuringExecution').index(i)));
  });
  preferred?.forEach(({ podAffinityTerm }, i) => {
    if (podAffinityTerm?.labelSelector === undefined) warnings.push(nullSelector(path.child('preferredDuringSchedulingIgnoredDuringExecution').index(i).child('podAffinityTerm')));
  });
  return warnings;
}

/** Entries that say the same twice, or nothing. */
function listWarnings({ hostAliases = [], imagePullSecrets = [] }: New<PodSpec>, path: FieldPath): string[] {
  const warnings: string[] = [];
  const seen = { ips: new Set<string>(), secrets: new Set<string>() };
  hostAliases.forEach(({ ip = '' }, i) => {
    if (seen.ips.has(ip)) warnings.push(`${path.child('hostAliases').index(i).child('ip').toString()}: duplicate ip ${goQuote(ip)}`);
    seen.ips.add(ip);
  });
  imagePullSecrets.forEach(({ name = '' }, i) => {
    if (seen.secrets.has(name)) warnings.push(`${path.child('imagePullSecrets').index(i).child('name').toString()}: duplicate name ${goQuote(name)}`);
    seen.secrets.add(name);
  });
  imagePullSecrets.forEach(({ name = '' }, i) => {
    if (name === '') warnings.push(`${path.child('imagePullSecrets').index(i).child('name').toString()}: invalid empty name ""`);
  });
  return warnings;
}
