// What the runtime needs to make one container: kuberuntime's generateContainerConfig.
import type { Container, Pod } from '../../api/generated/core-v1.ts';
import { quantityMilliValue, quantityValue } from '../component-helpers/quantities.ts';
import { ConfigError, makeEnvironment, type PodResources } from './env.ts';
import { expand, expandAll } from './expansion.ts';
import type { FieldContext } from './field-ref.ts';
import type { ContainerConfig, ImageReport, Mount } from './runtime-service.ts';
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
}

/** Throws ConfigError for what cannot be resolved. */
export function containerConfig({ pod, container, attempt, image, resources, fields, volumes }: ContainerConfigOptions): ContainerConfig {
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
    env: [...variables].map(([name, value]) => ({ name, value })),
    mounts: mountsOf(pod, container, variables, volumes),
    stdin: container.stdin === true,
    stdinOnce: container.stdinOnce === true,
    tty: container.tty === true,
    readOnlyRootFilesystem: container.securityContext?.readOnlyRootFilesystem === true,
    ...(user.runAsUser !== undefined && { runAsUser: user.runAsUser }),
    ...(user.runAsGroup !== undefined && { runAsGroup: user.runAsGroup }),
    ...(user.supplementalGroups.length > 0 && { supplementalGroups: user.supplementalGroups }),
    ...(container.lifecycle?.stopSignal !== undefined && { stopSignal: container.lifecycle.stopSignal }),
    ...(memoryLimit > 0 && { memoryLimitBytes: memoryLimit }),
    ...(cpuLimit > 0 && { cpuLimitMillis: cpuLimit }),
    ...(cpuRequest > 0 && { cpuRequestMillis: cpuRequest }),
    terminationMessagePath: container.terminationMessagePath ?? '/dev/termination-log',
  };
}

function mountsOf(pod: Pod, container: Container, variables: ReadonlyMap<string, string>, volumes: PodVolumes): Mount[] {
  return (container.volumeMounts ?? []).map((mount): Mount => {
    const volume = volumes.ref(mount.name);
    if (volume === undefined) throw new ConfigError(`cannot find volume "${mount.name}" to mount into container "${container.name}"`);
    const source = pod.spec.volumes?.find((v) => v.name === mount.name);
    const isReadOnlyKind = source?.configMap !== undefined || source?.secret !== undefined || source?.projected !== undefined || source?.downwardAPI !== undefined;
    let subPath = mount.subPath ?? '';
    if (mount.subPathExpr !== undefined && mount.subPathExpr !== '') {
      subPath = expand(mount.subPathExpr, (name) => variables.get(name));
      if (/\$\(\w/.test(subPath)) throw new ConfigError(`missing value for "${/\$\(([^)]*)\)/.exec(subPath)?.[1] ?? ''}"`);
    }
    return {
      containerPath: mount.mountPath,
      readOnly: mount.readOnly === true || isReadOnlyKind || source?.persistentVolumeClaim?.readOnly === true,
      volume,
      ...(subPath !== '' && { subPath }),
    };
  });
}
