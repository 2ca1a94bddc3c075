// What the runtime needs to make one container: kuberuntime's generateContainerConfig.
import type { Container, Pod } from '../../api/generated/core-v1.ts';
import { quantityMilliValue, quantityValue } from '../component-helpers/quantities.ts';
import { ConfigError, makeEnvironment, type PodResources } from './env.ts';
import { expand, expandAll } from './expansion.ts';
import type { FieldContext } from './field-ref.ts';
import type { ContainerConfig, ImageReport, Mount } from './runtime-service.ts';
import type { PodRuntime } from './pod-runtime.ts';
import { effectiveUser } from './security-context.ts';
import type { PodVolumes } from './volumes/pod-volumes.ts';

export interface ContainerConfigOptions {
  readonly pod: Pod;
  readonly container: Container;
  readonly attempt: number;
  readonly image: ImageReport;
  readonly resources: PodResources;
  readonly fields: FieldContext;
  readonly volumes: PodVolumes;
  readonly podRuntime: PodRuntime;
}

/** Throws ConfigError for what cannot be resolved. */
export function containerConfig({ pod, container, attempt, image, resources, fields, volumes, podRuntime }: ContainerConfigOptions): ContainerConfig {
  const variables = makeEnvironment(pod, container, resources, fields);
  const user = effectiveUser(pod, container, image);
  const { limits, requests } = container.resources;
  const memoryLimit = quantityValue(limits?.['memory'] ?? pod.spec.resources?.limits?.['memory']);
  const cpuLimit = quantityMilliValue(limits?.['cpu'] ?? pod.spec.resources?.limits?.['cpu']);
  const cpuRequest = quantityMilliValue(requests?.['cpu']);
  const command = expandAll(container.command, variables);
  const args = expandAll(container.args, variables);
  return {
    name: container.name,
    attempt,
    image: image.image,
    ...(command !== undefined && { command }),
    ...(args !== undefined && { args }),
    ...(container.workingDir !== undefined && container.workingDir !== '' && { workingDir: container.workingDir }),
    env: entriesOf(variables),
    mounts: mountsOf(pod, container, variables, volumes),
    stdin: container.stdin === true,
    stdinOnce: container.stdinOnce === true,
    tty: container.tty === true,
    ...pidTargetOf(pod, container.name, podRuntime),
    readOnlyRootFilesystem: container.securityContext?.readOnlyRootFilesystem === true,
    ...securityOf(pod, container),
    ...(user.runAsUser !== undefined && { runAsUser: user.runAsUser }),
    ...(user.runAsGroup !== undefined && { runAsGroup: user.runAsGroup }),
    ...(user.supplementalGroups.length > 0 && { supplementalGroups: user.supplementalGroups }),
    ...(container.lifecycle?.stopSignal !== undefined && { stopSignal: container.lifecycle.stopSignal }),
    ...(memoryLimit > 0 && { memoryLimitBytes: memoryLimit }),
    oomScoreAdj: oomScoreAdj(pod, container, quantityValue(fields.node.status.capacity?.['memory'])),
    ...(cpuLimit > 0 && { cpuLimitMillis: cpuLimit }),
    ...(cpuRequest > 0 && { cpuRequestMillis: cpuRequest }),
    terminationMessagePath: container.terminationMessagePath ?? '/dev/termination-log',
  };
}

const lists = new WeakMap<ReadonlyMap<string, string>, ContainerConfig['env']>();

/** One list for all containers that have the variables of their Services only. */
function entriesOf(variables: ReadonlyMap<string, string>): ContainerConfig['env'] {
  let list = lists.get(variables);
  if (list === undefined) lists.set(variables, (list = [...variables].map(([name, value]) => ({ name, value }))));
  return list;
}

const nodeCriticalPriority = 2_000_001_000;

/** Guaranteed and node-critical Pods go last, BestEffort ones first, others the sooner the less memory they asked for: pkg/kubelet/qos. */
function oomScoreAdj(pod: Pod, container: Container, capacityBytes: number): number {
  if ((pod.spec.priority ?? 0) >= nodeCriticalPriority || pod.status.qosClass === 'Guaranteed') return -997;
  if (pod.status.qosClass === 'BestEffort' || capacityBytes === 0) return 1000;
  const requestBytes = quantityValue(container.resources.requests?.['memory']);
  return Math.min(999, Math.max(3, Math.floor(1000 - (1000 * requestBytes) / capacityBytes)));
}

/** Where a kubelet looks for the profiles of its node. */
const seccompRoot = '/var/lib/kubelet/seccomp';

function securityOf(pod: Pod, { securityContext }: Container): Pick<ContainerConfig, 'security'> {
  const seccomp = securityContext?.seccompProfile ?? pod.spec.securityContext?.seccompProfile;
  if (securityContext === undefined && seccomp === undefined) return {};
  const { privileged, capabilities, allowPrivilegeEscalation } = securityContext ?? {};
  return {
    security: {
      privileged: privileged === true,
      addCapabilities: capabilities?.add ?? [],
      dropCapabilities: capabilities?.drop ?? [],
      noNewPrivileges: allowPrivilegeEscalation === false,
      hasSeccomp: seccomp !== undefined && seccomp.type !== 'Unconfined',
      ...(seccomp?.type === 'Localhost' && { seccompProfile: `${seccompRoot}/${seccomp.localhostProfile ?? ''}` }),
    },
  };
}

/** A debugging container may look at the processes of another. */
function pidTargetOf(pod: Pod, name: string, podRuntime: PodRuntime): { pidTargetId?: string } {
  const target = pod.spec.ephemeralContainers?.find((c) => c.name === name)?.targetContainerName ?? '';
  if (target === '' || pod.spec.shareProcessNamespace === true) return {};
  const view = podRuntime.latest(target);
  if (view === undefined) throw new ConfigError(`unable to find target container ${target}`);
  return { pidTargetId: view.id };
}

function mountsOf(pod: Pod, container: Container, variables: ReadonlyMap<string, string>, volumes: PodVolumes): Mount[] {
  return (container.volumeMounts ?? []).map((mount): Mount => {
    const volume = volumes.ref(mount.name);
    if (volume === undefined) throw new ConfigError(`cannot find volume "${mount.name}" to mount into container "${container.name}"`);
    const source = pod.spec.volumes?.find((v) => v.name === mount.name);
    const isReadOnlyKind = source?.configMap !== undefined || source?.secret !== undefined || source?.projected !== undefined || source?.downwardAPI !== undefined;
    let subPath = mount.subPath ?? '';
    if (mount.subPathExpr !== undefined && mount.subPathExpr !== '') {
      const missing = new Set<string>();
      subPath = expand(mount.subPathExpr, (name) => {
        const value = variables.get(name) ?? '';
        if (value === '') missing.add(name);
        return value;
      });
      if (missing.size > 0) throw new ConfigError(`missing value for ${[...missing].sort().join(', ')}`);
    }
    if (subPath.startsWith('/')) throw new ConfigError(`error SubPath \`${subPath}\` must not be an absolute path`);
    if (subPath.split('/').includes('..')) {
      throw new ConfigError(`unable to provision SubPath \`${subPath}\`: must not contain '..'`);
    }
    return {
      containerPath: mount.mountPath,
      readOnly: mount.readOnly === true || isReadOnlyKind || source?.persistentVolumeClaim?.readOnly === true,
      volume,
      ...(subPath !== '' && { subPath }),
    };
  });
}
