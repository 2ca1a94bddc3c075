// What admission adds to a Pod before it is validated: the ServiceAccount, Priority, DefaultTolerationSeconds and RuntimeClass plugins, as pure functions over facts.
import { goQuote } from '../field/go-text.ts';
import { deepFreeze } from '../meta/deep-freeze.ts';
import { isPathSegmentName } from '../meta/validation/names.ts';
import type { Container, Pod, PodSpec, PreemptionPolicy, ProjectedVolumeSource, ServiceAccount, Toleration } from '../generated/core-v1.ts';
import type { RuntimeClass } from '../generated/node-v1.ts';
import type { PriorityClass } from '../generated/scheduling-v1.ts';
import { compareQuantities, quantity } from '../resource/quantity.ts';

const tokenMountPath = '/var/run/secrets/kubernetes.io/serviceaccount';
const tokenVolumePrefix = 'kube-api-access-';
/** In canonical form, and the same for all. */
const tokenSource: ProjectedVolumeSource = deepFreeze({
  sources: [
    { serviceAccountToken: { expirationSeconds: 3607, path: 'token' } },
    { configMap: { name: 'kube-root-ca.crt', items: [{ key: 'ca.crt', path: 'ca.crt' }] } },
    { downwardAPI: { items: [{ path: 'namespace', fieldRef: { apiVersion: 'v1', fieldPath: 'metadata.namespace' } }] } },
  ],
  defaultMode: 0o644,
});

/** Sets the account's name, mounts its token and lends its pull secrets. `suffix`: 5 letters for the volume's name. */
export function admitServiceAccount(pod: Pod, account: Pick<ServiceAccount, 'automountServiceAccountToken' | 'imagePullSecrets'> & { name: string }, suffix: string): void {
  const { spec } = pod;
  spec.serviceAccountName = spec.serviceAccount = account.name;
  if (spec.automountServiceAccountToken ?? account.automountServiceAccountToken ?? true) mountToken(pod, suffix);
  if ((spec.imagePullSecrets ?? []).length === 0 && (account.imagePullSecrets ?? []).length > 0) spec.imagePullSecrets = account.imagePullSecrets?.map((secret) => ({ ...secret }));
}

function mountToken({ spec }: Pod, suffix: string): void {
  const existing = spec.volumes?.find((volume) => volume.name.startsWith(tokenVolumePrefix));
  const name = existing?.name ?? `${tokenVolumePrefix}${suffix}`;
  const bare = [...(spec.initContainers ?? []), ...spec.containers].filter((container) => !hasToken(container));
  for (const container of bare) container.volumeMounts = [...(container.volumeMounts ?? []), { name, readOnly: true, mountPath: tokenMountPath }];
  if (existing !== undefined || bare.length === 0) return;
  spec.volumes = [...(spec.volumes ?? []), { name, projected: tokenSource }];
}
function hasToken(container: Container): boolean {
  return (container.volumeMounts ?? []).some((mount) => mount.mountPath === tokenMountPath);
}

/** The refusal of a Pod whose account does not exist. */
export function accountNotFound(namespace: string, name: string): Refusal {
  return { forbidden: `error looking up service account ${namespace}/${name}: ${invalidNameError(name) ?? `serviceaccount ${goQuote(name)} not found`}` };
}

/** Upstream's error for asking for an object whose name cannot stand in a path; it surfaces as 500 where a plugin looks up a RuntimeClass. */
export function invalidNameError(name: string): string | undefined {
  if (name === '') return 'resource name may not be empty';
  const texts = isPathSegmentName(name);
  return texts.length === 0 ? undefined : `invalid resource name ${goQuote(name)}: [${texts.join(' ')}]`;
}

/** Priority classes that every cluster has. */
export const systemPriorities: Readonly<Record<string, number>> = { 'system-cluster-critical': 2_000_000_000, 'system-node-critical': 2_000_001_000 };

/** A refusal (403) in the plugin's words. */
export interface Refusal {
  readonly forbidden: string;
}

/** Resolves the Pod's class to a priority. `classes`: by name; `defaultClass`: the one marked globalDefault. */
export function admitPriority(pod: Pod, classes: ReadonlyMap<string, Pick<PriorityClass, 'value' | 'preemptionPolicy'>>, defaultClass?: { name: string; value: number; preemptionPolicy?: PreemptionPolicy }): Refusal | undefined {
  const { spec } = pod;
  const name = spec.priorityClassName ?? '';
  let priority = defaultClass?.value ?? 0;
  let policy: PreemptionPolicy = defaultClass?.preemptionPolicy ?? 'PreemptLowerPriority';
  if (name === '') {
    if (defaultClass !== undefined) spec.priorityClassName = defaultClass.name;
  } else {
    const known = classes.get(name) ?? (Object.hasOwn(systemPriorities, name) ? { value: systemPriorities[name] ?? 0, preemptionPolicy: undefined } : undefined);
    if (known === undefined) return { forbidden: `no PriorityClass with name ${name} was found` };
    priority = known.value;
    policy = known.preemptionPolicy ?? 'PreemptLowerPriority';
  }
  if (spec.priority !== undefined && spec.priority !== priority) return { forbidden: `the integer value of priority (${spec.priority}) must not be provided in pod spec; priority admission controller computed ${priority} from the given PriorityClass name` };
  if (spec.preemptionPolicy !== undefined && spec.preemptionPolicy !== policy) return { forbidden: `the string value of PreemptionPolicy (${spec.preemptionPolicy}) must not be provided in pod spec; priority admission controller computed ${policy} from the given PriorityClass name` };
  spec.priority = priority;
  spec.preemptionPolicy = policy;
  return undefined;
}

const tolerations: readonly Toleration[] = ['node.kubernetes.io/not-ready', 'node.kubernetes.io/unreachable'].map((key) => Object.freeze({ key, operator: 'Exists', effect: 'NoExecute', tolerationSeconds: 300 }));

/** Tolerates nodes that are not ready or unreachable for five minutes, unless the Pod says how long. */
export function admitTolerations({ spec }: Pod): void {
  const missing = tolerations.filter(({ key }) => !(spec.tolerations ?? []).some((t) => toleratesNoExecute(t, key ?? '')));
  if (missing.length > 0) spec.tolerations = [...(spec.tolerations ?? []), ...missing];
}
function toleratesNoExecute({ key = '', effect = '' }: { key?: string; effect?: string }, taint: string): boolean {
  return (key === taint || key === '') && (effect === 'NoExecute' || effect === '');
}

/** Mutates: adds the class's overhead, node selector and tolerations; `runtimeClass` is undefined when there is none of that name. */
export function admitRuntimeClass({ spec }: Pod, runtimeClass: RuntimeClass | undefined): Refusal | undefined {
  const name = spec.runtimeClassName;
  if (name === undefined) return undefined;
  if (runtimeClass === undefined) return { forbidden: `pod rejected: RuntimeClass ${goQuote(name)} not found` };
  const podFixed = runtimeClass.overhead?.podFixed;
  if (podFixed !== undefined) {
    if (hasOverhead(spec) && !isSameList(spec.overhead ?? {}, podFixed)) return { forbidden: "pod rejected: Pod's Overhead doesn't match RuntimeClass's defined Overhead" };
    spec.overhead = { ...podFixed };
  }
  const { scheduling } = runtimeClass;
  if (scheduling === undefined) return undefined;
  for (const [key, value] of Object.entries(scheduling.nodeSelector ?? {})) {
    const own = spec.nodeSelector?.[key];
    if (own !== undefined && own !== value) return { forbidden: `conflict: runtimeClass.scheduling.nodeSelector[${key}] = ${value}; pod.spec.nodeSelector[${key}] = ${own}` };
    spec.nodeSelector = { ...spec.nodeSelector, [key]: value };
  }
  if ((scheduling.tolerations ?? []).length > 0) spec.tolerations = [...(spec.tolerations ?? []), ...(scheduling.tolerations ?? []).map((t) => ({ ...t }))];
  return undefined;
}

/** Validates, after the object's own rules: overhead only comes from a class. */
export function validateRuntimeClassOverhead({ spec }: Pod, runtimeClass: RuntimeClass | undefined): Refusal | undefined {
  const isGiven = spec.runtimeClassName !== undefined && runtimeClass?.overhead?.podFixed !== undefined;
  return hasOverhead(spec) && !isGiven ? { forbidden: 'pod rejected: Pod Overhead set without corresponding RuntimeClass defined Overhead' } : undefined;
}
function hasOverhead({ overhead = {} }: PodSpec): boolean {
  return Object.keys(overhead).length > 0;
}
function isSameList(a: Readonly<Record<string, string>>, b: Readonly<Record<string, string>>): boolean {
  const names = Object.keys(a);
  return names.length === Object.keys(b).length && names.every((name) => b[name] !== undefined && compareQuantities(quantity(a[name] ?? '0'), quantity(b[name])) === 0);
}
