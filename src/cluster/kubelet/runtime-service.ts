// What a kubelet asks of a container runtime: the place of the CRI. Plain data in and out, so that a runtime may live in a worker.
import type { HttpCall, HttpReply } from '../../base/http-call.ts';
import type { Disposable } from '../../base/disposable.ts';
import type { Event } from '../../base/emitter.ts';

/** One Pod's namespaces, held by its pause container: one IP, one port space, one hostname, one IPC; optionally one process space. */
export interface SandboxConfig {
  readonly podUid: string;
  readonly podName: string;
  readonly podNamespace: string;
  readonly hostname: string;
  /** What follows the hostname in the fully qualified name, when the Pod has a subdomain: `sub.ns.svc.cluster.local`. */
  readonly domainname?: string;
  /** The group of its pause container, when no user is named with it. */
  readonly groupWithoutUser?: number;
  readonly hostNetwork: boolean;
  readonly shareProcessNamespace: boolean;
  /** Sees the node's processes. */
  readonly hostPid?: boolean;
  /** Settings of the kernel that the Pod asks for, by dotted name. */
  readonly sysctls?: ReadonlyMap<string, string>;
  readonly hostAliases: readonly { readonly ip: string; readonly hostnames: readonly string[] }[];
  readonly dns: { readonly nameservers: readonly string[]; readonly searches: readonly string[]; readonly options: readonly string[] };
}

export interface Sandbox {
  readonly id: string;
  readonly ip: string;
}

export interface Mount {
  readonly containerPath: string;
  readonly readOnly: boolean;
  readonly volume: VolumeRef;
  /** Path inside the volume. */
  readonly subPath?: string;
}

/** A directory on the node that mounts share. `pod`: lives as long as the Pod; `host`: a path of the node; `disk`: a named disk that outlives Pods; `image`: what an image holds, to be read. */
export type VolumeRef =
  | { readonly kind: 'pod'; readonly podUid: string; readonly name: string; /** What fills it when that is no `empty-dir`. */ readonly plugin?: string }
  | { readonly kind: 'host'; readonly path: string }
  | { readonly kind: 'disk'; readonly id: string }
  | { readonly kind: 'image'; readonly image: string };

export interface ContainerConfig {
  readonly name: string;
  readonly attempt: number;
  readonly image: string;
  /** Overrides the image's entrypoint; already `$(VAR)`-expanded. */
  readonly command?: readonly string[];
  readonly args?: readonly string[];
  readonly workingDir?: string;
  readonly env: readonly { readonly name: string; readonly value: string }[];
  readonly mounts: readonly Mount[];
  readonly stdin: boolean;
  readonly stdinOnce: boolean;
  readonly tty: boolean;
  /** The container whose processes this one sees; its own only when absent. */
  readonly pidTargetId?: string;
  readonly readOnlyRootFilesystem: boolean;
  /** Absent: what every container gets. */
  readonly security?: { readonly privileged?: boolean; readonly addCapabilities?: readonly string[]; readonly dropCapabilities?: readonly string[]; readonly noNewPrivileges?: boolean; readonly hasSeccomp?: boolean; /** A file of the node. */ readonly seccompProfile?: string };
  readonly runAsUser?: number;
  readonly runAsGroup?: number;
  readonly supplementalGroups?: readonly number[];
  readonly stopSignal?: string;
  /** Bytes; absent means no limit. Passing it kills the container's main process: exit 137, reason OOMKilled. */
  readonly memoryLimitBytes?: number;
  /** -1000 (never) to 1000 (first): whom the node's kernel kills when its memory is used up. */
  readonly oomScoreAdj?: number;
  /** What it may use of the processor, in windows of 100 ms. */
  readonly cpuLimitMillis?: number;
  /** Its share when others want the processor too. */
  readonly cpuRequestMillis?: number;
  /** Where the container may leave its termination message. */
  readonly terminationMessagePath: string;
}

export interface ContainerStatusReport {
  readonly id: string;
  readonly name: string;
  readonly sandboxId: string;
  readonly state: 'created' | 'running' | 'exited';
  readonly createdAtMs: number;
  readonly startedAtMs?: number;
  readonly finishedAtMs?: number;
  readonly exitCode?: number;
  /** `Completed`, `Error`, `OOMKilled`, `StartError`, `ContainerCannotRun`. */
  readonly reason?: string;
  readonly message?: string;
  readonly imageRef: string;
  /** Content of the termination message file, when the container has ended and left one. */
  readonly terminationMessage?: string;
  readonly pid?: number;
  /** Whom its first process runs as. */
  readonly user?: { readonly uid: number; readonly gid: number; readonly groups: readonly number[] };
}

export interface ImageReport {
  /** Full reference, e.g. `docker.io/library/nginx:1.21`. */
  readonly image: string;
  /** `docker.io/library/nginx@sha256:…`. */
  readonly digest: string;
  readonly sizeBytes: number;
  /** Numeric or named user of the image; absent means root. */
  readonly user?: string;
  readonly stopSignal?: string;
  readonly volumes?: readonly string[];
}

/** Thrown by the runtime: `code` is the gRPC code name of the CRI, `message` the text that Kubernetes shows. */
export class RuntimeError extends Error {
  readonly code: 'NotFound' | 'Unauthenticated' | 'Unavailable' | 'InvalidArgument' | 'Unknown' | 'DeadlineExceeded';
  constructor(code: RuntimeError['code'], message: string) {
    super(message);
    this.name = 'RuntimeError';
    this.code = code;
  }
}

export interface VolumeFile {
  readonly path: string;
  readonly content: string | Uint8Array;
  /** Permission bits, e.g. 0o644. */
  readonly mode: number;
  /** Its owner; root when absent. */
  readonly uid?: number;
}

export interface ProcessIo {
  onStdout(bytes: Uint8Array): void;
  onStderr(bytes: Uint8Array): void;
  /** Called once, when the process has ended and its output is complete. */
  onExit(exitCode: number): void;
}
export interface ProcessHandle extends Disposable {
  writeStdin(bytes: Uint8Array): void;
  endStdin(): void;
  resize(columns: number, rows: number): void;
}

export interface ContainerStats {
  readonly cpuMillis: number;
  readonly memoryBytes: number;
  /** Written to its own file system. */
  readonly rootfsBytes: number;
  readonly logBytes: number;
}

export interface LogOptions {
  readonly follow?: boolean;
  readonly tailLines?: number;
  readonly sinceMs?: number;
  readonly limitBytes?: number;
  readonly timestamps?: boolean;
}

/** A byte stream to a listening port, as dialled from the node (probes, port-forward) or from the API server (proxy). */
export interface Connection extends Disposable {
  write(bytes: Uint8Array): void;
  /** Half-closes the sending side. */
  end(): void;
}
export interface ConnectionSink {
  onData(bytes: Uint8Array): void;
  onClose(error?: Error): void;
}

export interface HttpProbe {
  readonly scheme: 'http' | 'https';
  readonly host: string;
  readonly port: number;
  readonly path: string;
  readonly headers: readonly { readonly name: string; readonly value: string }[];
}

/** A node's container runtime, images, volumes and network. Every method's waiting obeys the cluster's Clock. */
export interface RuntimeService extends Disposable {
  runSandbox(config: SandboxConfig): Promise<Sandbox>;
  /** Ends every process of the sandbox and frees its IP. */
  stopSandbox(sandboxId: string): Promise<void>;

  /** Resolves to what the node has; undefined when absent. */
  imageStatus(image: string): ImageReport | undefined;
  listImages(): readonly ImageReport[];
  /** Takes as long as the image is large. Rejects with RuntimeError whose message reads as containerd's. */
  pullImage(image: string, credentials?: { readonly username: string; readonly password: string }): Promise<ImageReport>;

  createContainer(sandboxId: string, config: ContainerConfig): Promise<string>;
  /** Rejects with RuntimeError when the command cannot be run (runc's text). */
  startContainer(containerId: string): Promise<void>;
  /** Sends the stop signal, after `graceSeconds` SIGKILL; resolves when the container has ended. */
  stopContainer(containerId: string, graceSeconds: number): Promise<void>;
  /** Its first process ends at once, with this exit code or as killed for its memory. What does not run is left alone. */
  crashContainer(containerId: string, how: number | 'memory'): void;
  removeContainer(containerId: string): Promise<void>;
  containerStatus(containerId: string): ContainerStatusReport | undefined;
  /** Fires when a container's state changed (the generic PLEG's place). */
  readonly onDidChange: Event<{ readonly containerId: string; readonly sandboxId: string }>;
  updateContainerResources(containerId: string, resources: { memoryLimitBytes?: number; cpuLimitMillis?: number; cpuRequestMillis?: number }): Promise<void>;
  /** Current use; undefined when it does not run. */
  containerStats(containerId: string): ContainerStats | undefined;
  /** What all containers and Pod volumes of the node use together. */
  nodeUsage(): { readonly memoryBytes: number; readonly diskBytes: number };
  /** Undefined when there is no such volume. */
  volumeUsedBytes(volume: VolumeRef): number | undefined;

  exec(containerId: string, command: readonly string[], options: { stdin: boolean; tty: boolean }, io: ProcessIo): ProcessHandle;
  attach(containerId: string, options: { stdin: boolean; tty: boolean }, io: ProcessIo): ProcessHandle;
  /** Streams the log of a container, also of one that has ended and was not removed; `onExit` ends it. Dispose to stop following. */
  logs(containerId: string, options: LogOptions, sink: { onData(bytes: Uint8Array): void; onEnd(): void }): Disposable;

  /** Creates the volume when absent. `memory` is tmpfs. */
  ensureVolume(volume: VolumeRef, options: { medium: 'disk' | 'memory'; sizeLimitBytes?: number; mode?: number; fsGroup?: number }): Promise<void>;
  /** Replaces the volume's content atomically, as the kubelet's AtomicWriter (`..data` link). */
  writeVolume(volume: VolumeRef, files: readonly VolumeFile[]): Promise<void>;
  removeVolume(volume: VolumeRef): Promise<void>;
  /** Node file system facts for hostPath checks. */
  statHost(path: string): 'file' | 'directory' | 'socket' | undefined;

  /** Dials a port in a sandbox's network namespace (as `127.0.0.1`) for port-forward. Rejects when nothing listens. */
  dialSandbox(sandboxId: string, port: number, sink: ConnectionSink): Promise<Connection>;
  /** An HTTP request from the node, as the kubelet's probes and lifecycle hooks make it. Rejects with the Go client's text. */
  httpGet(probe: HttpProbe, timeoutMs: number): Promise<{ readonly status: number; readonly body: string; readonly headers: Readonly<Record<string, string>> }>;
  /** One HTTP request from the node, redirects as they are. Rejects with the Go transport's text. */
  httpRequest(call: HttpCall, timeoutMs: number): Promise<HttpReply>;
  /** A TCP dial from the node; rejects with Go's text. */
  tcpDial(host: string, port: number, timeoutMs: number): Promise<void>;
  /** gRPC health check from the node. */
  grpcHealth(host: string, port: number, service: string, timeoutMs: number): Promise<'SERVING' | 'NOT_SERVING' | 'UNKNOWN' | 'SERVICE_UNKNOWN'>;
}
