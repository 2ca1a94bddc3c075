// Runs the steps of a script one after another, says what each is and how long it took, and fails at the end when any failed.
import { spawnSync } from 'node:child_process';

export interface Step {
  readonly name: string;
  /** The command and its arguments; binaries of dependencies are found by name. */
  readonly run: readonly [string, ...string[]];
  readonly env?: Readonly<Record<string, string>>;
}

/** Runs all steps, also after a failure when `keepGoing`; returns the names of those that failed. */
export function runSteps(steps: readonly Step[], options: { keepGoing: boolean }): string[] {
  const failed: string[] = [];
  for (const { name, run, env } of steps) {
    const started = Date.now();
    process.stdout.write(`\n> ${name}\n`);
    const [command, ...args] = run;
    const { status, error } = spawnSync(command, args, { stdio: 'inherit', env: { ...process.env, ...env } });
    const seconds = ((Date.now() - started) / 1000).toFixed(1);
    const ok = status === 0;
    process.stdout.write(`${ok ? 'ok' : `FAILED${error === undefined ? '' : ` (${error.message})`}`}: ${name}, ${seconds} s\n`);
    if (ok) continue;
    failed.push(name);
    if (!options.keepGoing) break;
  }
  return failed;
}
