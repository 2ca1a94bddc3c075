// Runs the steps of a script one after another, or several at once, says what each is and how long it took, and fails at the end when any failed.
import { spawn } from 'node:child_process';
import { availableParallelism } from 'node:os';

export interface Step {
  readonly name: string;
  /** The command and its arguments; binaries of dependencies are found by name. */
  readonly run: readonly [string, ...string[]];
  readonly env?: Readonly<Record<string, string>>;
}

/** Runs all steps, also after a failure when `keepGoing`; returns the names of those that failed. Steps in a list of their own run at the same time, at most one for each processor, in the list's order, and tell what they printed when they end. */
export async function runSteps(steps: readonly (Step | readonly Step[])[], options: { keepGoing: boolean }): Promise<string[]> {
  const failed: string[] = [];
  for (const step of steps) {
    const together = 'run' in step ? [step] : step;
    const isAlone = together.length === 1;
    process.stdout.write(`\n> ${together.map(({ name }) => name).join('\n> ')}\n`);
    const waiting = [...together];
    const lane = async (): Promise<void> => {
      for (let one = waiting.shift(); one !== undefined; one = waiting.shift()) if (!await runStep(one, isAlone)) failed.push(one.name);
    };
    await Promise.all(Array.from({ length: availableParallelism() }, lane));
    if (failed.length > 0 && !options.keepGoing) break;
  }
  return failed;
}

async function runStep({ name, run: [command, ...args], env }: Step, isAlone: boolean): Promise<boolean> {
  const started = Date.now();
  const child = spawn(command, args, { stdio: ['inherit', isAlone ? 'inherit' : 'pipe', isAlone ? 'inherit' : 'pipe'], env: { ...process.env, ...env } });
  const printed: Buffer[] = [];
  for (const stream of [child.stdout, child.stderr]) stream?.on('data', (chunk: Buffer) => { printed.push(chunk); });
  const problem = await new Promise<string | undefined>((resolve) => {
    child.once('error', (error) => { resolve(error.message); });
    child.once('close', (code) => { resolve(code === 0 ? undefined : `exit code ${String(code)}`); });
  });
  for (const chunk of printed) process.stdout.write(chunk);
  const seconds = ((Date.now() - started) / 1000).toFixed(1);
  process.stdout.write(`${problem === undefined ? 'ok' : `FAILED (${problem})`}: ${name}, ${seconds} s\n`);
  return problem === undefined;
}
