// A container's log as the CRI keeps it: lines with time and stream, rotated at 10 MiB, read with tail, since and follow.
import { type Disposable, toDisposable } from '../../../base/disposable.ts';
import type { LogOptions } from '../../kubelet/runtime-service.ts';
import { type Bytes, arrayOfBytes } from '../bytes.ts';

/** What one write brought: whole lines, or (the last of a container, or of an overlong line) a part without its newline. */
interface LogEntry {
  readonly timeMs: number;
  readonly bytes: Bytes;
}

const maxBytes = 10 * 1024 * 1024;
/** What an entry costs beside its bytes. */
const entryBytes = 96;
const maxPartBytes = 16 * 1024;

/** One instance's output. Invariant: never more than `maxBytes`; the oldest lines go first, half of them at a time, as rotation drops a whole file. */
export class LogFile {
  #entries: LogEntry[] = [];
  #size = 0;
  /** Entries dropped by rotation, so that followers know where they are. */
  #dropped = 0;
  #isEnded = false;
  readonly #partial = { stdout: '', stderr: '' };
  #followers: Set<() => void> | undefined;
  readonly #now: () => number;

  /** Bytes that it holds. */
  get size(): number {
    return this.#size;
  }

  constructor(now: () => number) {
    this.#now = now;
  }

  /** Takes output as the process wrote it. */
  write(stream: 'stdout' | 'stderr', bytes: Bytes): void {
    const newline = bytes.lastIndexOf('\n');
    if (newline < 0) {
      this.#partial[stream] += bytes;
      if (this.#partial[stream].length >= maxPartBytes) this.#takePartial(stream, '');
      return;
    }
    this.#takePartial(stream, newline === bytes.length - 1 ? bytes : bytes.slice(0, newline + 1));
    this.#partial[stream] = bytes.slice(newline + 1);
    this.#notify();
  }

  #takePartial(stream: 'stdout' | 'stderr', bytes: Bytes): void {
    const whole = this.#partial[stream] + bytes;
    this.#partial[stream] = '';
    if (whole === '') return;
    this.#entries.push({ timeMs: this.#now(), bytes: whole });
    this.#size += whole.length + entryBytes;
    if (this.#size > maxBytes) this.#rotate();
  }

  #rotate(): void {
    let count = 0;
    while (this.#size > maxBytes / 2 && count < this.#entries.length - 1) this.#size -= (this.#entries[count++]?.bytes.length ?? 0) + entryBytes;
    this.#entries = this.#entries.slice(count);
    this.#dropped += count;
  }

  /** No more output comes; a last line without newline is kept as it is. */
  end(): void {
    if (this.#isEnded) return;
    this.#takePartial('stdout', '');
    this.#takePartial('stderr', '');
    this.#isEnded = true;
    this.#notify();
  }

  #notify(): void {
    for (const wake of this.#followers ?? []) wake();
  }

  /** Sends what is there, then, with `follow`, what comes, until the container ends or the result is disposed. */
  read(options: LogOptions, sink: { onData(bytes: Uint8Array): void; onEnd(): void }): Disposable {
    const start = this.#startOf(options);
    let at = start.entry;
    let skip = start.skip;
    let left = options.limitBytes ?? Infinity;
    let isDone = false;
    let isScheduled = false;
    let isLineStart = true;
    const wake = (): void => {
      if (isScheduled || isDone) return;
      isScheduled = true;
      queueMicrotask(pump);
    };
    const finish = (): void => {
      isDone = true;
      this.#followers?.delete(wake);
      sink.onEnd();
    };
    const pump = (): void => {
      isScheduled = false;
      if (isDone) return;
      for (let i = Math.max(0, at - this.#dropped); i < this.#entries.length && left > 0; i++) {
        const entry = this.#entries[i];
        if (!entry) break;
        const bytes = entry.bytes.slice(skip);
        skip = 0;
        const text = options.timestamps ? stamp(bytes, formatLogTime(entry.timeMs), isLineStart) : bytes;
        isLineStart = bytes.endsWith('\n');
        const sent = text.slice(0, left);
        left -= sent.length;
        if (sent !== '') sink.onData(arrayOfBytes(sent));
      }
      at = this.#dropped + this.#entries.length;
      if (left <= 0 || !options.follow || this.#isEnded) finish();
    };
    if (options.follow) (this.#followers ??= new Set()).add(wake);
    wake();
    return toDisposable(() => {
      isDone = true;
      this.#followers?.delete(wake);
    });
  }

  /** Where reading begins: an entry, and how many of its bytes come before. */
  #startOf(options: LogOptions): { entry: number; skip: number } {
    const { sinceMs, tailLines } = options;
    let first = 0;
    if (sinceMs !== undefined) while (first < this.#entries.length && (this.#entries[first]?.timeMs ?? 0) < sinceMs) first++;
    if (tailLines === undefined) return { entry: this.#dropped + first, skip: 0 };
    let lines = tailLines;
    for (let i = this.#entries.length - 1; i >= first; i--) {
      const bytes = this.#entries[i]?.bytes ?? '';
      for (let end = bytes.length; end > 0;) {
        const isLineEnd = bytes[end - 1] === '\n' || i === this.#entries.length - 1;
        if (isLineEnd && lines-- === 0) return { entry: this.#dropped + i, skip: end };
        end = bytes.lastIndexOf('\n', end - 2) + 1;
      }
    }
    return { entry: this.#dropped + (tailLines === 0 ? this.#entries.length : first), skip: 0 };
  }
}

function stamp(bytes: Bytes, time: string, isLineStart: boolean): Bytes {
  const stamped = bytes.replace(/\n(?!$)/g, `\n${time} `);
  return isLineStart ? `${time} ${stamped}` : stamped;
}

/** RFC 3339 with nine digits, as the kubelet prints with `--timestamps`. */
function formatLogTime(epochMs: number): string {
  const whole = Math.floor(epochMs);
  const nanos = Math.floor((epochMs - whole) * 1e6);
  return `${new Date(whole).toISOString().slice(0, 23)}${String(nanos).padStart(6, '0')}Z`;
}
