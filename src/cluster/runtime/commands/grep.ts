// grep, egrep, fgrep.
import { Errno } from '../process/errno.ts';
import type { OpenFile } from '../process/open-file.ts';
import type { Process } from '../process/process.ts';
import { compilePattern, matchesPattern } from '../shell/pattern.ts';
import { isDirectory } from './paths.ts';
import { type Regex, RegexError, compileRegex, findMatch } from '../text/regex.ts';
import { complain, die, getOptions, nameOf, numberOf, openInput, pathOf, searchSteps, LineReader } from './command.ts';

type Span = readonly [number, number] | undefined;

interface Matcher {
  /** Start and end of the first match at or after `from`. */
  find(line: string, from: number): Span | Promise<Span>;
}

function fixedMatcher(patterns: readonly string[], ignoreCase: boolean): Matcher {
  const wanted = patterns.map((pattern) => (ignoreCase ? pattern.toLowerCase() : pattern));
  return {
    find: (line, from) => {
      const text = ignoreCase ? line.toLowerCase() : line;
      let best: [number, number] | undefined;
      for (const pattern of wanted) {
        const at = text.indexOf(pattern, from);
        if (at >= 0 && (!best || at < best[0] || (at === best[0] && pattern.length > best[1] - best[0]))) best = [at, at + pattern.length];
      }
      return best;
    },
  };
}

function regexMatcher(regexes: readonly Regex[], pause: () => Promise<void> | undefined): Matcher {
  return {
    find: async (line, from) => {
      let best: readonly [number, number] | undefined;
      for (const regex of regexes) {
        const found = (await findMatch(regex, line, from, pause))?.[0];
        if (found && (!best || found[0] < best[0] || (found[0] === best[0] && found[1] > best[1]))) best = found;
      }
      return best;
    },
  };
}

function restricted(matcher: Matcher, isWord: boolean, isLine: boolean): Matcher {
  if (!isWord && !isLine) return matcher;
  return {
    find: async (line, from) => {
      for (let at = from; at <= line.length;) {
        const found = await matcher.find(line, at);
        if (!found) return undefined;
        const isWhole = isLine ? found[0] === 0 && found[1] === line.length : !/\w/.test(line[found[0] - 1] ?? ' ') && !/\w/.test(line[found[1]] ?? ' ');
        if (isWhole) return found;
        at = found[0] + 1;
      }
      return undefined;
    },
  };
}

interface GrepState {
  hasMatch: boolean;
  /** -L has named a file. */
  hasUnmatched: boolean;
  status: number;
}

export async function grep(process: Process): Promise<number> {
  const options = await getOptions(process, 'EFGinvclLoqsrRwxhHzaUA:B:C:e:f:m:I:X:D:', {
    'extended-regexp': 'E', 'fixed-strings': 'F', 'ignore-case': 'i', 'line-number': 'n', 'invert-match': 'v', count: 'c', 'files-with-matches': 'l', 'only-matching': 'o', quiet: 'q', silent: 'q', 'no-messages': 's', recursive: 'r',
    'word-regexp': 'w', 'line-regexp': 'x', 'no-filename': 'h', 'with-filename': 'H', 'after-context': 'A', 'before-context': 'B', context: 'C', regexp: 'e', file: 'f', 'max-count': 'm', color: 'U', colour: 'U', include: 'I', exclude: 'X', 'exclude-dir': 'D', 'line-buffered': 'U', text: 'a',
  }, { failure: 2 });
  let { args } = options;
  const patterns = options.values('e').flatMap((text) => text.split('\n'));
  for (const path of options.values('f')) patterns.push(...process.fs.readFile(pathOf(process, path), process.credentials, process).replace(/\n$/, '').split('\n'));
  if (!options.has('e') && !options.has('f')) {
    const [first, ...rest] = args;
    if (first === undefined) return die(process, 'usage: grep [-HhnlLoqvsrRiwFE] [-m N] [-A|B|C N] { PATTERN | -e PATTERN... | -f FILE... } [FILE]...', 2);
    patterns.push(...first.split('\n'));
    args = rest;
  }
  const isFixed = options.has('F') || nameOf(process) === 'fgrep';
  const isExtended = options.has('E') || nameOf(process) === 'egrep';
  const ignoreCase = options.has('i');
  let matcher: Matcher;
  try {
    matcher = isFixed ? fixedMatcher(patterns, ignoreCase) : regexMatcher(patterns.map((pattern) => compileRegex(pattern, { isExtended, ignoreCase })), () => process.tick(searchSteps));
  } catch (error) {
    if (!(error instanceof RegexError)) throw error;
    return die(process, `bad regex '${patterns.join('\n')}': ${error.message}`, 2);
  }
  matcher = restricted(matcher, options.has('w'), options.has('x'));
  for (const letter of 'ABCm') await numberOf(process, options.value(letter) ?? '0', 2);
  const isRecursive = options.has('r') || options.has('R');
  const roots = args.length > 0 ? args : isRecursive ? ['.'] : ['-'];
  const state: GrepState = { hasMatch: false, hasUnmatched: false, status: 0 };
  const isNamed = !options.has('h') && (options.has('H') || args.length > 1 || isRecursive);
  const globs = (letter: string): ReturnType<typeof compilePattern>[] => options.values(letter).map((text) => compilePattern(text));
  const [included, excluded, excludedDirectories] = [globs('I'), globs('X'), globs('D')];
  const matchesOne = (patterns: readonly ReturnType<typeof compilePattern>[], name: string): boolean => patterns.some((pattern) => matchesPattern(pattern, name));
  const isLeftOut = (name: string, path: string): boolean => (isDirectory(process, path) ? matchesOne(excludedDirectories, name) : matchesOne(excluded, name) || (included.length > 0 && !matchesOne(included, name)));
  const visit = async (path: string): Promise<boolean> => {
    let file: OpenFile;
    try {
      if (path !== '-' && process.fs.stat(pathOf(process, path), process.credentials, { process }).node.type === 'directory') {
        if (!isRecursive) return false;
        for (const name of process.fs.list(pathOf(process, path), process.credentials, process).sort()) {
          const below = `${path.replace(/\/$/, '')}/${name}`;
          if (!isLeftOut(name, below) && (await visit(below))) return true;
        }
        return false;
      }
      file = openInput(process, path);
    } catch (error) {
      if (!(error instanceof Errno)) throw error;
      state.status = 2;
      if (!options.has('s')) await complain(process, `${path}: ${error.message}`);
      return false;
    }
    return search(process, file, path, matcher, options, isNamed, state);
  };
  for (const root of roots) if (await visit(root)) return 0;
  if (state.status !== 0 && !(state.hasMatch && options.has('q'))) return state.status;
  return (options.has('L') ? state.hasUnmatched : state.hasMatch) ? 0 : 1;
}

/** Returns true when everything is decided (`-q`). */
async function search(process: Process, file: OpenFile, path: string, matcher: Matcher, options: Awaited<ReturnType<typeof getOptions>>, isNamed: boolean, state: GrepState): Promise<boolean> {
  const reader = new LineReader(process, file);
  const name = path === '-' ? '(standard input)' : path;
  const after = Number(options.value('A') ?? options.value('C') ?? 0);
  const before = Number(options.value('B') ?? options.value('C') ?? 0);
  const limit = Number(options.value('m') ?? Infinity);
  const isCounting = options.has('c') || options.has('l') || options.has('L');
  let count = 0;
  let number = 0;
  let lastShown = 0;
  let left = 0;
  const context: string[] = [];
  const show = async (line: string, lineNumber: number, mark: string): Promise<void> => {
    if ((before > 0 || after > 0) && lastShown > 0 && lineNumber > lastShown + 1) await process.write(1, '--\n');
    lastShown = lineNumber;
    await process.write(1, `${isNamed ? `${name}${mark}` : ''}${options.has('n') ? `${String(lineNumber)}${mark}` : ''}${line}\n`);
  };
  for (let line = await reader.next(); line !== undefined && count < limit; line = await reader.next()) {
    number++;
    const found = await matcher.find(line, 0);
    if ((found !== undefined) === options.has('v')) {
      if (left > 0) {
        left--;
        await show(line, number, '-');
      } else if (before > 0) {
        context.push(line);
        if (context.length > before) context.shift();
      }
      continue;
    }
    count++;
    state.hasMatch = true;
    if (options.has('q')) return true;
    if (options.has('l')) break;
    if (isCounting) continue;
    if (options.has('o')) {
      for (let match = found; match; match = match[1] < line.length ? await matcher.find(line, match[1] === match[0] ? match[1] + 1 : match[1]) : undefined) {
        if (match[1] > match[0]) await process.write(1, `${isNamed ? `${name}:` : ''}${options.has('n') ? `${String(number)}:` : ''}${line.slice(match[0], match[1])}\n`);
      }
      continue;
    }
    for (const [i, earlier] of context.entries()) await show(earlier, number - context.length + i, '-');
    context.length = 0;
    await show(line, number, ':');
    left = after;
  }
  if (options.has('l')) {
    if (count > 0) await process.write(1, `${name}\n`);
  } else if (options.has('L')) {
    if (count === 0) {
      await process.write(1, `${name}\n`);
      state.hasUnmatched = true;
    }
  } else if (options.has('c')) await process.write(1, `${isNamed ? `${name}:` : ''}${String(count)}\n`);
  return false;
}
