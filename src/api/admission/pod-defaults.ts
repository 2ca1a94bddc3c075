// What admission adds to a Pod before it is validated: the ServiceAccount, Priority, DefaultTolerationSeconds and RuntimeClass plugins, as pure functions over facts.
import type { Container, Pod, PreemptionPolicy, ServiceAccount, Toleration, VolumeProjection } from '../generated/core-v1.ts';
import type { RuntimeClass } from '../generated/node-v1.ts';
import type { PriorityClass } from '../generated/scheduling-v1.ts';
import { compareQuantities, quantity } from '../resource/quantity.ts';

export const tokenMountPath = '/var/run/secrets/kubernetes.io/serviceaccount';
const tokenVolumePrefix = 'kube-api-access-';
const tokenSources: readonly VolumeProjection[] = [
  { serviceAccountToken: { expirationSeconds: 3607, path: 'token' } },
  { configMap: { name: 'kube-root-ca.crt', items: [{ key: 'ca.crt', path: 'ca.crt' }] } },
  { downwardAPI: { items: [{ path: 'namespace', fieldRef: { apiVersion: 'v1', fieldPath: 'metadata.namespace' } }] } },
];

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
  spec.volumes = [...(spec.volumes ?? []), { name, projected: { sources: structuredClone([...tokenSources]), defaultMode: 0o644 } }];
}
function hasToken(container: Container): boolean {
  return (container.volumeMounts ?? []).some((mount) => mount.mountPath === tokenMountPath);
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

const tolerationSeconds = 300;

/** Tolerates nodes that are not ready or unreachable for five minutes, unless the Pod says how long. */
export function admitTolerations({ spec }: Pod): void {
  const missing = ['node.kubernetes.io/not-ready', 'node.kubernetes.io/unreachable'].filter((key) => !(spec.tolerations ?? []).some((t) => toleratesNoExecute(t, key)));
  if (missing.length === 0) return;
  spec.tolerations = [...(spec.tolerations ?? []), ...missing.map((key): Toleration => ({ key, operator: 'Exists', effect: 'NoExecute', tolerationSeconds }))];
}
function toleratesNoExecute({ key = '', effect = '' }: { key?: string; effect?: string }, taint: string): boolean {
  return (key === taint || key === '') && (effect === 'NoExecute' || effect === '');
}

/** Adds the class's overhead, node selector and tolerations; `undefined` when there is no such class. */
export function admitRuntimeClass({ spec }: Pod, runtimeClass: RuntimeClass | undefined): Refusal | undefined {
  const name = spec.runtimeClassName;
  const hasOverhead = Object.keys(spec.overhead ?? {}).length > 0;
  if (name === undefined) return hasOverhead ? { forbidden: 'pod rejected: Pod Overhead set without corresponding RuntimeClass defined Overhead' } : undefined;
  if (runtimeClass === undefined) return { forbidden: `pod rejected: RuntimeClass "${name}" not found` };
  const podFixed = runtimeClass.overhead?.podFixed;
  if (podFixed !== undefined) {
    if (hasOverhead && !isSameList(spec.overhead ?? {}, podFixed)) return { forbidden: 'pod rejected: Pod\'s Overhead doesn\'t match RuntimeClass\'s defined Overhead' };
    spec.overhead = { ...podFixed };
  } else if (hasOverhead) return { forbidden: 'pod rejected: Pod Overhead set without corresponding RuntimeClass defined Overhead' };
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
function isSameList(a: Readonly<Record<string, string>>, b: Readonly<Record<string, string>>): boolean {
  const names = Object.keys(a);
  return names.length === Object.keys(b).length && names.every((name) => b[name] !== undefined && compareQuantities(quantity(a[name] ?? '0'), quantity(b[name])) === 0);
}
