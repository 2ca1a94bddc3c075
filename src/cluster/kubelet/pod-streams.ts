// Log, exec, attach and port-forward of a Pod's containers, as the API server asks a kubelet for them: kubelet's streaming server.
import { parseTime } from '../../base/clock.ts';
import type { ContainerStatus, Pod } from '../../api/generated/core-v1.ts';
import type { Status } from '../../api/generated/meta-v1.ts';
import { newBadRequest, newInternalError, newNotFound } from '../../api/meta/status-error.ts';
import type { ApiRequest, Channel, ChannelSink } from '../../client/transport.ts';
import { grpcText } from './image-puller.ts';
import type { Kubelet } from './kubelet.ts';
import type { ContainerView } from './pod-runtime.ts';
import type { HttpCall, HttpReply } from '../../base/http-call.ts';
import type { Connection, LogOptions, ProcessHandle, ProcessIo } from './runtime-service.ts';

const stdout = 1;
const stderr = 2;
const error = 3;
const resize = 4;
const proxyTimeoutMs = 60_000;

const inert: Channel = { send: () => undefined, end: () => undefined, dispose: () => undefined };

export interface KubeletStreams {
  /** Undefined: the node's kubelet does not answer. */
  connect(pod: Pod, request: ApiRequest, sink: ChannelSink): Channel | undefined;
  http(nodeName: string, call: HttpCall): Promise<HttpReply>;
}

function first(value: string | readonly string[] | undefined): string | undefined {
  return typeof value === 'string' ? value : value?.[0];
}
function isSet(request: ApiRequest, name: string): boolean {
  const value = first(request.query?.[name]);
  return value === 'true' || value === '1';
}

/** Refuses soon, never synchronously. */
function refuse(sink: ChannelSink, status: Status): Channel {
  queueMicrotask(() => { sink.onClose(status); });
  return inert;
}

/** `kubeletOf` finds the kubelet that runs a node's Pods; undefined when the node cannot be reached. */
export function createKubeletStreams(kubeletOf: (nodeName: string) => Kubelet | undefined, now: () => number): KubeletStreams {
  return {
    connect(pod, request, sink) {
      const nodeName = pod.spec.nodeName ?? '';
      const kubelet = kubeletOf(nodeName);
      if (kubelet?.isRunning !== true) return undefined;
      const worker = kubelet.worker(pod.metadata.uid);
      const { runtime } = kubelet.context;
      const name = first(request.query?.['container']) ?? pod.spec.containers[0]?.name ?? '';
      const instances = worker?.podRuntime.instances(name) ?? [];
      if (request.subresource === 'log') return log(kubelet, pod, name, instances, request, sink, now);
      if (request.subresource === 'portforward') return portForward(kubelet, pod, request, sink);
      const [view] = instances;
      if (view?.report.state !== 'running') {
        // The kubelet says this in plain text, which has no reason.
        const message = request.subresource === 'attach' ? `container ${name} not found in pod ${pod.metadata.name}_${pod.metadata.namespace ?? ''}` : `container not found ("${name}")`;
        return refuse(sink, { metadata: {}, status: 'Failure', message, code: 500 });
      }
      const options = { stdin: isSet(request, 'stdin'), tty: isSet(request, 'tty') };
      const command = request.query?.['command'];
      const argv = typeof command === 'string' ? [command] : [...(command ?? [])];
      return stream(sink, (io) => (request.subresource === 'exec' ? runtime.exec(view.id, argv, options, io) : runtime.attach(view.id, options, io)));
    },
    http(nodeName, call) {
      const kubelet = kubeletOf(nodeName);
      return kubelet === undefined ? Promise.reject(new Error(`dial tcp ${call.host}:${call.port}: connect: no route to host`)) : kubelet.context.runtime.httpRequest(call, proxyTimeoutMs);
    },
  };
}

function exitStatus(exitCode: number): Status {
  if (exitCode === 0) return { metadata: {}, status: 'Success' };
  return {
    metadata: {},
    status: 'Failure',
    message: `command terminated with non-zero exit code: command terminated with exit code ${exitCode}`,
    reason: 'NonZeroExitCode',
    details: { causes: [{ reason: 'ExitCode', message: String(exitCode) }] },
  };
}

/** Joins a process to the numbered channels of a stream. */
function stream(sink: ChannelSink, begin: (io: ProcessIo) => ProcessHandle): Channel {
  let isClosed = false;
  const close = (status: Status): void => {
    if (isClosed) return;
    isClosed = true;
    void sink.onData(error, new TextEncoder().encode(JSON.stringify(status)));
    sink.onClose(status);
  };
  let handle: ProcessHandle;
  try {
    handle = begin({
      onStdout: (bytes) => { if (!isClosed) void sink.onData(stdout, bytes); },
      onStderr: (bytes) => { if (!isClosed) void sink.onData(stderr, bytes); },
      onExit: (exitCode) => { close(exitStatus(exitCode)); },
    });
  } catch (cause) {
    const text = `Internal error occurred: error executing command in container: ${cause instanceof Error ? cause.message : String(cause)}`;
    queueMicrotask(() => { close(newInternalError(text).status); });
    return inert;
  }
  return {
    send(channel, bytes) {
      if (channel === 0) handle.writeStdin(bytes);
      if (channel !== resize) return;
      const size = JSON.parse(new TextDecoder().decode(bytes)) as { Width?: number; Height?: number };
      handle.resize(size.Width ?? 80, size.Height ?? 24);
    },
    end: (channel) => { if (channel === 0) handle.endStdin(); },
    dispose: () => {
      isClosed = true;
      handle.dispose();
    },
  };
}

function logOptions(request: ApiRequest, now: () => number): LogOptions {
  const number = (name: string): number | undefined => {
    const text = first(request.query?.[name]);
    return text === undefined ? undefined : Number(text);
  };
  const tailLines = number('tailLines');
  const limitBytes = number('limitBytes');
  const sinceSeconds = number('sinceSeconds');
  const sinceTime = first(request.query?.['sinceTime']);
  const sinceMs = sinceTime === undefined ? (sinceSeconds === undefined ? undefined : now() - sinceSeconds * 1000) : parseTime(sinceTime);
  return {
    follow: isSet(request, 'follow'),
    timestamps: isSet(request, 'timestamps'),
    ...(tailLines !== undefined && { tailLines }),
    ...(limitBytes !== undefined && { limitBytes }),
    ...(sinceMs !== undefined && { sinceMs }),
  };
}

function log(kubelet: Kubelet, pod: Pod, name: string, instances: readonly ContainerView[], request: ApiRequest, sink: ChannelSink, now: () => number): Channel {
  const isPrevious = isSet(request, 'previous');
  const lost = isPrevious ? removedPrevious(kubelet, pod, name, instances) : undefined;
  if (lost !== undefined) {
    queueMicrotask(() => {
      sink.onOpen?.();
      void sink.onData(stdout, new TextEncoder().encode(`unable to retrieve container logs for ${lost}`));
      sink.onClose();
    });
    return inert;
  }
  // While the next instance is being made, the log is still that of the last one.
  const current = instances[0]?.report.state === 'created' ? (instances[1] ?? instances[0]) : instances[0];
  const view = isPrevious ? previousOf(kubelet, pod, name, instances) : current;
  if (view === undefined || view.report.state === 'created') {
    const waiting = (pod.status.containerStatuses ?? []).concat(pod.status.initContainerStatuses ?? []).find((s) => s.name === name)?.state.waiting;
    const isRefused = pod.status.phase === 'Failed' && pod.status.containerStatuses === undefined;
    if (isRefused && !isPrevious) return refuse(sink, newBadRequest(`container "${name}" in pod "${pod.metadata.name}" is not available`).status);
    if (isPrevious) return refuse(sink, newBadRequest(`previous terminated container "${name}" in pod "${pod.metadata.name}" not found`).status);
    return refuse(sink, newBadRequest(`container "${name}" in pod "${pod.metadata.name}" is waiting to start: ${logReason(waiting?.reason, waiting?.message)}`).status);
  }
  queueMicrotask(() => sink.onOpen?.());
  const subscription = kubelet.context.runtime.logs(view.id, logOptions(request, now), {
    onData: (bytes) => { void sink.onData(stdout, bytes); },
    onEnd: () => { sink.onClose(); },
  });
  return { ...inert, dispose: () => { subscription.dispose(); } };
}

/** Some reasons are told with their message: the cause of a failed start. */
function logReason(reason: string | undefined, message: string | undefined): string {
  switch (reason) {
    case 'ErrImagePull':
      return 'image can\'t be pulled';
    case 'ImagePullBackOff':
      return 'trying and failing to pull image';
    case 'ErrImageNeverPull':
    case 'InvalidImageName':
    case 'RunContainerError':
      return message ?? reason;
    default:
      return reason ?? 'ContainerCreating';
  }
}

function shownStatus(kubelet: Kubelet, pod: Pod, name: string): ContainerStatus | undefined {
  const { containerStatuses = [], initContainerStatuses = [], ephemeralContainerStatuses = [] } = kubelet.context.status.get(pod.metadata.uid) ?? pod.status;
  return [...containerStatuses, ...initContainerStatuses, ...ephemeralContainerStatuses].find((s) => s.name === name);
}

/** The instance that the status tells of as the last one: in a back-off the newest, else the one before. */
function previousOf(kubelet: Kubelet, pod: Pod, name: string, instances: readonly ContainerView[]): ContainerView | undefined {
  const id = shownStatus(kubelet, pod, name)?.lastState.terminated?.containerID;
  return instances.find((view) => `containerd://${view.id}` === id) ?? instances[1];
}

/** The id of the last instance when it is gone: one ended instance of a container is kept, and that is the newest. */
function removedPrevious(kubelet: Kubelet, pod: Pod, name: string, instances: readonly ContainerView[]): string | undefined {
  const status = shownStatus(kubelet, pod, name);
  const id = status?.lastState.terminated?.containerID ?? '';
  return status?.state.terminated !== undefined && id !== '' && `containerd://${instances[0]?.id}` !== id ? id : undefined;
}

/** Channels come in pairs per port: data 2n, error 2n + 1, in the order of the `ports` of the query. */
function portForward(kubelet: Kubelet, pod: Pod, request: ApiRequest, sink: ChannelSink): Channel {
  const sandbox = kubelet.worker(pod.metadata.uid)?.podRuntime.sandbox;
  if (sandbox === undefined) return refuse(sink, newNotFound({ group: '', resource: 'pods' }, pod.metadata.name).status);
  const asked = request.query?.['ports'];
  const ports = (typeof asked === 'string' ? asked.split(',') : [...(asked ?? [])]).map(Number);
  const connections = new Map<number, Promise<Connection | undefined>>();
  const isOpen = new Set(ports.keys());
  const closed = (index: number): void => {
    isOpen.delete(index);
    if (isOpen.size === 0) sink.onClose();
  };
  const dial = (index: number, port: number): Promise<Connection | undefined> =>
    kubelet.context.runtime.dialSandbox(sandbox.id, port, {
      onData: (bytes) => { void sink.onData(index * 2, bytes); },
      onClose: () => { closed(index); },
    }).catch((cause: unknown) => {
      const text = `error forwarding port ${port} to pod ${sandbox.id}, uid : failed to execute portforward in network namespace: ${grpcText(cause)}`;
      void sink.onData(index * 2 + 1, new TextEncoder().encode(text));
      closed(index);
      return undefined;
    });
  ports.forEach((port, index) => { connections.set(index, dial(index, port)); });
  return {
    send: (channel, bytes) => { void connections.get(channel >> 1)?.then((c) => { c?.write(bytes); }); },
    end: (channel) => { void connections.get(channel >> 1)?.then((c) => { c?.end(); }); },
    dispose: () => { for (const connection of connections.values()) void connection.then((c) => { c?.dispose(); }); },
  };
}
