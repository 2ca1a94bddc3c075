// The Pods that kubectl debug makes: a copy of another, and one that looks into a node.
import type { Container, Pod } from '../../api/generated/core-v1.ts';
import type { Invocation } from '../command.ts';
import { KubectlError } from '../errors.ts';
import { containerName, type DebugOptions } from './debug-options.ts';
import { debugProfile } from './debug-profiles.ts';

/** A copy with a debugging container added, or one of its containers changed. */
export function copyForDebugging(invocation: Invocation, pod: Pod, options: DebugOptions): { copy: unknown; container: string } {
  const { flags } = invocation;
  const { spec } = pod;
  const images = flags.list('set-image').map((text) => text.split('='));
  const imageFor = (name: string): string | undefined => images.find(([key]) => key === name || key === '*')?.[1];
  let containers: Container[] = spec.containers.map((c) => ({ ...withoutProbes(c, flags), image: imageFor(c.name) ?? c.image ?? '' }));
  const wanted = flags.string('container');
  const existing = containers.find(({ name }) => name === wanted);
  let container = wanted;
  if (existing) {
    containers = containers.map((c) => (c === existing ? changed(c, options) : c));
  } else if (options.image !== '') {
    container = containerName(invocation, pod);
    containers.push(changed({ name: container, resources: {}, image: options.image } as Container, options));
  } else if (options.command.length > 0) {
    throw new KubectlError('you must specify an existing container or a new image when specifying args.');
  }
  const { nodeName: _node, ephemeralContainers: _ephemeral, initContainers, ...rest } = spec;
  const keepsInit = flags.bool('keep-init-containers') && initContainers;
  return {
    container: container || (containers[0]?.name ?? ''),
    copy: {
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: {
        name: flags.string('copy-to'),
        namespace: pod.metadata.namespace,
        ...(flags.bool('keep-annotations') && { annotations: pod.metadata.annotations }),
        ...(flags.bool('keep-labels') && { labels: pod.metadata.labels }),
      },
      spec: {
        ...rest,
        containers,
        ...(keepsInit && { initContainers }),
        ...(flags.bool('same-node') && { nodeName: spec.nodeName }),
        ...(options.image !== '' || flags.isSet('share-processes') ? { shareProcessNamespace: flags.bool('share-processes') } : {}),
      },
    },
  };
}

function withoutProbes(container: Container, flags: Invocation['flags']): Container {
  const { livenessProbe, readinessProbe, startupProbe, ...rest } = container;
  return {
    ...rest,
    ...(flags.bool('keep-liveness') && livenessProbe && { livenessProbe }),
    ...(flags.bool('keep-readiness') && readinessProbe && { readinessProbe }),
    ...(flags.bool('keep-startup') && startupProbe && { startupProbe }),
  };
}

function changed(container: Container, options: DebugOptions): Container {
  const { args: _args, command: _command, ...rest } = container;
  const words = options.command.length === 0 ? { ...(container.command && { command: container.command }), ...(container.args && { args: container.args }) } : options.isArgumentsOnly ? { args: [...options.command] } : { command: [...options.command] };
  return {
    ...rest,
    ...words,
    ...(options.env.length > 0 && { env: [...(container.env ?? []), ...options.env] }),
    ...(options.image !== '' && { image: options.image }),
    ...(options.pullPolicy !== '' && { imagePullPolicy: options.pullPolicy as never }),
    ...debugProfile(options.profile, 'copy'),
    ...(options.isStdin && { stdin: true }),
    ...(options.isTty && { tty: true }),
    terminationMessagePolicy: 'File',
  };
}

/** A Pod in the node's own namespaces with its file system at /host. */
export function nodeDebugger({ session }: Invocation, node: string, options: DebugOptions): unknown {
  const seesHost = options.profile !== 'baseline' && options.profile !== 'restricted';
  const suffix = Math.trunc(session.now()).toString(36).slice(-5);
  const container = {
    name: 'debugger',
    ...(options.command.length > 0 && (options.isArgumentsOnly ? { args: options.command } : { command: options.command })),
    ...(options.env.length > 0 && { env: options.env }),
    image: options.image,
    ...(options.pullPolicy !== '' && { imagePullPolicy: options.pullPolicy }),
    ...debugProfile(options.profile, 'node'),
    stdin: options.isStdin,
    terminationMessagePolicy: 'File',
    tty: options.isTty,
    ...(seesHost && { volumeMounts: [{ mountPath: '/host', name: 'host-root' }] }),
  };
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name: `node-debugger-${node}-${suffix}`.slice(0, 253), labels: { 'app.kubernetes.io/managed-by': 'kubectl-debug' } },
    spec: {
      containers: [container],
      ...(seesHost && { hostIPC: true, hostNetwork: true, hostPID: true }),
      nodeName: node,
      restartPolicy: 'Never',
      tolerations: [{ operator: 'Exists' }],
      ...(seesHost && { volumes: [{ name: 'host-root', hostPath: { path: '/' } }] }),
    },
  };
}
