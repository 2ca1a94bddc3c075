// One container: its file system, its processes, its output, its end. The place of runc and the containerd shim.
import type { Clock } from '../../../base/clock.ts';
import type { Disposable } from '../../../base/disposable.ts';
import { type Random, randomHex } from '../../../base/random.ts';
import { type ContainerConfig, type ContainerStats, type ContainerStatusReport, type ProcessHandle, type ProcessIo, RuntimeError, type RuntimeService } from '../../kubelet/runtime-service.ts';
import { type Bytes, arrayOfBytes, bytesOfText, textOfBytes } from '../bytes.ts';
import { sharedDevices } from '../fs/devices.ts';
import { endOfData } from '../fs/file-data.ts';
import { FileSystem, type MountPoint, type Volume } from '../fs/file-system.ts';
import { layerWithPlaces, type MountPlace } from '../fs/mount-places.ts';
import { joinPath } from '../fs/paths.ts';
import { type FileInode, type Inode, newDirectory, newFile, overlayOf } from '../fs/inode.ts';
import { procDirectory } from '../kernel/proc.ts';
import { sysDirectory } from '../kernel/sys.ts';
import type { StoredImage } from '../images/registry.ts';
import { CpuAccount } from '../process/cpu-account.ts';
import { processSecurity, usualLack } from '../process/security.ts';
import type { Credentials } from '../process/credentials.ts';
import { executeFile, findExecutable } from '../process/execute.ts';
import { type OpenFile, Pipe, nullFile, sinkFile } from '../process/open-file.ts';
import type { MemoryAccount, MemoryPool, MemoryUser } from '../process/memory-account.ts';
import { type ContainerContext, PidNamespace, Process } from '../process/process.ts';
import type { Scheduler } from '../process/scheduler.ts';
import { SIGKILL, SIGTERM, signalNumber } from '../process/signals.ts';
import type { LogFile } from './log-file.ts';
import { handleOf } from './process-handle.ts';
import { commandOf, credentialsOf, defaultPath, environmentOf, execProblem, runcError } from './process-spec.ts';
import type { Sandbox } from './sandbox.ts';
import { Terminal } from './terminal.ts';
import { lookUp, type VolumeStore } from './volumes.ts';

export interface ContainerOptions {
  readonly id: string;
  readonly sandbox: Sandbox;
  readonly config: ContainerConfig;
  readonly image: StoredImage;
  /** Of those that the node has. */
  readonly findImage: (image: string) => StoredImage | undefined;
  /** Whose processes it sees; its own when absent. */
  readonly pidTarget: Container | undefined;
  readonly volumes: VolumeStore;
  readonly log: LogFile;
  readonly clock: Clock;
  readonly random: Random;
  readonly scheduler: Scheduler;
  /** What the containers of its node have together. */
  readonly memory: MemoryPool;
  readonly loadProgram: ContainerContext['loadProgram'];
  readonly onBug: (error: unknown) => void;
  readonly onChange: () => void;
}

const procVolume: Volume = { root: newDirectory(), fsType: 'proc', source: 'proc', quotaBytes: 0, usedBytes: 0, isKernels: true };
const sysVolume: Volume = { root: newDirectory(), fsType: 'sysfs', source: 'sysfs', quotaBytes: 0, usedBytes: 0, isKernels: true };
const deviceVolume: Volume = { root: newDirectory(), fsType: 'tmpfs', source: 'tmpfs', quotaBytes: Infinity, usedBytes: 0, isKernels: true };
/** Where the kubelet keeps /etc/hosts and termination messages; each is one small file. */
const kubeletVolume: Volume = { root: newDirectory(), fsType: 'ext4', source: '/dev/vda1', quotaBytes: Infinity, usedBytes: 0 };

/** A container without a memory limit is killed beyond this, as if the node ran out. */
const maxMemoryBytes = 192 * 1024 * 1024;
const rootQuotaBytes = 64 * 1024 * 1024;
const maxProcesses = 256;
const maxTerminationMessageBytes = 4096;

/** One is a file, the other a directory. */
function isOther(below: Inode | undefined, mounted: Inode | undefined): boolean {
  return (below?.type === 'file' && mounted?.type === 'directory') || (below?.type === 'directory' && mounted?.type === 'file');
}

const nodeProcesses = [['/sbin/init'], ['[kthreadd]'], ['/usr/bin/containerd'], ['/usr/bin/kubelet', '--config=/var/lib/kubelet/config.yaml'], ['/usr/bin/containerd-shim-runc-v2', '-namespace', 'k8s.io'], ['/pause']];

/** Its `start`, `exec` and `attach` throw RuntimeError with runc's texts. */
export class Container {
  readonly id: string;
  readonly config: ContainerConfig;
  readonly sandbox: Sandbox;
  readonly log: LogFile;
  readonly createdAtMs: number;
  readonly cpu: CpuAccount;
  readonly memory: MemoryAccount;
  readonly #options: ContainerOptions;
  readonly #namespace: PidNamespace;
  readonly #context: ContainerContext;
  readonly #terminationFile: FileInode;
  /** Those who are attached. */
  #outputs: Set<Pick<ProcessIo, 'onStdout' | 'onStderr'>> | undefined;
  readonly #onExited: (() => void)[] = [];
  #state: 'created' | 'running' | 'exited' = 'created';
  #startedAtMs: number | undefined;
  #finishedAtMs: number | undefined;
  #exitCode: number | undefined;
  #reason: string | undefined;
  #message: string | undefined;
  #main: Process | undefined;
  #stdin: { pipe: Pipe; end: OpenFile } | undefined;
  #terminal: Terminal | undefined;
  #isOutOfMemory = false;
  #user: Credentials | undefined;
  #cpuAtMs = 0;
  #cpuUsedMs = 0;
  #cpuRate = 0;

  constructor(options: ContainerOptions) {
    this.#options = options;
    this.id = options.id;
    this.config = options.config;
    this.sandbox = options.sandbox;
    this.log = options.log;
    this.createdAtMs = options.clock.now();
    this.#namespace = options.sandbox.pids ?? (options.pidTarget === undefined ? new PidNamespace() : options.pidTarget.#namespace);
    this.cpu = new CpuAccount(options.config.cpuLimitMillis, options.config.cpuRequestMillis);
    this.memory = { usedBytes: 0, limitBytes: Math.min(options.config.memoryLimitBytes ?? maxMemoryBytes, maxMemoryBytes), askedLimitBytes: options.config.memoryLimitBytes ?? Infinity, kills: 0, oomScoreAdj: options.config.oomScoreAdj ?? 0, pool: options.memory, onOutOfMemory: (culprit) => { this.#outOfMemory(culprit); } };
    this.#terminationFile = newFile('', 0o666, this.createdAtMs);
    const { clock, random, scheduler, loadProgram, onBug, sandbox } = options;
    this.#context = {
      clock, random, scheduler, loadProgram, onBug, cpu: this.cpu, memory: this.memory, fs: this.#makeFileSystem(), network: sandbox.network, cluster: sandbox.cluster, machine: sandbox.facts,
      domainname: sandbox.config.domainname ?? '', security: processSecurity(options.config.security ?? {}), maxProcesses, processCount: 0, processIds: () => this.#own().map(({ pid }) => pid),
    };
  }

  #makeFileSystem(): FileSystem {
    const { config, image, clock, random } = this.#options;
    // What cannot be mounted is told when the container is started.
    const mounts = this.#mounts().filter(({ path, node }) => !isOther(lookUp(image.root, path), node));
    const places = mounts.map(({ path, node }): MountPlace => ({ path, isDirectory: node.type === 'directory' }));
    const inRoot = [{ path: '/proc', isDirectory: true }, { path: '/dev', isDirectory: true }, { path: '/sys', isDirectory: true }, ...places.filter(({ path }) => !path.startsWith('/dev/'))];
    const inDev = places.filter(({ path }) => path.startsWith('/dev/')).map((place) => ({ ...place, path: place.path.slice('/dev'.length) }));
    const rootLayer = layerWithPlaces(image.root, inRoot, clock);
    const devLayer = layerWithPlaces(sharedDevices(random), inDev, clock);
    const rootVolume: Volume = { root: overlayOf(rootLayer.root), fsType: 'overlay', source: 'overlay', quotaBytes: rootQuotaBytes, usedBytes: 0 };
    const fs = new FileSystem(clock, rootVolume, config.readOnlyRootFilesystem);
    const contextOf = (): ContainerContext => this.#context;
    fs.mount('/proc', procVolume, procDirectory(this.#namespace, contextOf), false, rootLayer.paths.get('/proc'));
    fs.mount('/sys', sysVolume, sysDirectory(contextOf), config.security?.privileged !== true, rootLayer.paths.get('/sys'));
    fs.mount('/dev', deviceVolume, overlayOf(devLayer.root), false, rootLayer.paths.get('/dev'));
    for (const { path, volume, node, isReadOnly } of mounts) fs.mount(path, volume, node, isReadOnly, rootLayer.paths.get(path));
    return fs;
  }

  get rootfsBytes(): number {
    return this.#context.fs.mounts[0]?.volume.usedBytes ?? 0;
  }

  /** All but the kernel's, in the order in which they are mounted. */
  #mounts(): MountPoint[] {
    const { config, sandbox, volumes } = this.#options;
    const wanted = config.mounts;
    const kubelets: MountPoint[] = [
      { path: '/etc/hosts', volume: kubeletVolume, node: sandbox.hostsFile, isReadOnly: false },
      ...(config.terminationMessagePath === '' ? [] : [{ path: config.terminationMessagePath, volume: kubeletVolume, node: this.#terminationFile, isReadOnly: false }]),
      { path: '/etc/hostname', volume: kubeletVolume, node: sandbox.hostnameFile, isReadOnly: config.readOnlyRootFilesystem },
      { path: '/etc/resolv.conf', volume: kubeletVolume, node: sandbox.resolvFile, isReadOnly: config.readOnlyRootFilesystem },
    ];
    const mounts: MountPoint[] = [];
    for (const { volume, subPath, containerPath, readOnly } of wanted) {
      if (volume.kind === 'image') {
        mounts.push(this.#imageMount(containerPath, volume.image, subPath ?? ''));
        continue;
      }
      const found = volumes.find(volume, subPath);
      if (found === undefined) throw new RuntimeError('Unknown', `failed to generate container "${this.id}" spec: failed to generate spec: failed to stat volume for "${containerPath}"`);
      mounts.push({ path: containerPath, volume: found.volume, node: found.node, isReadOnly: readOnly });
    }
    mounts.push(...kubelets.filter(({ path }) => !wanted.some((mount) => mount.containerPath === path)));
    const depthOf = ({ path }: MountPoint): number => joinPath('/', path).split('/').length;
    return mounts.sort((a, b) => depthOf(a) - depthOf(b));
  }

  /** An image as a volume: never written to. */
  #imageMount(path: string, image: string, subPath: string): MountPoint {
    const root = this.#options.findImage(image)?.root;
    const node = root && lookUp(root, subPath);
    if (root === undefined || node === undefined) {
      throw new RuntimeError('Unknown', `failed to mount image volume: ImageVolumeMountFailed: failed to ensure image subpath "${subPath}" in "/run/containerd/io.containerd.grpc.v1.cri/image-volumes/${this.sandbox.id}/${randomHex(this.#options.random, 64)}": openat ${subPath}: no such file or directory`);
    }
    return { path, volume: { root, fsType: 'overlay', source: 'overlay', quotaBytes: 0, usedBytes: 0 }, node, isReadOnly: true };
  }

  get state(): 'created' | 'running' | 'exited' {
    return this.#state;
  }

  status(): ContainerStatusReport {
    const ended = this.#state === 'exited' ? textOfBytes(endOfData(this.#terminationFile.data, maxTerminationMessageBytes)) : '';
    return {
      id: this.id,
      name: this.config.name,
      sandboxId: this.sandbox.id,
      state: this.#state,
      createdAtMs: this.createdAtMs,
      imageRef: this.#options.image.report.digest,
      ...(this.#startedAtMs !== undefined && { startedAtMs: this.#startedAtMs }),
      ...(this.#finishedAtMs !== undefined && { finishedAtMs: this.#finishedAtMs }),
      ...(this.#exitCode !== undefined && { exitCode: this.#exitCode }),
      ...(this.#reason !== undefined && { reason: this.#reason }),
      ...(this.#message !== undefined && { message: this.#message }),
      ...(ended !== '' && { terminationMessage: ended }),
      ...(this.#main && { pid: this.#main.pid, user: this.#user ??= credentialsOf(this.config, this.#options.image, this.#context.fs) }),
    };
  }

  /** Millicores over the real time since the last call that was at least a second ago (so that the clock's speed does not matter), and bytes in use. */
  stats(): ContainerStats | undefined {
    if (this.#state !== 'running') return undefined;
    const now = this.#options.scheduler.hostNow();
    const elapsedMs = now - this.#cpuAtMs;
    if (elapsedMs >= 1000) {
      this.#cpuRate = ((this.cpu.usedMs - this.#cpuUsedMs) / elapsedMs) * 1000;
      this.#cpuAtMs = now;
      this.#cpuUsedMs = this.cpu.usedMs;
    }
    return { cpuMillis: Math.round(this.#cpuRate), memoryBytes: Math.max(0, this.memory.usedBytes), rootfsBytes: this.rootfsBytes, logBytes: this.log.size };
  }

  setLimits(limits: Parameters<RuntimeService['updateContainerResources']>[1]): void {
    if (limits.memoryLimitBytes !== undefined) {
      this.memory.limitBytes = Math.min(limits.memoryLimitBytes, maxMemoryBytes);
      this.memory.askedLimitBytes = limits.memoryLimitBytes;
    }
    if (limits.cpuLimitMillis !== undefined) this.cpu.limitMillis = limits.cpuLimitMillis;
    if (limits.cpuRequestMillis !== undefined) this.cpu.requestMillis = limits.cpuRequestMillis;
  }

  start(): void {
    const { config, image } = this.#options;
    const argv = commandOf(config, image);
    if (argv.length === 0) throw new RuntimeError('Unknown', `failed to generate container "${this.id}" spec: failed to generate spec: no command specified`);
    const env = environmentOf(this.config, this.#options.image, this.sandbox, this.#context.fs);
    const credentials = this.#credentials();
    const cwd = config.workingDir ?? image.definition.workingDir ?? '/';
    const root = { uid: 0, gid: 0, groups: [] };
    if (!cwd.startsWith('/')) this.#failStart('Cwd must be an absolute path', false);
    if (!this.#context.fs.exists(cwd, root)) this.#context.fs.makeDirectories(cwd, root, 0o755);
    else if (this.#context.fs.stat(cwd, root).node.type !== 'directory') this.#failStart(`error during container init: mkdir ${cwd}: not a directory`);
    this.#checkMounts();
    if (this.#namespace.processes.size === 0 && this.sandbox.pids) this.#startFirst();
    const main = new Process({
      namespace: this.#namespace, context: this.#context, argv, env, cwd, credentials, files: this.#files(), ...(config.tty && { tty: '/dev/pts/0' }),
    });
    this.#main = main;
    main.allocate(image.definition.residentBytes ?? 0, 0);
    const found = findExecutable(main, argv[0] ?? '', env.get('PATH') ?? defaultPath);
    if ('problem' in found) {
      main.finish(128);
      this.#failStart(execProblem(argv[0] ?? '', found.status));
    }
    this.#state = 'running';
    this.#startedAtMs = this.#options.clock.now();
    this.#cpuAtMs = this.#options.scheduler.hostNow();
    main.onExit((code) => { this.#ended(code); });
    this.#options.onChange();
    void executeFile(main, found.path, argv);
  }

  /** Of its first process, and of those that are executed in it. */
  #credentials(): Credentials {
    const lacks = usualLack(this.#context.security);
    return { ...credentialsOf(this.config, this.#options.image, this.#context.fs), ...(lacks > 0n && { lacks }) };
  }

  /** A directory is not mounted over a file of the image nor a file over a directory, nothing over what the kernel shows in /proc, and no volume in the place of the devices. */
  #checkMounts(): void {
    for (const [index, { containerPath, volume, subPath, readOnly }] of this.config.mounts.entries()) {
      if (volume.kind !== 'pod') continue;
      const path = containerPath.replace(/(?<=.)\/+$/, '');
      const place = subPath === undefined ? `volumes/kubernetes.io~${volume.plugin ?? 'empty-dir'}/${volume.name}` : `volume-subpaths/${volume.name}/${this.config.name}/${index}`;
      const source = `/var/lib/kubelet/pods/${volume.podUid}/${place}`;
      const fail = (problem: string): never => this.#failStart(`error during container init: error mounting "${source}" to rootfs at "${path}": ${problem}`);
      const target = `"/run/containerd/io.containerd.runtime.v2.task/k8s.io/${this.id}/rootfs${path}"`;
      if (path === '/proc') fail(`${target} cannot be mounted because it is not of type proc`);
      if (path.startsWith('/proc/')) fail(`${target} cannot be mounted because it is inside /proc`);
      if (path === '/dev') this.#failStart('unable to setup user: stat /dev/null: no such file or directory');
      const below = lookUp(this.#options.image.root, path);
      const mounted = this.#options.volumes.find(volume, subPath)?.node;
      if (isOther(below, mounted)) fail(`mount ${source}:${path} (via /proc/self/fd/6), flags: ${readOnly ? '0x5001' : '0x5000'}: not a directory`);
    }
    const path = this.config.terminationMessagePath;
    if (lookUp(this.#options.image.root, path)?.type !== 'directory' || path === '') return;
    const source = `/var/lib/kubelet/pods/${this.sandbox.config.podUid}/containers/${this.config.name}/${randomHex(this.#options.random, 8)}`;
    this.#failStart(`error during container init: error mounting "${source}" to rootfs at "${path}": mount ${source}:${path} (via /proc/self/fd/6), flags: 0x5000: not a directory`);
  }

  /** `isInContainer`: runc had begun to make it. */
  #failStart(problem: string, isInContainer = true): never {
    const text = runcError(problem, isInContainer);
    this.#finish(128, 'StartError', text);
    throw new RuntimeError('Unknown', text);
  }

  /** What is there before the containers: the pause process or, of the node's processes, a few that never end. */
  #startFirst(): void {
    // Differs from Kubernetes: with hostPID a Pod sees no other Pod's processes, because each has a namespace of its own.
    const isHost = this.sandbox.config.hostPid === true;
    const id = isHost ? 0 : 65535;
    for (const argv of isHost ? nodeProcesses : [['/pause']]) {
      const first = new Process({ namespace: this.#namespace, context: { ...this.#context, memory: { usedBytes: 0, limitBytes: Infinity, askedLimitBytes: Infinity, kills: 0, oomScoreAdj: -998, onOutOfMemory: () => undefined } }, argv, env: new Map(), cwd: '/', credentials: { uid: id, gid: id, groups: [] }, files: new Map() });
      void first.run(async (process) => {
        await process.sleep(Infinity);
        return 0;
      });
    }
  }

  #files(): Map<number, OpenFile> {
    const { config } = this.#options;
    if (config.tty) {
      this.#terminal = new Terminal('/dev/pts/0', this.#namespace, (bytes) => { this.#output('stdout', bytes); });
      const file = this.#terminal.file();
      return new Map([[0, file], [1, file], [2, file]]);
    }
    let input = nullFile();
    if (config.stdin) {
      const pipe = new Pipe();
      this.#stdin = { pipe, end: pipe.writeEnd() };
      input = pipe.readEnd();
    }
    return new Map([[0, input], [1, sinkFile('pipe:[101]', (bytes) => { this.#output('stdout', bytes); })], [2, sinkFile('pipe:[102]', (bytes) => { this.#output('stderr', bytes); })]]);
  }

  #output(stream: 'stdout' | 'stderr', bytes: Bytes): void {
    // The CRI's logger reads lines, and takes `\r\n` for one end.
    this.log.write(stream, bytes.includes('\r\n') ? bytes.replaceAll('\r\n', '\n') : bytes);
    if (this.#outputs === undefined || this.#outputs.size === 0) return;
    const array = arrayOfBytes(bytes);
    for (const output of this.#outputs) {
      if (stream === 'stdout') output.onStdout(array);
      else output.onStderr(array);
    }
  }

  /** As the kernel in a memory cgroup: the largest process goes, and others may live on. */
  #outOfMemory(culprit: MemoryUser | undefined): void {
    if (this.#state !== 'running') return;
    this.#isOutOfMemory = true;
    this.memory.kills++;
    culprit?.signal(SIGKILL, true);
    if (culprit !== undefined) return;
    for (const process of this.#own().sort((a, b) => b.memoryBytes - a.memoryBytes)) {
      process.signal(SIGKILL, true);
      if (this.memory.usedBytes <= this.memory.limitBytes) return;
    }
  }

  /** Processes of this container, also in a shared namespace. */
  #own(): Process[] {
    return [...this.#namespace.processes.values()].filter((process) => process.context === this.#context);
  }

  #killAll(): void {
    for (const process of this.#own()) process.signal(SIGKILL, true);
  }

  #ended(code: number): void {
    // The end of PID 1 ends its namespace.
    if (this.sandbox.pids === undefined && this.#options.pidTarget === undefined) for (const process of [...this.#namespace.processes.values()]) process.signal(SIGKILL, true);
    else this.#killAll();
    this.#finish(code, this.#isOutOfMemory ? 'OOMKilled' : code === 0 ? 'Completed' : 'Error', undefined);
  }

  #finish(code: number, reason: string, message: string | undefined): void {
    if (this.#state === 'exited') return;
    this.#state = 'exited';
    this.#finishedAtMs = this.#options.clock.now();
    this.#exitCode = code;
    this.#reason = reason;
    this.#message = message;
    this.log.end();
    this.#options.onChange();
    for (const listener of this.#onExited.splice(0)) listener();
  }

  /** Resolves when the container has ended, at once when it has. */
  exited(): Promise<void> {
    if (this.#state !== 'running') return Promise.resolve();
    return new Promise((resolve) => { this.#onExited.push(resolve); });
  }

  async stop(graceMs: number): Promise<void> {
    if (this.#state !== 'running') return;
    const signal = signalNumber(this.config.stopSignal ?? this.#options.image.definition.stopSignal ?? 'SIGTERM') ?? SIGTERM;
    if (graceMs > 0) this.#main?.signal(signal, true);
    let timer: Disposable | undefined;
    const kill = (): void => {
      this.#main?.signal(SIGKILL, true);
      this.#killAll();
    };
    timer = this.#options.clock.setTimeout(kill, graceMs);
    if (graceMs <= 0) {
      timer.dispose();
      timer = undefined;
      kill();
    }
    await this.exited();
    timer?.dispose();
  }

  /** As by a bug of its program. */
  crash(how: number | 'memory'): void {
    if (how === 'memory') this.#outOfMemory(this.#main);
    else this.#main?.crash(how);
  }

  kill(): void {
    if (this.#state === 'created') this.#finish(137, 'Error', undefined);
    this.#main?.signal(SIGKILL, true);
    this.#killAll();
  }

  exec(command: readonly string[], options: { readonly stdin: boolean; readonly tty: boolean }, io: ProcessIo): ProcessHandle {
    if (this.#state !== 'running') throw new RuntimeError('Unknown', `failed to exec in container: container is in CONTAINER_${this.#state.toUpperCase()} state`);
    const argv = command.map(bytesOfText);
    const env = environmentOf(this.config, this.#options.image, this.sandbox, this.#context.fs);
    if (options.tty) env.set('TERM', 'xterm');
    let terminal: Terminal | undefined;
    let input: { pipe: Pipe; end: OpenFile } | undefined;
    let files: Map<number, OpenFile>;
    const ttyName = '/dev/pts/1';
    if (options.tty) {
      terminal = new Terminal(ttyName, this.#namespace, (bytes) => { io.onStdout(arrayOfBytes(bytes)); });
      const file = terminal.file();
      files = new Map([[0, file], [1, file], [2, file]]);
    } else {
      const pipe = new Pipe();
      input = { pipe, end: pipe.writeEnd() };
      const reader = options.stdin ? pipe.readEnd() : nullFile();
      files = new Map([[0, reader], [1, sinkFile('pipe:[201]', (bytes) => { io.onStdout(arrayOfBytes(bytes)); })], [2, sinkFile('pipe:[202]', (bytes) => { io.onStderr(arrayOfBytes(bytes)); })]]);
    }
    const process = new Process({
      namespace: this.#namespace, context: this.#context, argv, env, cwd: this.config.workingDir ?? this.#options.image.definition.workingDir ?? '/', credentials: this.#credentials(), files, ...(options.tty && { tty: ttyName }),
    });
    const found = findExecutable(process, argv[0] ?? '', env.get('PATH') ?? defaultPath);
    if ('problem' in found) {
      process.finish(126);
      throw new RuntimeError('Unknown', `failed to exec in container: failed to start exec "${this.#execId()}": OCI runtime exec failed: exec failed: unable to start container process: ${execProblem(command[0] ?? '', found.status)}`);
    }
    process.onExit((code) => {
      queueMicrotask(() => { io.onExit(code); });
    });
    void executeFile(process, found.path, argv);
    return handleOf(terminal, input, () => { process.signal(SIGKILL, true); });
  }

  #execId(): string {
    return randomHex(this.#options.random, 64);
  }

  attach(options: { readonly stdin: boolean; readonly tty: boolean }, io: ProcessIo): ProcessHandle {
    if (this.#state !== 'running') throw new RuntimeError('Unknown', `failed to attach container: container is in CONTAINER_${this.#state.toUpperCase()} state`);
    (this.#outputs ??= new Set()).add(io);
    const main = this.#main;
    main?.onExit((code) => {
      queueMicrotask(() => {
        if (this.#outputs?.delete(io) === true) io.onExit(code);
      });
    });
    const stdin = options.stdin ? this.#stdin : undefined;
    const keepsOpen = !this.config.stdinOnce;
    const handle = handleOf(options.stdin ? this.#terminal : undefined, stdin, () => { this.#outputs?.delete(io); });
    return keepsOpen ? { ...handle, endStdin: () => undefined } : handle;
  }

  /** Content of a file as root sees it, for tests and facts. */
  readFile(path: string): string {
    return textOfBytes(this.#context.fs.readFile(joinPath('/', path), { uid: 0, gid: 0, groups: [] }));
  }
}
