// The container sections of kubectl describe pod and of Pod templates.
import type { Container, ContainerPort, ContainerState, ContainerStatus, EnvVar, Pod, Probe, ResourceRequirements } from '../../api/generated/core-v1.ts';
import { formatRfc1123 } from '../text/rfc1123.ts';
import { compareText, goQuote, goText } from '../../api/field/go-text.ts';
import { fieldRefValue, resourceFieldValue } from './field-ref.ts';
import { printBool, sorted, type PrefixWriter } from './prefix-writer.ts';

interface ContainersView {
  readonly label: string;
  readonly containers: readonly Container[];
  readonly statuses?: readonly ContainerStatus[] | undefined;
  /** Resolves field references; undefined in a template. */
  readonly pod?: Pod;
  /** What stands before the label; in templates two spaces. */
  readonly space: string;
}

export function writeContainers(w: PrefixWriter, view: ContainersView): void {
  w.write(0, `${view.space}${view.label}:${view.containers.length === 0 ? ' <none>' : ''}\n`);
  for (const container of view.containers) {
    const status = view.statuses?.find(({ name }) => name === container.name);
    writeBasics(w, container, status, view.space);
    writeLines(w, 'Command', container.command);
    writeLines(w, 'Args', container.args);
    if (status) {
      writeState(w, 'State', status.state);
      if (status.lastState.terminated) writeState(w, 'Last State', status.lastState);
      w.field(2, 'Ready', printBool(status.ready));
      w.field(2, 'Restart Count', status.restartCount);
    }
    writeResources(w, container.resources, 2);
    if (container.livenessProbe) w.field(2, 'Liveness', describeProbe(container.livenessProbe));
    if (container.readinessProbe) w.field(2, 'Readiness', describeProbe(container.readinessProbe));
    if (container.startupProbe) w.field(2, 'Startup', describeProbe(container.startupProbe));
    writeEnvFrom(w, container);
    writeEnv(w, container, view.pod);
    writeMounts(w, container);
  }
}

function writeBasics(w: PrefixWriter, container: Container, status: ContainerStatus | undefined, space: string): void {
  w.write(1, `${space === '' ? '' : ' '}${container.name}:\n`);
  if (status) w.field(2, 'Container ID', status.containerID);
  w.field(2, 'Image', container.image);
  if (status) w.field(2, 'Image ID', status.imageID);
  writePorts(w, 'Port', container.ports, (port) => port.containerPort);
  writePorts(w, 'Host Port', container.ports, (port) => port.hostPort ?? 0);
  const seccomp = container.securityContext?.seccompProfile;
  if (seccomp) {
    w.field(2, 'SeccompProfile', seccomp.type);
    if (seccomp.type === 'Localhost') w.field(3, 'LocalhostProfile', seccomp.localhostProfile);
  }
}

function writePorts(w: PrefixWriter, title: string, ports: readonly ContainerPort[] | undefined, number: (port: ContainerPort) => number): void {
  const text = (ports ?? []).map((port) => `${number(port)}/${port.protocol ?? ''}${port.name ? ` (${port.name})` : ''}`).join(', ');
  w.field(2, text.includes(',') ? `${title}s` : title, text === '' ? '<none>' : text);
}

function writeLines(w: PrefixWriter, title: string, items: readonly string[] | undefined): void {
  if (!items?.length) return;
  w.write(2, `${title}:\n`);
  for (const item of items) for (const line of item.split('\n')) w.write(3, `${line}\n`);
}

export function writeResources(w: PrefixWriter, resources: ResourceRequirements | undefined, level: number): void {
  for (const [title, list] of [['Limits', resources?.limits], ['Requests', resources?.requests]] as const) {
    const names = Object.keys(list ?? {}).sort(compareText);
    if (names.length > 0) w.write(level, `${title}:\n`);
    for (const name of names) w.field(level + 1, name, list?.[name]);
  }
}

function writeState(w: PrefixWriter, title: string, state: ContainerState): void {
  if (state.running) {
    w.field(2, title, 'Running');
    w.field(3, 'Started', formatRfc1123(state.running.startedAt));
  } else if (state.terminated && !state.waiting) {
    const { reason, message, exitCode, signal, startedAt, finishedAt } = state.terminated;
    w.field(2, title, 'Terminated');
    if (reason) w.field(3, 'Reason', reason);
    if (message) w.field(3, 'Message', message);
    w.field(3, 'Exit Code', exitCode);
    if ((signal ?? 0) > 0) w.field(3, 'Signal', signal);
    w.field(3, 'Started', formatRfc1123(startedAt));
    w.field(3, 'Finished', formatRfc1123(finishedAt));
  } else {
    w.field(2, title, 'Waiting');
    if (state.waiting?.reason) w.field(3, 'Reason', state.waiting.reason);
  }
}

/** One line about a probe: its handler and timing. */
function describeProbe(probe: Probe): string {
  const timing = `delay=${probe.initialDelaySeconds ?? 0}s timeout=${probe.timeoutSeconds ?? 0}s period=${probe.periodSeconds ?? 0}s #success=${probe.successThreshold ?? 0} #failure=${probe.failureThreshold ?? 0}`;
  if (probe.exec) return `exec ${goText(probe.exec.command ?? [])} ${timing}`;
  if (probe.httpGet) {
    const { scheme, host = '', port, path = '' } = probe.httpGet;
    const address = `${host.includes(':') ? `[${host}]` : host}:${port}`;
    return `http-get ${(scheme ?? '').toLowerCase()}://${address}${escapePath(path)} ${timing}`;
  }
  if (probe.tcpSocket) return `tcp-socket ${probe.tcpSocket.host ?? ''}:${probe.tcpSocket.port} ${timing}`;
  if (probe.grpc) return `grpc <pod>:${probe.grpc.port} ${probe.grpc.service ?? ''} ${timing}`;
  return `unknown ${timing}`;
}

/** As Go's URL.String escapes a path. */
function escapePath(path: string): string {
  const escaped = encodeURI(path).replaceAll('#', '%23').replaceAll('?', '%3F').replaceAll('%5B', '[').replaceAll('%5D', ']');
  return escaped !== '' && !escaped.startsWith('/') ? `/${escaped}` : escaped;
}

function writeEnvFrom(w: PrefixWriter, container: Container): void {
  if (!container.envFrom?.length) return;
  w.write(2, 'Environment Variables from:\n');
  for (const { configMapRef, secretRef, prefix } of container.envFrom) {
    const source = configMapRef ?? secretRef;
    const from = configMapRef ? 'ConfigMap' : secretRef ? 'Secret' : '';
    w.write(3, `${source?.name ?? ''}\t${from}${prefix ? ` with prefix '${prefix}'` : ''}\tOptional: ${source?.optional ?? false}\n`);
  }
}

function writeEnv(w: PrefixWriter, container: Container, pod: Pod | undefined): void {
  w.write(2, `Environment:${container.env?.length ? '' : '\t<none>'}\n`);
  for (const env of container.env ?? []) {
    if (env.valueFrom) writeEnvSource(w, env, container, pod);
    else for (const [i, line] of (env.value ?? '').split('\n').entries()) w.write(3, `${i === 0 ? `${env.name}:` : ''}\t${line}\n`);
  }
}

function writeEnvSource(w: PrefixWriter, env: EnvVar, container: Container, pod: Pod | undefined): void {
  const { fieldRef, resourceFieldRef, secretKeyRef, configMapKeyRef } = env.valueFrom ?? {};
  if (fieldRef) {
    w.field(3, env.name, `${pod ? fieldRefValue(pod, env) : ''} (${fieldRef.apiVersion ?? ''}:${fieldRef.fieldPath})`);
  } else if (resourceFieldRef) {
    w.field(3, env.name, `${resourceFieldValue(resourceFieldRef, container)} (${resourceFieldRef.resource})`);
  } else if (secretKeyRef) {
    w.field(3, env.name, `<set to the key '${secretKeyRef.key}' in secret '${secretKeyRef.name ?? ''}'>\tOptional: ${secretKeyRef.optional ?? false}`);
  } else if (configMapKeyRef) {
    w.field(3, env.name, `<set to the key '${configMapKeyRef.key}' of config map '${configMapKeyRef.name ?? ''}'>\tOptional: ${configMapKeyRef.optional ?? false}`);
  }
}

function writeMounts(w: PrefixWriter, container: Container): void {
  const none = container.volumeMounts?.length ? '' : '\t<none>';
  w.write(2, `Mounts:${none}\n`);
  for (const mount of sorted(container.volumeMounts, ({ mountPath }) => mountPath)) {
    const flags = `${mount.readOnly ? 'ro' : 'rw'}${mount.subPath ? `,path=${goQuote(mount.subPath)}` : ''}`;
    w.write(3, `${mount.mountPath} from ${mount.name} (${flags})\n`);
  }
  if (!container.volumeDevices?.length) return;
  w.write(2, `Devices:${none}\n`);
  for (const device of sorted(container.volumeDevices, ({ devicePath }) => devicePath)) w.write(3, `${device.devicePath} from ${device.name}\n`);
}
