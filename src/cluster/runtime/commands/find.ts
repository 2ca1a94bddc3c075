// find: expressions over directory trees.
import type { Stat } from '../fs/file-system.ts';
import { Errno } from '../process/errno.ts';
import type { Process } from '../process/process.ts';
import { compilePattern, matchesPattern } from '../shell/pattern.ts';
import { compileRegex, matchShort } from '../text/regex.ts';
import { type CommandTable, complain, die, numberOf, pathOf } from './command.ts';
import { parseMode } from './mode.ts';
import { idOf } from './permissions.ts';
import { runChild } from './children.ts';
import { groupName, userName } from './names.ts';

interface Found {
  readonly path: string;
  readonly name: string;
  readonly depth: number;
  readonly stat: Stat;
}

type Test = (found: Found) => Promise<boolean> | boolean;

interface Plan {
  readonly process: Process;
  minDepth: number;
  maxDepth: number;
  isDepthFirst: boolean;
  followsLinks: boolean;
  hasAction: boolean;
  isPruned: boolean;
  isQuit: boolean;
  status: number;
  readonly atEnd: (() => Promise<void>)[];
}

const types: Readonly<Record<string, string>> = { f: 'file', d: 'directory', l: 'link', p: 'fifo', s: 'socket', c: 'device' };

/** `+5`, `-5`, `5` against a number. */
function compareCount(text: string, value: number): boolean {
  const wanted = Number(text.replace(/^[-+]/, ''));
  return text.startsWith('+') ? value > wanted : text.startsWith('-') ? value < wanted : value === wanted;
}

class ExpressionParser {
  readonly #plan: Plan;
  readonly #words: readonly string[];
  #at = 0;

  constructor(plan: Plan, words: readonly string[]) {
    this.#plan = plan;
    this.#words = words;
  }

  async whole(): Promise<Test> {
    if (this.#words.length === 0) return () => true;
    const test = await this.#or();
    const rest = this.#words[this.#at];
    if (rest !== undefined) await die(this.#plan.process, `unrecognized: ${rest}`);
    return test;
  }

  #peek(): string | undefined {
    return this.#words[this.#at];
  }

  async #argument(): Promise<string> {
    const value = this.#words[this.#at++];
    return value ?? die(this.#plan.process, `option requires an argument: ${this.#words[this.#at - 2] ?? ''}`);
  }

  async #or(): Promise<Test> {
    let left = await this.#and();
    while (this.#peek() === '-o' || this.#peek() === '-or') {
      this.#at++;
      const first = left;
      const second = await this.#and();
      left = async (found) => (await first(found)) || second(found);
    }
    return left;
  }

  async #and(): Promise<Test> {
    let left = await this.#not();
    for (let next = this.#peek(); next !== undefined && next !== '-o' && next !== '-or' && next !== ')'; next = this.#peek()) {
      if (next === '-a' || next === '-and') this.#at++;
      const first = left;
      const second = await this.#not();
      left = async (found) => (await first(found)) && second(found);
    }
    return left;
  }

  async #not(): Promise<Test> {
    if (this.#peek() === '!' || this.#peek() === '-not') {
      this.#at++;
      const test = await this.#not();
      return async (found) => !(await test(found));
    }
    return this.#primary();
  }

  async #primary(): Promise<Test> {
    const plan = this.#plan;
    const { process } = plan;
    const word = this.#words[this.#at++] ?? '';
    const now = process.context.clock.now();
    switch (word) {
      case '(': {
        const test = await this.#or();
        if (this.#peek() !== ')') await die(process, "unmatched '('");
        this.#at++;
        return test;
      }
      case '-name':
      case '-iname': {
        const isCaseless = word === '-iname';
        const text = await this.#argument();
        const pattern = compilePattern(isCaseless ? text.toLowerCase() : text);
        return (found) => matchesPattern(pattern, isCaseless ? found.name.toLowerCase() : found.name);
      }
      case '-path':
      case '-wholename': {
        const pattern = compilePattern(await this.#argument());
        return (found) => matchesPattern(pattern, found.path);
      }
      case '-regex': {
        const regex = compileRegex(`^(${await this.#argument()})$`, { isExtended: true, ignoreCase: false });
        return (found) => matchShort(regex, found.path, 0) !== undefined;
      }
      case '-type': {
        const letter = await this.#argument();
        const wanted = types[letter];
        if (wanted === undefined && letter !== 'b') return die(process, `invalid argument '${letter}' to '-type'`);
        return (found) => found.stat.node.type === wanted;
      }
      case '-size': {
        const text = await this.#argument();
        const unit = ({ c: 1, k: 1024, M: 1024 ** 2, b: 512 } as Readonly<Record<string, number>>)[text.slice(-1)] ?? 512;
        return (found) => compareCount(text.replace(/[ckMb]$/, ''), Math.ceil(found.stat.size / unit));
      }
      case '-mtime':
      case '-mmin': {
        const text = await this.#argument();
        const unit = word === '-mtime' ? 86_400_000 : 60_000;
        return (found) => compareCount(text, Math.floor((now - found.stat.node.mtimeMs) / unit));
      }
      case '-newer': {
        const reference = process.fs.stat(pathOf(process, await this.#argument()), process.credentials).node.mtimeMs;
        return (found) => found.stat.node.mtimeMs > reference;
      }
      case '-perm': {
        const text = await this.#argument();
        const wanted = parseMode(text.replace(/^[-/]/, ''), 0, false, 0) ?? 0;
        return (found) => { const mode = found.stat.node.mode & 0o7777; return text.startsWith('-') ? (mode & wanted) === wanted : text.startsWith('/') ? (mode & wanted) !== 0 : mode === wanted; };
      }
      case '-user': {
        const wanted = await this.#argument();
        if (!/^\d+$/.test(wanted) && idOf(process, '/etc/passwd', wanted) === undefined) return die(process, `unknown user ${wanted}`);
        return (found) => wanted === String(found.stat.node.uid) || wanted === userName(process, found.stat.node.uid);
      }
      case '-group': {
        const wanted = await this.#argument();
        if (!/^\d+$/.test(wanted) && idOf(process, '/etc/group', wanted) === undefined) return die(process, `unknown group ${wanted}`);
        return (found) => wanted === String(found.stat.node.gid) || wanted === groupName(process, found.stat.node.gid);
      }
      case '-links': {
        const text = await this.#argument();
        return ({ stat: { node } }) => compareCount(text, node.type === 'file' ? node.links : node.type === 'directory' ? 2 : 1);
      }
      case '-inum':
      case '-samefile':
      case '-executable': {
        if (word !== '-executable') await this.#argument();
        return (found) => word === '-executable' && (found.stat.node.mode & 0o111) !== 0;
      }
      case '-empty': return (found) => (found.stat.node.type === 'directory' ? process.fs.list(pathOf(process, found.path), process.credentials, process).length === 0 : found.stat.size === 0);
      case '-maxdepth':
        plan.maxDepth = await numberOf(process, await this.#argument());
        return () => true;
      case '-mindepth':
        plan.minDepth = await numberOf(process, await this.#argument());
        return () => true;
      case '-depth':
        plan.isDepthFirst = true;
        return () => true;
      case '-follow':
        plan.followsLinks = true;
        return () => true;
      case '-xdev': return () => true;
      case '-true': return () => true;
      case '-false': return () => false;
      case '-prune': return () => { plan.isPruned = true; return true; };
      case '-quit':
        plan.hasAction = true;
        return () => { plan.isQuit = true; return true; };
      case '-print':
      case '-print0':
        plan.hasAction = true;
        return async (found) => { await process.write(1, `${found.path}${word === '-print' ? '\n' : '\0'}`); return true; };
      case '-delete':
        plan.hasAction = true;
        plan.isDepthFirst = true;
        return async (found) => {
          try {
            process.fs[found.stat.node.type === 'directory' ? 'rmdir' : 'unlink'](pathOf(process, found.path), process.credentials);
            return true;
          } catch (error) {
            if (!(error instanceof Errno)) throw error;
            plan.status = await complain(process, `${found.path}: ${error.message}`);
            return false;
          }
        };
      case '-exec':
      case '-ok': return this.#exec();
      default: return die(process, `unrecognized: ${word}`);
    }
  }

  async #exec(): Promise<Test> {
    const plan = this.#plan;
    const { process } = plan;
    plan.hasAction = true;
    const argv: string[] = [];
    for (let word = await this.#argument(); word !== ';'; word = await this.#argument()) {
      if (word === '+' && argv.at(-1) === '{}') {
        const paths: string[] = [];
        plan.atEnd.push(async () => {
          if (paths.length > 0 && (await runChild(process, [...argv.slice(0, -1), ...paths])) !== 0) plan.status = 1;
        });
        return (found) => { paths.push(found.path); return true; };
      }
      argv.push(word);
    }
    return async (found) => (await runChild(process, argv.map((word) => word.replaceAll('{}', found.path)))) === 0;
  }
}

async function walk(plan: Plan, test: Test, path: string, depth: number): Promise<void> {
  const { process } = plan;
  await process.tick();
  let stat: Stat;
  try {
    stat = process.fs.stat(pathOf(process, path), process.credentials, { followLast: plan.followsLinks, process });
  } catch (error) {
    if (!(error instanceof Errno)) throw error;
    plan.status = await complain(process, `${path}: ${error.message}`);
    return;
  }
  const found: Found = { path, name: path === '/' ? '/' : path.replace(/\/+$/, '').replace(/^.*\//, ''), depth, stat };
  const visit = async (): Promise<void> => {
    if (depth >= plan.minDepth && (await test(found)) && !plan.hasAction) await process.write(1, `${path}\n`);
  };
  plan.isPruned = false;
  if (!plan.isDepthFirst) await visit();
  if (plan.isQuit) return;
  if (stat.node.type === 'directory' && depth < plan.maxDepth && !plan.isPruned) {
    try {
      for (const name of process.fs.list(pathOf(process, path), process.credentials, process)) {
        await walk(plan, test, `${path.replace(/\/$/, '')}/${name}`, depth + 1);
        if (plan.isQuit) return;
      }
    } catch (error) {
      if (!(error instanceof Errno)) throw error;
      plan.status = await complain(process, `${path}: ${error.message}`);
    }
  }
  if (plan.isDepthFirst) await visit();
}

async function find(process: Process): Promise<number> {
  const plan: Plan = { process, minDepth: 0, maxDepth: Infinity, isDepthFirst: false, followsLinks: false, hasAction: false, isPruned: false, isQuit: false, status: 0, atEnd: [] };
  let args = process.argv.slice(1);
  while (args[0] === '-L' || args[0] === '-H' || args[0] === '-P') {
    plan.followsLinks = args[0] === '-L';
    args = args.slice(1);
  }
  const start = args.findIndex((arg) => /^(?:-.+|\(|!)$/.test(arg));
  const roots = start < 0 ? args : args.slice(0, start);
  const test = await new ExpressionParser(plan, start < 0 ? [] : args.slice(start)).whole();
  for (const rootPath of roots.length > 0 ? roots : ['.']) {
    await walk(plan, test, rootPath, 0);
    if (plan.isQuit) break;
  }
  for (const run of plan.atEnd) await run();
  return plan.status;
}

export const findCommands: CommandTable = { find };
