// Programs as a person runs them: words in, texts and exit code out.
import { type ChildProcess, spawn } from 'node:child_process';

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

/** A program that goes on: `until` resolves when what it said matches. */
export function start(file: string, args: readonly string[], env: NodeJS.ProcessEnv): { until(pattern: RegExp): Promise<string>; text(): string; stop(): Promise<void> } {
  const child: ChildProcess = spawn(file, args, { env, stdio: ['ignore', 'pipe', 'pipe'] });
  const ended = new Promise<void>((resolve) => { child.on('close', () => { resolve(); }); });
  let text = '';
  const listeners = new Set<() => void>();
  const hear = (chunk: Buffer): void => {
    text += chunk.toString();
    for (const listener of listeners) listener();
  };
  child.stdout?.on('data', hear);
  child.stderr?.on('data', hear);
  return {
    text: () => text,
    until: (pattern) =>
      new Promise((resolve, reject) => {
        const look = (): void => {
          if (!pattern.test(text)) return;
          listeners.delete(look);
          resolve(text);
        };
        listeners.add(look);
        look();
        void ended.then(() => { reject(new Error(`ended before ${String(pattern)}: ${text}`)); });
      }),
    stop: async () => {
      child.kill('SIGTERM');
      await ended;
    },
  };
}

/** A command line at a terminal of its own, as a person sits before it. */
export function startInTerminal(command: string, env: NodeJS.ProcessEnv, cwd: string): { type(keys: string): void; until(pattern: RegExp): Promise<string>; readonly code: Promise<number | null> } {
  const child = spawn('script', ['-qefc', command, '/dev/null'], { env: { ...env, TERM: 'xterm', SHELL: '/bin/sh' }, cwd });
  let text = '';
  const listeners = new Set<() => void>();
  child.stdout.on('data', (chunk: Buffer) => {
    text += chunk.toString();
    for (const listener of listeners) listener();
  });
  const code = new Promise<number | null>((resolve) => { child.on('close', resolve); });
  return {
    type: (keys) => { child.stdin.write(keys); },
    code,
    until: (pattern) =>
      new Promise((resolve, reject) => {
        const look = (): void => {
          if (!pattern.test(text)) return;
          listeners.delete(look);
          resolve(text);
        };
        listeners.add(look);
        look();
        void code.then(() => { reject(new Error(`ended before ${String(pattern)}: ${text}`)); });
      }),
  };
}
