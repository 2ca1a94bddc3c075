// Processes: pid, parent, arguments, environment, descriptors, signals and exit status, run cooperatively in one thread.
import type { ProcessSecurity } from './security.ts';
import type { Clock } from '../../../base/clock.ts';
import type { Random } from '../../../base/random.ts';
import type { Network, NetworkNamespace } from '../../network/network-service.ts';
import { type Bytes, flatten } from '../bytes.ts';
import type { FileSystem } from '../fs/file-system.ts';
import type { Credentials } from './credentials.ts';
import { Errno } from './errno.ts';
import type { MachineFacts } from './machine-facts.ts';
import { type MemoryAccount, takeMemory } from './memory-account.ts';
import type { OpenFile } from './open-file.ts';
import type { CpuAccount } from './cpu-account.ts';
import type { Scheduler } from './scheduler.ts';
import { SIGCHLD, SIGINT, SIGKILL, SIGPIPE, isIgnoredByDefault } from './signals.ts';

/** A program's main function: runs as `process` and returns its exit code. */
export type Program = (process: Process) => Promise<number> | number;

/** Ends a process from inside: thrown by `exit`, and by every system call once a signal has killed it. */
export class ProcessExit extends Error {
  readonly code: number;
  readonly signal: number | undefined;
  constructor(code: number, signal?: number) {
    super('exit');
    this.code = code;
    this.signal = signal;
  }
}

/** Thrown by an interruptible wait when a handled signal arrived. */
export class Interrupted extends Error {
  readonly signal: number;
  constructor(signal: number) {
    super('interrupted');
    this.signal = signal;
  }
}

/** What the processes of one container share. */
export interface ContainerContext {
  readonly clock: Clock;
  readonly scheduler: Scheduler;
  readonly cpu: CpuAccount;
  readonly memory: MemoryAccount;
  readonly fs: FileSystem;
  readonly random: Random;
  /** The sandbox's network namespace, and the cluster's network for names. */
  readonly network: NetworkNamespace;
  readonly cluster: Network;
  readonly machine: MachineFacts;
  readonly domainname: string;
  readonly security: ProcessSecurity;
  /** Finds what an executable file does; undefined when the file is not an executable that this runtime knows. */
  readonly loadProgram: (content: Bytes, argv: readonly string[], path: string) => LoadedProgram | undefined;
  /** A bug in a program: reported, never thrown further. */
  readonly onBug: (error: unknown) => void;
  /** Limit of processes, as the pids cgroup. */
  readonly maxProcesses: number;
  processCount: number;
  /** Ids of its processes. */
  readonly processIds: () => readonly number[];
}

export interface LoadedProgram {
  readonly run: Program;
  /** Replaces argv, as an interpreter line does. */
  readonly argv: readonly string[];
}

/** A PID namespace: the processes of one container, or of a whole Pod that shares it. */
export class PidNamespace {
  readonly processes = new Map<number, Process>();
  #lastPid = 0;

  get lastPid(): number {
    return this.#lastPid;
  }

  allocate(): number {
    return ++this.#lastPid;
  }
}

export interface ProcessOptions {
  readonly namespace: PidNamespace;
  readonly context: ContainerContext;
  readonly parent?: Process;
  readonly argv: readonly string[];
  readonly env: ReadonlyMap<string, string>;
  readonly cwd: string;
  readonly credentials: Credentials;
  readonly umask?: number;
  /** Descriptors handed over; the process owns a reference to each. */
  readonly files: ReadonlyMap<number, OpenFile>;
  readonly tty?: string;
}

interface Wait {
  readonly cancel: () => void;
  readonly reject: (error: Error) => void;
}

const maxFiles = 1024;
const maxStringLength = 16 * 1024 * 1024;
/** From so many variables on a copy of the environment is counted, each for so much. */
const largeEnvironment = 256;
const variableBytes = 128;
/** What a process costs before it stores anything. */
const baseMemoryBytes = 256 * 1024;

/**
 * One process. Its code runs as an async function and meets the system only through these methods, each of which throws ProcessExit once the process is killed.
 * Invariant: at most one wait at a time, so that a signal always finds what to cancel.
 */
export class Process {
  readonly pid: number;
  readonly namespace: PidNamespace;
  readonly context: ContainerContext;
  readonly env: Map<string, string>;
  readonly files: Map<number, OpenFile>;
  readonly startedAtMs: number;
  parent: Process | undefined;
  credentials: Credentials;
  argv: readonly string[];
  cwd: string;
  umask: number;
  tty: string | undefined;
  /** The file that it runs. */
  exe: string;
  /** True after setsid. */
  isSessionLeader = false;
  /** Its own, once it has set one; else its container's. */
  oomScoreAdj: number | undefined;
  exitCode: number | undefined;
  exitSignal: number | undefined;
  memoryBytes = baseMemoryBytes;
  /** How much of it takes memory of the host. */
  #hostBytes = 0;
  /** While true, a handled signal ends the current wait with Interrupted, as EINTR. */
  isInterruptible = false;
  /** `sh -c` of ash ends by itself of an interrupt, so that it does as PID 1 too. */
  endsOfInterrupt = false;
  #killedBy: number | undefined;
  #wait: Wait | undefined;
  // Made when first asked for: most processes only run a command and end, or sleep.
  #handlers: Map<number, 'ignore' | (() => void)> | undefined;
  #children: Map<number, Process> | undefined;
  #exited: Promise<number> | undefined;
  #onExit: readonly ((code: number) => void)[] = [];

  constructor(options: ProcessOptions) {
    this.namespace = options.namespace;
    this.context = options.context;
    this.parent = options.parent;
    this.argv = options.argv;
    this.env = new Map(options.env);
    this.cwd = options.cwd;
    this.exe = options.parent?.exe ?? options.argv[0] ?? '';
    this.oomScoreAdj = options.parent?.oomScoreAdj;
    this.credentials = options.credentials;
    this.umask = options.umask ?? 0o022;
    this.tty = options.tty ?? options.parent?.tty;
    this.files = new Map(options.files);
    for (const file of this.files.values()) file.references++;
    this.startedAtMs = this.context.clock.now();
    this.pid = this.namespace.allocate();
    this.namespace.processes.set(this.pid, this);
    this.context.processCount++;
    this.parent?.children.set(this.pid, this);
    takeMemory(this.context.memory, this.memoryBytes, this.#hostBytes);
  }

  get fs(): FileSystem {
    return this.context.fs;
  }

  /** Handlers by signal; `ignore` as SIG_IGN. */
  get handlers(): Map<number, 'ignore' | (() => void)> {
    return this.#handlers ??= new Map();
  }

  get children(): Map<number, Process> {
    return this.#children ??= new Map();
  }

  /** Resolves with the exit code when the process ends. */
  get exited(): Promise<number> {
    return this.#exited ??= new Promise((resolve) => { this.onExit(resolve); });
  }

  get isAlive(): boolean {
    return this.exitCode === undefined;
  }

  /** Runs `program` as this process; never rejects. */
  async run(program: Program): Promise<number> {
    let code = 0;
    try {
      this.#checkKilled();
      if (this.memoryBytes > 0) this.allocate(0);
      code = await program(this);
    } catch (error) {
      if (error instanceof ProcessExit) {
        code = error.code;
        if (this.exitCode === undefined) this.exitSignal = error.signal;
      } else if (error instanceof Errno && error.code === 'EPIPE') code = 1;
      else if (error instanceof RangeError) {
        // A string or stack beyond what the host can hold: the process is out of memory.
        code = 137;
        this.exitSignal = SIGKILL;
        this.context.memory.onOutOfMemory(this);
      } else {
        code = 1;
        this.context.onBug(error);
      }
    }
    this.finish(code & 255);
    // Killed processes have ended before: what unwinding put back is closed here.
    for (const fd of [...this.files.keys()]) this.close(fd);
    return this.exitCode ?? 0;
  }

  finish(code: number): void {
    if (this.exitCode !== undefined) return;
    this.exitCode = code;
    for (const fd of [...this.files.keys()]) this.close(fd);
    takeMemory(this.context.memory, -this.memoryBytes, -this.#hostBytes);
    this.context.processCount--;
    this.namespace.processes.delete(this.pid);
    const reaper = this.namespace.processes.get(1);
    for (const child of this.#children?.values() ?? []) {
      child.parent = reaper;
      reaper?.children.set(child.pid, child);
    }
    this.#children = undefined;
    this.parent?.children.delete(this.pid);
    for (const listener of this.#onExit) listener(code);
    this.#onExit = [];
    if (this.parent?.isAlive) this.parent.signal(SIGCHLD);
  }

  /** Calls `listener` synchronously when the process ends, or now when it has. */
  onExit(listener: (code: number) => void): void {
    if (this.exitCode === undefined) this.#onExit = this.#onExit.concat([listener]);
    else listener(this.exitCode);
  }

  /**
   * Delivers a signal. PID 1 of a namespace is immune to those it does not handle, except SIGKILL from outside (`fromOutside`), as in Linux.
   */
  signal(signal: number, fromOutside = false): void {
    if (!this.isAlive || signal === 0 || this.#killedBy !== undefined) return;
    if (signal !== SIGKILL) {
      const handler = this.#handlers?.get(signal);
      if (handler === 'ignore') return;
      if (handler !== undefined) {
        handler();
        if (this.isInterruptible) this.#abort(new Interrupted(signal));
        return;
      }
      if (isIgnoredByDefault(signal) || (signal >= 19 && signal <= 22)) return;
    }
    if (this.pid === 1 && !(fromOutside && signal === SIGKILL) && !(this.endsOfInterrupt && signal === SIGINT)) return;
    this.#killedBy = signal;
    this.exitSignal = signal;
    this.#abort(new ProcessExit(128 + signal, signal));
    // Dead at once, as for the kernel; its code unwinds when it next runs.
    this.finish((128 + signal) & 255);
  }

  /** Ends at once with this code, as by a bug. */
  crash(code: number): void {
    if (!this.isAlive || this.#killedBy !== undefined) return;
    this.#killedBy = SIGKILL;
    this.#abort(new ProcessExit(code));
    this.finish(code);
  }

  get isKilled(): boolean {
    return this.#killedBy !== undefined;
  }

  #abort(error: Error): void {
    const wait = this.#wait;
    if (wait === undefined) return;
    this.#wait = undefined;
    wait.cancel();
    wait.reject(error);
  }

  /** Ends the current wait with Interrupted when it may be interrupted. */
  interrupt(): void {
    if (this.isInterruptible) this.#abort(new Interrupted(0));
  }

  #checkKilled(): void {
    if (this.#killedBy !== undefined) throw new ProcessExit(128 + this.#killedBy, this.#killedBy);
    if (this.exitCode !== undefined) throw new ProcessExit(this.exitCode, this.exitSignal);
  }

  /** Blocks until `wake` is called; `start` returns how to give up. */
  suspend<T>(start: (wake: (value: T) => void) => () => void): Promise<T> {
    this.#checkKilled();
    return new Promise<T>((resolve, reject) => {
      let isDone = false;
      const given: { cancel?: () => void } = {};
      const wait: Wait = {
        cancel: () => {
          isDone = true;
          given.cancel?.();
        },
        reject,
      };
      this.#wait = wait;
      given.cancel = start((value) => {
        if (isDone) return;
        isDone = true;
        if (this.#wait === wait) this.#wait = undefined;
        given.cancel?.();
        resolve(value);
      });
      if (isDone) given.cancel();
    });
  }

  /** Waits for a promise of the system; the process can be killed meanwhile. */
  async wait<T>(promise: Promise<T>): Promise<T> {
    const settled = await this.suspend<{ value: T } | { error: unknown }>((wake) => {
      promise.then((value) => { wake({ value }); }, (error: unknown) => { wake({ error }); });
      return () => undefined;
    });
    if ('error' in settled) throw settled.error;
    return settled.value;
  }

  sleep(delayMs: number): Promise<undefined> {
    return this.suspend<undefined>((wake) => {
      if (delayMs === Infinity) return () => undefined;
      if (delayMs <= 0) {
        wake(undefined);
        return () => undefined;
      }
      const timer = this.context.clock.setTimeout(() => { wake(undefined); }, delayMs);
      return () => { timer.dispose(); };
    });
  }

  /** To be called once per bounded piece of work. Awaiting the result lets others run when the slice is over. */
  tick(steps = 1): Promise<void> | undefined {
    this.#checkKilled();
    return this.context.scheduler.tick(this.context.cpu, steps)?.then(() => { this.#checkKilled(); });
  }

  /** Accounts for memory; negative gives back. Beyond the container's limit its largest process is killed. `hostBytes`: what of it takes memory of the host too; what a program only claims to use does not. */
  allocate(bytes: number, hostBytes: number = bytes): void {
    if (this.exitCode !== undefined) return;
    this.memoryBytes += bytes;
    this.#hostBytes += hostBytes;
    takeMemory(this.context.memory, bytes, hostBytes);
    if (bytes >= 0) this.#checkKilled();
  }

  /** One value is not made longer than this: joining such strings would hold the thread. Counts as running out of memory. */
  limitString(length: number): void {
    if (length <= maxStringLength) return;
    this.context.memory.onOutOfMemory(this);
    this.#checkKilled();
  }

  file(fd: number): OpenFile {
    const file = this.files.get(fd);
    if (file === undefined) throw new Errno('EBADF');
    return file;
  }

  /** Up to `max` bytes; empty at the end of the input. */
  async read(fd: number, max = 65536): Promise<Bytes> {
    this.#checkKilled();
    const bytes = await this.file(fd).read(this, max);
    await this.tick();
    return bytes;
  }

  /** Everything up to the end of the input. */
  async readAll(fd: number): Promise<Bytes> {
    const parts: Bytes[] = [];
    let total = 0;
    try {
      for (;;) {
        const bytes = await this.read(fd);
        if (bytes === '') return parts.join('');
        total += bytes.length;
        this.allocate(bytes.length);
        parts.push(bytes);
      }
    } finally {
      if (this.isAlive) this.allocate(-total);
    }
  }

  /** Writes all of `bytes`. A reader that is gone kills the process with SIGPIPE, or throws EPIPE when that is ignored. */
  async write(fd: number, bytes: Bytes): Promise<void> {
    if (bytes === '') return;
    this.#checkKilled();
    if (bytes.length > 1024) flatten(bytes);
    try {
      await this.file(fd).write(this, bytes);
    } catch (error) {
      if (error instanceof Errno && error.code === 'EPIPE') {
        this.signal(SIGPIPE);
        this.#checkKilled();
      }
      throw error;
    }
    await this.tick(1 + (bytes.length >> 12));
  }

  /** Installs `file` at the lowest free descriptor from `from` on. */
  install(file: OpenFile, from = 0): number {
    let fd = from;
    while (this.files.has(fd)) fd++;
    if (fd >= maxFiles) throw new Errno('EMFILE');
    this.installAt(fd, file);
    return fd;
  }

  installAt(fd: number, file: OpenFile): void {
    file.references++;
    this.close(fd);
    this.files.set(fd, file);
  }

  close(fd: number): boolean {
    const file = this.files.get(fd);
    if (file === undefined) return false;
    this.files.delete(fd);
    if (--file.references === 0) file.close();
    return true;
  }

  /** A child with copies of what fork copies. Throws EAGAIN at the process limit. */
  fork(changes: { argv?: readonly string[]; env?: ReadonlyMap<string, string>; files?: ReadonlyMap<number, OpenFile> } = {}): Process {
    this.#checkKilled();
    if (this.context.processCount >= this.context.maxProcesses) throw new Errno('EAGAIN');
    const child = new Process({
      namespace: this.namespace,
      context: this.context,
      parent: this,
      argv: changes.argv ?? this.argv,
      env: changes.env ?? this.env,
      cwd: this.cwd,
      credentials: this.credentials,
      umask: this.umask,
      files: changes.files ?? this.files,
    });
    for (const [signal, handler] of this.#handlers ?? []) if (handler === 'ignore') child.handlers.set(signal, 'ignore');
    // Copies of a large environment take time and memory.
    if (this.env.size >= largeEnvironment) {
      void this.context.scheduler.tick(this.context.cpu, this.env.size >> 3);
      child.allocate(this.env.size * variableBytes);
    }
    return child;
  }

  /** Waits until `child` has ended. */
  waitFor(child: Process): Promise<number> {
    if (child.exitCode !== undefined) return Promise.resolve(child.exitCode);
    return this.suspend<number>((wake) => {
      child.onExit(wake);
      return () => undefined;
    });
  }
}
