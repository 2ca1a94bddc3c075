// Programs as a person runs them: words in, texts and exit code out.
import { type ChildProcess, spawn } from 'node:child_process';
import type { Readable } from 'node:stream';

export interface Ran { readonly code: number | null; readonly stdout: string; readonly stderr: string }

export function run(file: string, args: readonly string[], options: { env: NodeJS.ProcessEnv; input?: string; cwd?: string }): Promise<Ran> {
  return new Promise((resolve, reject) => {
    const child = spawn(file, args, { env: options.env, ...(options.cwd !== undefined && { cwd: options.cwd }) });
    const texts = { stdout: '', stderr: '' };
    child.stdout.on('data', (chunk: Buffer) => { texts.stdout += chunk.toString(); });
    child.stderr.on('data', (chunk: Buffer) => { texts.stderr += chunk.toString(); });
    child.on('error', reject);
    child.on('close', (code) => { resolve({ code, ...texts }); });
    child.stdin.end(options.input ?? '');
  });
}

/** Milliseconds that a program may take for the words waited for: less than a test's limit, so that what it did say is told. */
const patience = 45_000;

/** What a program says, to be waited for. */
class Transcript {
  text = '';
  readonly #listeners = new Set<() => void>();
  readonly #ended: Promise<unknown>;

  constructor(ended: Promise<unknown>, streams: readonly (Readable | null)[]) {
    this.#ended = ended;
    for (const stream of streams) stream?.on('data', (chunk: Buffer) => { this.#hear(chunk.toString()); });
  }

  /** Resolves with everything said so far once it matches; rejects with it when the program ends before, or is silent for too long. */
  until(pattern: RegExp): Promise<string> {
    return new Promise((resolve, reject) => {
      const tooLate = setTimeout(() => { reject(new Error(`not within ${patience / 1000} s: ${String(pattern)}: ${this.text}`)); }, patience);
      const look = (): void => {
        if (!pattern.test(this.text)) return;
        clearTimeout(tooLate);
        this.#listeners.delete(look);
        resolve(this.text);
      };
      this.#listeners.add(look);
      look();
      void this.#ended.then(() => {
        clearTimeout(tooLate);
        reject(new Error(`ended before ${String(pattern)}: ${this.text}`));
      });
    });
  }

  #hear(words: string): void {
    this.text += words;
    for (const listener of this.#listeners) listener();
  }
}

/** A program that goes on: `until` resolves when what it said matches. */
export function start(file: string, args: readonly string[], env: NodeJS.ProcessEnv): { until(pattern: RegExp): Promise<string>; text(): string; stop(): Promise<void> } {
  const child: ChildProcess = spawn(file, args, { env, stdio: ['ignore', 'pipe', 'pipe'] });
  const ended = new Promise<void>((resolve) => { child.on('close', () => { resolve(); }); });
  const said = new Transcript(ended, [child.stdout, child.stderr]);
  return {
    text: () => said.text,
    until: (pattern) => said.until(pattern),
    stop: async () => {
      child.kill('SIGTERM');
      await ended;
    },
  };
}

/** A command line at a terminal of its own, as a person sits before it. */
export function startInTerminal(command: string, env: NodeJS.ProcessEnv, cwd: string): { type(keys: string): void; until(pattern: RegExp): Promise<string>; readonly code: Promise<number | null> } {
  const child = spawn('script', ['-qefc', command, '/dev/null'], { env: { ...env, TERM: 'xterm', SHELL: '/bin/sh' }, cwd });
  const code = new Promise<number | null>((resolve) => { child.on('close', resolve); });
  const said = new Transcript(code, [child.stdout]);
  return { type: (keys) => { child.stdin.write(keys); }, code, until: (pattern) => said.until(pattern) };
}
