// Admission of Pods from facts in the store: ServiceAccount, Priority, DefaultTolerationSeconds, RuntimeClass.
import type { Pod, PodSpec, ServiceAccount } from '../../../api/generated/core-v1.ts';
import type { RuntimeClass } from '../../../api/generated/node-v1.ts';
import type { PriorityClass } from '../../../api/generated/scheduling-v1.ts';
import { accountNotFound, admitPriority, admitRuntimeClass, invalidNameError, validateRuntimeClassOverhead, admitServiceAccount, admitTolerations, type Refusal } from '../../../api/admission/pod-defaults.ts';
import { randomSuffix } from '../../../base/random.ts';
import { type AdmissionDependencies, type AdmissionAttributes, admissionForbidden, type AdmissionPlugin, isFor } from './admission.ts';
import { unreasonedError } from '../unreasoned-error.ts';

const mirrorAnnotation = 'kubernetes.io/config.mirror';
const mountableAnnotation = 'kubernetes.io/enforce-mountable-secrets';

function newPod(attributes: AdmissionAttributes): Pod | undefined {
  return attributes.operation === 'CREATE' && isFor(attributes, '', 'pods') ? (attributes.object as Pod) : undefined;
}

function refuse(attributes: AdmissionAttributes, refusal: Refusal | undefined): void {
  if (refusal !== undefined) throw admissionForbidden(attributes, refusal.forbidden);
}

export function serviceAccountPlugin({ store, random }: AdmissionDependencies): AdmissionPlugin {
  return {
    name: 'ServiceAccount',
    admit(attributes) {
      const pod = newPod(attributes);
      if (pod === undefined) return;
      if (pod.metadata.annotations?.[mirrorAnnotation] !== undefined) {
        refuseMirror(attributes, pod.spec);
        return;
      }
      const name = pod.spec.serviceAccountName ?? 'default';
      const account = store.get('serviceaccounts', `${attributes.namespace}/${name}`) as ServiceAccount | undefined;
      if (account === undefined) throw admissionForbidden(attributes, accountNotFound(attributes.namespace, name).forbidden);
      admitServiceAccount(pod, { ...account, name }, randomSuffix(random));
      if (account.metadata.annotations?.[mountableAnnotation] === 'true') refuseUnlistedSecrets(attributes, pod.spec, account);
    },
  };
}

function refuseMirror(attributes: AdmissionAttributes, spec: PodSpec): void {
  if ((spec.serviceAccountName ?? '') !== '') throw admissionForbidden(attributes, 'a mirror pod may not reference service accounts');
  for (const volume of spec.volumes ?? []) {
    if (volume.secret !== undefined) throw admissionForbidden(attributes, 'a mirror pod may not reference secrets');
    if (volume.projected?.sources?.some((s) => s.serviceAccountToken !== undefined)) throw admissionForbidden(attributes, 'a mirror pod may not reference serviceAccountTokens');
  }
}

/** The annotation `enforce-mountable-secrets`: only what the account lists may be used. */
function refuseUnlistedSecrets(attributes: AdmissionAttributes, spec: PodSpec, account: ServiceAccount): void {
  const secrets = new Set((account.secrets ?? []).map((s) => s.name));
  const pulls = new Set((account.imagePullSecrets ?? []).map((s) => s.name));
  const { name } = account.metadata;
  for (const { secret } of spec.volumes ?? []) {
    if (secret !== undefined && !secrets.has(secret.secretName)) throw admissionForbidden(attributes, `volume with secret.secretName="${secret.secretName ?? ''}" is not allowed because service account ${name} does not reference that secret`);
  }
  const containers = [...(spec.initContainers ?? []).map((c) => ['init container', c] as const), ...spec.containers.map((c) => ['container', c] as const)];
  for (const [what, container] of containers) {
    for (const env of container.env ?? []) {
      const ref = env.valueFrom?.secretKeyRef;
      if (ref !== undefined && !secrets.has(ref.name)) throw admissionForbidden(attributes, `${what} ${container.name} with envVar ${env.name} referencing secret.secretName="${ref.name ?? ''}" is not allowed because service account ${name} does not reference that secret`);
    }
    for (const { secretRef } of container.envFrom ?? []) {
      if (secretRef !== undefined && !secrets.has(secretRef.name)) throw admissionForbidden(attributes, `${what} ${container.name} with envFrom referencing secret.secretName="${secretRef.name ?? ''}" is not allowed because service account ${name} does not reference that secret`);
    }
  }
  for (const [i, pull] of (spec.imagePullSecrets ?? []).entries()) {
    if (!pulls.has(pull.name)) throw admissionForbidden(attributes, `imagePullSecrets[${i}].name="${pull.name ?? ''}" is not allowed because service account ${name} does not reference that imagePullSecret`);
  }
}

/** What was decided when the Pod was created is not lost when a client leaves it out of an update. */
function keepPriority(attributes: AdmissionAttributes): void {
  if (attributes.operation !== 'UPDATE' || !isFor(attributes, '', 'pods')) return;
  const { spec } = attributes.object as Pod;
  const { priority, preemptionPolicy } = (attributes.oldObject as Pod).spec;
  if (spec.priority === undefined && priority !== undefined) spec.priority = priority;
  if (spec.preemptionPolicy === undefined && preemptionPolicy !== undefined) spec.preemptionPolicy = preemptionPolicy;
}

export function priorityPlugin({ store }: AdmissionDependencies): AdmissionPlugin {
  return {
    name: 'Priority',
    admit(attributes) {
      keepPriority(attributes);
      const pod = newPod(attributes);
      if (pod === undefined) return;
      const name = pod.spec.priorityClassName ?? '';
      const named = name === '' ? undefined : (store.get('priorityclasses.scheduling.k8s.io', name) as PriorityClass | undefined);
      const fallback = name === '' ? defaultClass(store.list('priorityclasses.scheduling.k8s.io') as PriorityClass[]) : undefined;
      refuse(attributes, admitPriority(pod, new Map(named === undefined ? [] : [[name, named]]), fallback));
    },
    validate(attributes) {
      const object = attributes.object as PriorityClass | undefined;
      if (attributes.operation === 'DELETE' || !isFor(attributes, 'scheduling.k8s.io', 'priorityclasses') || object?.globalDefault !== true) return;
      const other = (store.list('priorityclasses.scheduling.k8s.io') as PriorityClass[]).find((c) => c.globalDefault === true && c.metadata.name !== object.metadata.name);
      if (other !== undefined) throw admissionForbidden(attributes, `PriorityClass ${other.metadata.name} is already marked as default. Only one default can exist`);
    },
  };
}

function defaultClass(classes: readonly PriorityClass[]): (Pick<PriorityClass, 'value' | 'preemptionPolicy'> & { name: string }) | undefined {
  const defaults = classes.filter((c) => c.globalDefault === true).sort((a, b) => a.value - b.value);
  const [first] = defaults;
  return first === undefined ? undefined : { name: first.metadata.name, value: first.value, ...(first.preemptionPolicy && { preemptionPolicy: first.preemptionPolicy }) };
}

export const tolerationsPlugin: AdmissionPlugin = {
  name: 'DefaultTolerationSeconds',
  admit(attributes) {
    if (attributes.operation !== 'DELETE' && isFor(attributes, '', 'pods')) admitTolerations(attributes.object as Pod);
  },
};

export function runtimeClassPlugin({ store }: AdmissionDependencies): AdmissionPlugin {
  const classOf = ({ spec }: Pod): RuntimeClass | undefined => (spec.runtimeClassName === undefined ? undefined : (store.get('runtimeclasses.node.k8s.io', spec.runtimeClassName) as RuntimeClass | undefined));
  return {
    name: 'RuntimeClass',
    admit(attributes) {
      const pod = newPod(attributes);
      if (pod === undefined) return;
      const wrongName = pod.spec.runtimeClassName === undefined ? undefined : invalidNameError(pod.spec.runtimeClassName);
      if (wrongName !== undefined) throw unreasonedError(wrongName);
      refuse(attributes, admitRuntimeClass(pod, classOf(pod)));
    },
    validate(attributes) {
      const pod = newPod(attributes);
      if (pod !== undefined) refuse(attributes, validateRuntimeClassOverhead(pod, classOf(pod)));
    },
  };
}
