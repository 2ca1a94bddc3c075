// What the round trip through the internal types changes: pkg/apis/core/v1/conversion.go.
import type { StatefulSet } from '../generated/apps-v1.ts';
import type { Node, Pod, PodSpec, PodStatus, Secret } from '../generated/core-v1.ts';
import { setOwn } from '../meta/json.ts';
import type { KubeObject } from '../meta/object.ts';
import { fieldOf, typeSchema } from '../schema/schema.ts';

const droppedAnnotations = ['pod.beta.kubernetes.io/init-containers', 'pod.alpha.kubernetes.io/init-containers', 'pod.beta.kubernetes.io/init-container-statuses', 'pod.alpha.kubernetes.io/init-container-statuses'];

/** Changes `object` in place. */
export function convertCore(goType: string, object: KubeObject): void {
  const spec = podSpecOf(goType, object);
  if (spec !== undefined) convertPodSpec(spec);
  if (goType === 'core/v1.Pod') convertPod(object as Pod);
  if (goType === 'core/v1.Secret') convertSecret(object as Secret);
  if (goType === 'core/v1.Node') convertNode(object as Node);
  if (goType === 'apps/v1.StatefulSet') {
    for (const claim of (object as StatefulSet).spec.volumeClaimTemplates ?? []) Object.assign(claim, { kind: 'PersistentVolumeClaim', apiVersion: 'v1' });
  }
}

/** The PodSpec of a Pod or of a workload's template. */
export function podSpecOf(goType: string, object: object): PodSpec | undefined {
  if (goType === 'core/v1.Pod') return (object as Pod).spec;
  const spec = fieldOf(typeSchema(goType), 'spec')?.type;
  const value = (object as { spec?: { template?: { spec?: PodSpec }; jobTemplate?: { spec?: { template?: { spec?: PodSpec } } } } }).spec;
  if (spec !== undefined && fieldOf(spec, 'template')?.type.goType === 'core/v1.PodTemplateSpec') return value?.template?.spec;
  if (spec !== undefined && fieldOf(spec, 'jobTemplate') !== undefined) return value?.jobTemplate?.spec?.template?.spec;
  return undefined;
}

/** `serviceAccount` is the old name of `serviceAccountName`; the new one wins and both are always printed. */
function convertPodSpec(spec: PodSpec): void {
  const name = spec.serviceAccountName ?? spec.serviceAccount;
  if (name !== undefined) spec.serviceAccountName = spec.serviceAccount = name;
}

function convertPod({ metadata, spec, status }: Pod): void {
  // Kubelets treat a negative grace period as the shortest one.
  if ((spec.terminationGracePeriodSeconds ?? 0) < 0) spec.terminationGracePeriodSeconds = 1;
  convertPodIPs(status);
  if (metadata.annotations === undefined) return;
  for (const name of droppedAnnotations) delete metadata.annotations[name];
}

/** `podIP` is the first of `podIPs`; where they differ the old name wins. */
function convertPodIPs(status: Partial<PodStatus> | undefined): void {
  if (status === undefined) return;
  const { podIP = '', podIPs } = status;
  if (podIP !== '' && podIPs?.[0]?.ip !== podIP) status.podIPs = [{ ip: podIP }];
  const first = status.podIPs?.[0]?.ip;
  if (first !== undefined && first !== '') status.podIP = first;
}

function convertSecret(secret: Secret): void {
  if (secret.stringData === undefined) return;
  const data = (secret.data ??= {});
  for (const [key, text] of Object.entries(secret.stringData)) setOwn(data, key, encodeText(text));
  delete secret.stringData;
}

/** Base64 of the UTF-8 bytes. */
function encodeText(text: string): string {
  return btoa(Array.from(new TextEncoder().encode(text), (byte) => String.fromCharCode(byte)).join(''));
}

/** `podCIDR` is the first of `podCIDRs`; where they differ the old name wins. */
function convertNode({ spec }: Node): void {
  const { podCIDR, podCIDRs } = spec;
  if (podCIDR !== undefined && podCIDRs?.[0] !== podCIDR) spec.podCIDRs = [podCIDR];
  const first = spec.podCIDRs?.[0];
  if (first !== undefined && first !== '') spec.podCIDR = first;
}
