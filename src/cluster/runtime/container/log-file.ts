// A container's log as the CRI keeps it: lines with time and stream, rotated at 10 MiB, read with tail, since and follow.
import { type Disposable, toDisposable } from '../../../base/disposable.ts';
import type { LogOptions } from '../../kubelet/runtime-service.ts';
import { type Bytes, arrayOfBytes } from '../bytes.ts';

interface LogEntry {
  readonly timeMs: number;
  readonly stream: 'stdout' | 'stderr';
  /** One line with its newline, or a part without one. */
  readonly bytes: Bytes;
}

const rotateBytes = 10 * 1024 * 1024;
const maxPartBytes = 16 * 1024;

/** One instance's output. Invariant: holds at most about twice `rotateBytes`; the oldest lines go first. */
export class LogFile {
  #entries: LogEntry[] = [];
  #size = 0;
  /** Entries dropped by rotation, so that followers know where they are. */
  #dropped = 0;
  #isEnded = false;
  readonly #partial = { stdout: '', stderr: '' };
  readonly #followers = new Set<() => void>();
  readonly #now: () => number;

  constructor(now: () => number) {
    this.#now = now;
  }

  /** Takes output as the process wrote it. */
  write(stream: 'stdout' | 'stderr', bytes: Bytes): void {
    const text = this.#partial[stream] + bytes;
    let start = 0;
    for (;;) {
      const newline = text.indexOf('\n', start);
      const end = newline < 0 ? text.length : newline + 1;
      if (newline < 0 && end - start <= maxPartBytes) break;
      const stop = Math.min(end, start + maxPartBytes);
      this.#add(stream, text.slice(start, stop));
      start = stop;
    }
    this.#partial[stream] = start === 0 ? text : text.slice(start);
    this.#notify();
  }

  #add(stream: 'stdout' | 'stderr', bytes: Bytes): void {
    this.#entries.push({ timeMs: this.#now(), stream, bytes });
    this.#size += bytes.length + 40;
    if (this.#size <= 2 * rotateBytes) return;
    let freed = 0;
    let count = 0;
    while (freed < rotateBytes && count < this.#entries.length - 1) freed += (this.#entries[count++]?.bytes.length ?? 0) + 40;
    this.#entries = this.#entries.slice(count);
    this.#dropped += count;
    this.#size -= freed;
  }

  /** No more output comes; a last line without newline is kept as it is. */
  end(): void {
    if (this.#isEnded) return;
    for (const stream of ['stdout', 'stderr'] as const) if (this.#partial[stream] !== '') this.#add(stream, this.#partial[stream]);
    this.#partial.stdout = '';
    this.#partial.stderr = '';
    this.#isEnded = true;
    this.#notify();
  }

  #notify(): void {
    for (const wake of [...this.#followers]) wake();
  }

  /** The last `maxBytes` and `maxLines` of the output, for termination messages that fall back to logs. */
  tail(maxLines: number, maxBytes: number): Bytes {
    const lines = this.#entries.slice(-maxLines).map((entry) => entry.bytes).join('');
    return lines.slice(-maxBytes);
  }

  /** Sends what is there, then, with `follow`, what comes, until the container ends or the result is disposed. */
  read(options: LogOptions, sink: { onData(bytes: Uint8Array): void; onEnd(): void }): Disposable {
    let at = this.#startOf(options);
    let left = options.limitBytes ?? Infinity;
    let isDone = false;
    let isScheduled = false;
    const finish = (): void => {
      isDone = true;
      this.#followers.delete(wake);
      sink.onEnd();
    };
    let isLineStart = true;
    const pump = (): void => {
      isScheduled = false;
      if (isDone) return;
      let text = '';
      for (let i = Math.max(0, at - this.#dropped); i < this.#entries.length; i++) {
        const entry = this.#entries[i];
        if (!entry) break;
        text += options.timestamps && isLineStart ? `${formatLogTime(entry.timeMs)} ${entry.bytes}` : entry.bytes;
        isLineStart = entry.bytes.endsWith('\n');
        if (text.length >= left) break;
      }
      at = this.#dropped + this.#entries.length;
      const sent = text.slice(0, left);
      left -= sent.length;
      if (sent !== '') sink.onData(arrayOfBytes(sent));
      if (left <= 0 || !options.follow || this.#isEnded) finish();
    };
    const wake = (): void => {
      if (isScheduled) return;
      isScheduled = true;
      queueMicrotask(pump);
    };
    if (options.follow) this.#followers.add(wake);
    wake();
    return toDisposable(() => {
      isDone = true;
      this.#followers.delete(wake);
    });
  }

  #startOf(options: LogOptions): number {
    let at = 0;
    const { sinceMs, tailLines } = options;
    if (sinceMs !== undefined) while (at < this.#entries.length && (this.#entries[at]?.timeMs ?? 0) < sinceMs) at++;
    if (tailLines !== undefined) {
      let lines = 0;
      let from = this.#entries.length;
      while (from > at) {
        const isLineEnd = this.#entries[from - 1]?.bytes.endsWith('\n') ?? false;
        if (isLineEnd || from === this.#entries.length) lines++;
        if (lines > tailLines) break;
        from--;
      }
      at = tailLines === 0 ? this.#entries.length : from;
    }
    return this.#dropped + at;
  }
}

/** RFC 3339 with nine digits, as the kubelet prints with `--timestamps`. */
export function formatLogTime(epochMs: number): string {
  const whole = Math.floor(epochMs);
  const nanos = Math.floor((epochMs - whole) * 1e6);
  return `${new Date(whole).toISOString().slice(0, 23)}${String(nanos).padStart(6, '0')}Z`;
}
