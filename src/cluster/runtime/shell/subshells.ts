// Children of the shell that are shells themselves: pipelines, jobs, `( … )`, `$(…)` and `<(…)`; and how it waits for children.
import type { Bytes } from '../bytes.ts';
import { type OpenFile, Pipe, nullFile } from '../process/open-file.ts';
import { Interrupted, type Process } from '../process/process.ts';
import { SIGINT, SIGQUIT, signalText } from '../process/signals.ts';
import { type Command, type CommandLine, onlyText } from './ast.ts';
import type { Job, Shell } from './shell.ts';
import { ShellError } from './shell-error.ts';

/** Deepest nesting of functions, substitutions and `eval`. */
export const maxDepth = 200;

/** A subshell that only runs `jobs` knows its parent's: `kill $(jobs -p)`. */
function isJobs(command: Command | undefined): boolean {
  return command?.t === 'simple' && onlyText(command.words[0] ?? []) === 'jobs';
}

/** Starts `line` in the background. */
export function startJob(shell: Shell, line: CommandLine): void {
  const child = shell.fork({ argv: shell.process.argv });
  child.process.handlers.set(SIGINT, 'ignore');
  child.process.handlers.set(SIGQUIT, 'ignore');
  if (!shell.isInteractive) child.process.installAt(0, nullFile());
  shell.jobs.splice(0, shell.jobs.length, ...shell.jobs.filter((one) => one.isWaited !== true));
  const job: Job = { number: (shell.jobs.at(-1)?.number ?? 0) + 1, process: child.process, text: line.text };
  shell.jobs.push(job);
  if (shell.jobs.length > 256) shell.jobs.shift();
  shell.lastBackgroundPid = child.process.pid;
  child.process.onExit((code) => {
    shell.finishedJobs.set(child.process.pid, code);
    const oldest = shell.finishedJobs.keys().next().value;
    if (shell.finishedJobs.size > 256 && oldest !== undefined) shell.finishedJobs.delete(oldest);
  });
  const foreground: CommandLine = { ...line, isBackground: false };
  void child.process.run(() => child.main(() => child.runLines([foreground], true)));
  shell.status = 0;
}

/** Runs a pipeline of several commands; each is a process. */
export async function runPipes(shell: Shell, commands: readonly Command[]): Promise<void> {
  const children: Process[] = [];
  let input: OpenFile | undefined;
  for (const [index, command] of commands.entries()) {
    const isFinal = index === commands.length - 1;
    const pipe = isFinal ? undefined : new Pipe();
    const files = new Map(shell.process.files);
    if (input) files.set(0, input);
    if (pipe) files.set(1, pipe.writeEnd());
    let child: Shell;
    try {
      child = shell.fork({ files });
    } catch (error) {
      for (const started of children) started.signal(15);
      throw error;
    }
    if (isJobs(command)) child.jobs.push(...shell.jobs);
    input = pipe?.readEnd();
    children.push(child.process);
    void child.process.run(() => child.main(async () => {
      await child.runCommand(command, true);
      return child.status;
    }));
  }
  let failed = 0;
  const codes: number[] = [];
  for (const child of children) {
    const code = await waitForeground(shell, child);
    codes.push(code);
    if (code !== 0) failed = code;
    shell.status = code;
  }
  shell.pipeStatus = codes;
  if (shell.options.pipefail) shell.status = failed;
}

/** Runs `( … )`. */
export async function runSubshell(shell: Shell, body: readonly CommandLine[], isLast: boolean): Promise<void> {
  if (isLast && shell.traps.size === 0) {
    await shell.runLines(body, true);
    return;
  }
  const child = shell.fork();
  void child.process.run(() => child.main(() => child.runLines(body, true)));
  shell.status = await waitForeground(shell, child.process);
}

/** Waits for a child in the foreground; signals meanwhile are kept for later, as ash does. */
export async function waitForeground(shell: Shell, child: Process): Promise<number> {
  for (;;) {
    try {
      const code = await shell.process.waitFor(child);
      await reportSignal(shell, child.exitSignal);
      return code;
    } catch (error) {
      if (!(error instanceof Interrupted)) throw error;
    }
  }
}

/** Says of what signal a child died. */
export async function reportSignal(shell: Shell, signal: number | undefined): Promise<void> {
  if (signal === undefined || signal === 13) return;
  const text = signal === SIGINT ? '' : signalText(signal);
  if (text !== '') await shell.process.write(2, `${text}\n`);
  else if (signal === SIGINT && shell.isInteractive) await shell.process.write(2, '\n');
}

/** Output of `$(…)` without trailing newlines. */
export async function substitute(shell: Shell, body: readonly CommandLine[]): Promise<string> {
  const pipe = new Pipe();
  const files = new Map(shell.process.files);
  const reader = pipe.readEnd();
  files.set(1, pipe.writeEnd());
  if (shell.depth >= maxDepth) throw new ShellError('maximum nesting level exceeded');
  const child = shell.fork({ files });
  const only = body.length === 1 ? body[0]?.pipelines : undefined;
  if (only?.length === 1 && only[0]?.commands.length === 1 && isJobs(only[0].commands[0])) child.jobs.push(...shell.jobs);
  child.depth++;
  void child.process.run(() => child.main(() => child.runLines(body, true)));
  let output = '';
  try {
    for (;;) {
      const bytes = await readRestarting(shell, reader);
      if (bytes === '') break;
      shell.process.allocate(bytes.length);
      output += bytes;
    }
  } finally {
    reader.close();
    if (shell.process.isAlive) shell.process.allocate(-output.length);
  }
  shell.substitutionStatus = await waitForeground(shell, child.process);
  if (shell.isBash) shell.status = shell.substitutionStatus;
  let end = output.length;
  while (end > 0 && output.charCodeAt(end - 1) === 10) end--;
  return output.slice(0, end).replaceAll('\0', '');
}

async function readRestarting(shell: Shell, file: OpenFile): Promise<Bytes> {
  for (;;) {
    try {
      return await file.read(shell.process, 65536);
    } catch (error) {
      if (!(error instanceof Interrupted)) throw error;
    }
  }
}

/** bash's `<(…)` and `>(…)`: the path of a descriptor. */
export function processSubstitution(shell: Shell, body: readonly CommandLine[], isInput: boolean): string {
  const pipe = new Pipe();
  const files = new Map(shell.process.files);
  files.set(isInput ? 1 : 0, isInput ? pipe.writeEnd() : pipe.readEnd());
  const fd = shell.process.install(isInput ? pipe.readEnd() : pipe.writeEnd(), 60);
  const child = shell.fork({ files });
  void child.process.run(() => child.main(() => child.runLines(body, true)));
  return `/dev/fd/${String(fd)}`;
}
