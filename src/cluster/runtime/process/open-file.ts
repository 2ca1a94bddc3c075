// Open file descriptions: what descriptors of one or several processes refer to.
import type { Bytes } from '../bytes.ts';
import { Errno } from './errno.ts';

/** Who reads, writes or waits: what of a process open files need. */
export interface Waiter {
  suspend<T>(start: (wake: (value: T) => void) => () => void): Promise<T>;
}

/** What `stty` reads and sets. */
export interface TerminalSettings {
  readonly columns: number;
  readonly rows: number;
  isRaw: boolean;
  hasEcho: boolean;
}

/** Reference counted: `close` is called when the last descriptor is gone. */
export interface OpenFile {
  references: number;
  /** Where it came from, as /proc/PID/fd shows it. */
  readonly path: string;
  readonly isTty: boolean;
  /** Of a tty. */
  readonly terminal?: TerminalSettings;
  /** At most `max` bytes; empty means end of input. */
  read(process: Waiter, max: number): Promise<Bytes> | Bytes;
  write(process: Waiter, bytes: Bytes): Promise<void> | undefined;
  /** Gives bytes back that were read too far. */
  unread(bytes: Bytes): void;
  close(): void;
}

const pipeCapacity = 65536;

/** A pipe: a bounded queue of bytes; a writer waits while it is full, a reader while it is empty. */
export class Pipe {
  #queue: Bytes[] = [];
  #size = 0;
  #readers = 0;
  #writers = 0;
  #hadWriter = false;
  readonly #waiting = new Set<() => void>();

  readEnd(): OpenFile {
    this.#readers++;
    return {
      references: 0,
      path: 'pipe:[1]',
      isTty: false,
      read: (process, max) => this.#read(process, max),
      write: () => { throw new Errno('EBADF'); },
      unread: (bytes) => {
        if (bytes === '') return;
        this.#queue.unshift(bytes);
        this.#size += bytes.length;
      },
      close: () => {
        this.#readers--;
        this.#wakeAll();
      },
    };
  }

  writeEnd(): OpenFile {
    this.#writers++;
    return {
      references: 0,
      path: 'pipe:[1]',
      isTty: false,
      read: () => { throw new Errno('EBADF'); },
      write: (process, bytes) => this.#write(process, bytes),
      unread: () => undefined,
      close: () => {
        this.#writers--;
        this.#wakeAll();
      },
    };
  }

  /** What opening a named pipe gives: a writer's first bytes wait for a reader, as its opening does in Linux, and a reader for a writer; the end of input comes when no writer is left. */
  namedEnd({ read: reads = false, write: writes = false }: { readonly read?: boolean; readonly write?: boolean }): OpenFile {
    if (reads) this.#readers++;
    if (writes) {
      this.#writers++;
      this.#hadWriter = true;
    }
    this.#wakeAll();
    let hasMet = false;
    let isClosed = false;
    const writeWhenMet = async (process: Waiter, bytes: Bytes): Promise<void> => {
      while (this.#readers === 0) await this.#changed(process);
      hasMet = true;
      await this.#write(process, bytes);
    };
    return {
      references: 0,
      path: 'fifo',
      isTty: false,
      read: async (process, max) => {
        if (!reads) throw new Errno('EBADF');
        while (this.#size === 0 && !this.#hadWriter) await this.#changed(process);
        return this.#read(process, max);
      },
      write: (process, bytes) => {
        if (!writes) throw new Errno('EBADF');
        return hasMet ? this.#write(process, bytes) : writeWhenMet(process, bytes);
      },
      unread: (bytes) => { this.push(bytes); },
      close: () => {
        if (isClosed) return;
        isClosed = true;
        if (reads) this.#readers--;
        if (writes) this.#writers--;
        if (this.#readers + this.#writers === 0) this.#hadWriter = false;
        this.#wakeAll();
      },
    };
  }

  /** Puts bytes in from outside any process, without waiting. */
  push(bytes: Bytes): void {
    if (bytes === '') return;
    this.#queue.push(bytes);
    this.#size += bytes.length;
    this.#wakeAll();
  }

  /** For senders outside any process: undefined when there is room, else a promise of room. */
  drained(): Promise<void> | undefined {
    if (this.#size < pipeCapacity * 4 || this.#readers === 0) return undefined;
    return new Promise((resolve) => {
      const look = (): void => {
        if (this.#size < pipeCapacity || this.#readers === 0) resolve();
        else this.#waiting.add(look);
      };
      this.#waiting.add(look);
    });
  }

  get size(): number {
    return this.#size;
  }

  #wakeAll(): void {
    const waiting = [...this.#waiting];
    this.#waiting.clear();
    for (const wake of waiting) wake();
  }

  #changed(process: Waiter): Promise<undefined> {
    return process.suspend<undefined>((wake) => {
      const own = (): void => { wake(undefined); };
      this.#waiting.add(own);
      return () => { this.#waiting.delete(own); };
    });
  }

  #take(max: number): Bytes {
    const first = this.#queue[0] ?? '';
    if (first.length > max) {
      this.#queue[0] = first.slice(max);
      this.#size -= max;
      this.#wakeAll();
      return first.slice(0, max);
    }
    this.#queue.shift();
    this.#size -= first.length;
    this.#wakeAll();
    return first;
  }

  async #read(process: Waiter, max: number): Promise<Bytes> {
    while (this.#size === 0) {
      if (this.#writers === 0) return '';
      await this.#changed(process);
    }
    return this.#take(max);
  }

  async #write(process: Waiter, bytes: Bytes): Promise<void> {
    for (let at = 0; at < bytes.length;) {
      if (this.#readers === 0) throw new Errno('EPIPE');
      const room = pipeCapacity - this.#size;
      if (room <= 0) {
        await this.#changed(process);
        continue;
      }
      const part = bytes.slice(at, at + room);
      at += part.length;
      this.push(part);
    }
  }
}

/** Accepts writes and hands them to `sink`; reads see the end of input. */
export function sinkFile(path: string, sink: (bytes: Bytes) => void): OpenFile {
  return new SinkFile(path, sink);
}

/** A class, because each container has three and most of them are never used. */
class SinkFile implements OpenFile {
  references = 0;
  readonly isTty = false;
  readonly path: string;
  readonly #sink: (bytes: Bytes) => void;

  constructor(path: string, sink: (bytes: Bytes) => void) {
    this.path = path;
    this.#sink = sink;
  }

  read(): Bytes {
    return '';
  }

  write(_process: Waiter, bytes: Bytes): undefined {
    this.#sink(bytes);
    return undefined;
  }

  unread(): void {
    // What was read is the end.
  }

  close(): void {
    // Nothing is held.
  }
}

/** /dev/null. */
export function nullFile(): OpenFile {
  return sinkFile('/dev/null', () => undefined);
}

/** A directory that is open: it can be held, not read. */
export function directoryFile(path: string): OpenFile {
  return {
    references: 0,
    path,
    isTty: false,
    read: () => { throw new Errno('EISDIR'); },
    write: () => { throw new Errno('EBADF'); },
    unread: () => undefined,
    close: () => undefined,
  };
}
