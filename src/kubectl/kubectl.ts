// kubectl over a Client: text in, text and exit code out. Face of this folder.
import { commands } from './commands.ts';
import { globalFlags, type Command, type Invocation } from './command.ts';
import { describeFailure, KubectlError } from './errors.ts';
import { parseFlags, type FlagSpec } from './flags.ts';
import { helpText, rootHelp } from './help.ts';
import type { KubectlIo } from './io.ts';
import { Session } from './session.ts';
import { suggestions } from './suggestions.ts';

export type { InputFile, KubectlIo } from './io.ts';

/** Runs one command line (without the word `kubectl`) and resolves with its exit code. Never rejects for what a user can cause. */
export async function runKubectl(argv: readonly string[], io: KubectlIo): Promise<number> {
  const failed = (error: unknown): number => {
    const { text, exitCode } = describeFailure(error);
    if (text !== '') io.stderr(text);
    return exitCode;
  };
  try {
    const found = findCommand(argv);
    if (!found.command) {
      if (found.words[0] === 'help') return help(argv, io);
      const flags = readFlags(argv, globalFlags, 'kubectl');
      if (flags.args.length === 0) {
        io.stdout(rootHelp(commands));
        return 0;
      }
      throw unknownCommand(found.words[0] ?? '');
    }
    return await runCommand(found.command, found.path, found.words, io);
  } catch (error) {
    return failed(error);
  }
}

/** `kubectl help [command …]`. */
function help(argv: readonly string[], io: KubectlIo): number {
  const topic = argv.slice(argv.indexOf('help') + 1).filter((word) => !word.startsWith('-'));
  const { command, path } = findCommand(topic);
  if (topic.length > 0 && !command) throw new KubectlError(`unknown help topic "${topic.join(' ')}"`);
  io.stdout(command ? helpText(command, path) : rootHelp(commands));
  return 0;
}

async function runCommand(command: Command, path: string, words: readonly string[], io: KubectlIo): Promise<number> {
  const specs = [...(command.flags ?? []), ...globalFlags];
  const parsed = readFlags(words, specs, path);
  if (parsed.values.bool('help')) {
    io.stdout(helpText(command, path));
    return 0;
  }
  if (!command.run) return runGroup(command, path, parsed.args, io);
  const missing = (command.requiredFlags ?? []).filter((name) => !parsed.values.isSet(name));
  if (missing.length > 0) throw new KubectlError(`required flag(s) ${missing.map((name) => `"${name}"`).join(', ')} not set`);
  const session = await Session.open(io, parsed.values, path);
  const invocation: Invocation = { session, flags: parsed.values, args: parsed.args, dashAt: parsed.dashAt, path, command };
  const exitCode = (await command.run(invocation)) ?? 0;
  return exitCode === 0 ? session.exitCode : exitCode;
}

function readFlags(words: readonly string[], specs: readonly FlagSpec[], path: string): ReturnType<typeof parseFlags> {
  try {
    return parseFlags(words, specs);
  } catch (error) {
    if (words.includes('--help') || words.includes('-h')) return parseFlags(['--help'], specs);
    if (error instanceof KubectlError) throw new KubectlError(`${error.message}\nSee '${path} --help' for usage.`);
    throw error;
  }
}

/** A group without a subcommand shows its help, on stderr with exit code 1 where kubectl does so. */
function runGroup(command: Command, path: string, args: readonly string[], io: KubectlIo): number {
  if (args.length > 0) {
    io.stderr(`error: unknown command "${args.join(' ')}"\nSee '${path} -h' for help and examples\n`);
    return 1;
  }
  io.stderr(helpText(command, path));
  return 1;
}

/** Follows the words down the command tree, over flags that stand between them. */
function findCommand(argv: readonly string[]): { command: Command | undefined; path: string; words: string[] } {
  let level: readonly Command[] = commands;
  let command: Command | undefined;
  let path = 'kubectl';
  const words = [...argv];
  for (;;) {
    const at = firstWord(words, [...(command?.flags ?? []), ...globalFlags]);
    const name = at === undefined ? undefined : words[at];
    const next = level.find((c) => c.name === name || c.aliases?.includes(name ?? ''));
    if (!next || at === undefined) return { command, path, words: command || name === undefined ? words : [name] };
    words.splice(at, 1);
    command = next;
    path += ` ${next.name}`;
    level = next.subcommands ?? [];
  }
}

/** Where the first argument stands that is neither a flag nor a flag's value. */
function firstWord(words: readonly string[], specs: readonly FlagSpec[]): number | undefined {
  for (let at = 0; at < words.length; at++) {
    const word = words[at] ?? '';
    if (word === '--') return undefined;
    if (!word.startsWith('-') || word === '-') return at;
    if (word.includes('=')) continue;
    const spec = specs.find((s) => (word.startsWith('--') ? s.name === word.slice(2) : word.length === 2 && s.short === word.slice(1)));
    // An unknown flag is taken to have a value, as cobra does.
    if (spec ? spec.type !== 'bool' && spec.bare === undefined : word.startsWith('--') || word.length === 2) at++;
  }
  return undefined;
}

function unknownCommand(name: string): KubectlError {
  const near = suggestions(name, commands);
  const hint = near.length === 0 ? '' : `\n\nDid you mean this?\n${near.map((n) => `\t${n}\n`).join('')}`;
  return new KubectlError(`unknown command "${name}" for "kubectl"${hint}`);
}
