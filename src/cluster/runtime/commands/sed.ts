// sed: the stream editor.
import { Errno } from '../process/errno.ts';
import type { OpenFile } from '../process/open-file.ts';
import type { Process } from '../process/process.ts';
import { type Regex, RegexError, compileRegex, findMatch } from '../text/regex.ts';
import { type CommandTable, complain, die, getOptions, openInput, pathOf, searchSteps, LineReader } from './command.ts';

type Address = { readonly t: 'line'; readonly n: number } | { readonly t: 'last' } | { readonly t: 'regex'; readonly regex: Regex | undefined } | { readonly t: 'step'; readonly first: number; readonly step: number } | { readonly t: 'plus'; readonly n: number };

interface Command {
  readonly name: string;
  readonly from?: Address;
  readonly to?: Address;
  readonly isNegated: boolean;
  readonly text?: string;
  readonly regex?: Regex | undefined;
  readonly replacement?: readonly (string | number)[];
  readonly flags?: { readonly isGlobal: boolean; readonly nth: number; readonly prints: boolean; readonly file?: string };
  readonly map?: ReadonlyMap<string, string>;
  /** For `{`: the index behind the matching `}`. */
  end?: number;
  /** While a range is open: the line at which it ends (Infinity when not known). */
  rangeEnd?: number | undefined;
}

class ScriptError extends Error {}

class ScriptParser {
  readonly commands: Command[] = [];
  readonly #source: string;
  readonly #isExtended: boolean;
  #at = 0;

  constructor(source: string, isExtended: boolean) {
    this.#source = source;
    this.#isExtended = isExtended;
  }

  parse(): Command[] {
    const open: Command[] = [];
    for (;;) {
      this.#skip(/[\s;]*/y);
      if (this.#at >= this.#source.length) break;
      if (this.#source[this.#at] === '#') {
        this.#skip(/[^\n]*/y);
        continue;
      }
      const from = this.#address();
      let to: Address | undefined;
      if (from) {
        this.#skip(/\s*/y);
        if (this.#source[this.#at] === ',') {
          this.#at++;
          this.#skip(/\s*/y);
          to = this.#address() ?? this.#fail('unexpected ","');
        }
      }
      this.#skip(/\s*/y);
      const isNegated = this.#source[this.#at] === '!';
      if (isNegated) this.#skip(/!\s*/y);
      const name = this.#source[this.#at++];
      if (name === undefined) return this.#fail('missing command');
      const base = { name, ...(from && { from }), ...(to && { to }), isNegated };
      if (name === '}') {
        const block = open.pop() ?? this.#fail("unexpected '}'");
        block.end = this.commands.length;
        continue;
      }
      const command: Command = { ...base, ...this.#arguments(name) };
      this.commands.push(command);
      if (name === '{') open.push(command);
    }
    // busybox closes blocks that are left open.
    for (const block of open) block.end = this.commands.length;
    const missing = this.commands.find((command) => /^[btT]$/.test(command.name) && command.text !== '' && !this.commands.some((one) => one.name === ':' && one.text === command.text));
    if (missing) this.#fail(`can't find label for jump to '${missing.text ?? ''}'`);
    return this.commands;
  }

  #fail(message: string): never {
    throw new ScriptError(message);
  }

  #skip(pattern: RegExp): string {
    pattern.lastIndex = this.#at;
    const text = pattern.exec(this.#source)?.[0] ?? '';
    this.#at += text.length;
    return text;
  }

  #address(): Address | undefined {
    const c = this.#source[this.#at] ?? '';
    if (c === '$') {
      this.#at++;
      return { t: 'last' };
    }
    if (c === '+') {
      this.#at++;
      return { t: 'plus', n: Number(this.#skip(/\d+/y)) };
    }
    if (/\d/.test(c)) {
      const first = Number(this.#skip(/\d+/y));
      if (this.#source[this.#at] !== '~') return { t: 'line', n: first };
      this.#at++;
      return { t: 'step', first, step: Number(this.#skip(/\d+/y)) };
    }
    if (c !== '/' && c !== '\\') return undefined;
    if (c === '\\') this.#at++;
    const text = this.#delimited(this.#source[this.#at++] ?? '/');
    const flags = this.#skip(/[I]*/y);
    return { t: 'regex', regex: text === '' ? undefined : this.#regex(text, flags.includes('I')) };
  }

  #regex(text: string, ignoreCase: boolean): Regex {
    return compileRegex(text, { isExtended: this.#isExtended, ignoreCase });
  }

  /** Text up to an unescaped `delimiter`, which is taken off. */
  #delimited(delimiter: string, isPattern = true): string {
    let text = '';
    let isInBrackets = false;
    for (;;) {
      const c = this.#source[this.#at++];
      if (c === undefined) return this.#fail("unterminated address regex or 's' command");
      if (c === '\\') {
        const next = this.#source[this.#at++] ?? '';
        if (next === delimiter && !/[\\^$.*[\]{}()+?|&]/.test(delimiter)) text += delimiter;
        else if (next === delimiter) text += delimiter === '|' || delimiter === '+' || delimiter === '?' || delimiter === '{' || delimiter === '(' || delimiter === ')' ? delimiter : `\\${delimiter}`;
        else text += `\\${next}`;
        continue;
      }
      if (c === '[' && isPattern && !isInBrackets) isInBrackets = true;
      else if (c === ']' && isInBrackets && !/\[\^?$/.test(text)) isInBrackets = false;
      else if (c === delimiter && !isInBrackets) return text;
      text += c;
    }
  }

  #arguments(name: string): Partial<Command> {
    switch (name) {
      case 's': return this.#substitution();
      case 'y': {
        const delimiter = this.#source[this.#at++] ?? '/';
        const unescape = (text: string): string[] => [...text.replace(/\\n/g, '\n').replace(/\\t/g, '\t').replace(/\\\\/g, '\\')];
        const from = unescape(this.#delimited(delimiter, false));
        const to = unescape(this.#delimited(delimiter, false));
        if (from.length !== to.length) this.#fail('strings for y command are different lengths');
        return { map: new Map(from.map((c, i) => [c, to[i] ?? ''])) };
      }
      case 'a':
      case 'i':
      case 'c': return { text: this.#text() };
      case ':':
      case 'b':
      case 't':
      case 'T': {
        this.#skip(/[ \t]*/y);
        return { text: this.#skip(/[^\s;}]*/y) };
      }
      case 'r':
      case 'w': {
        this.#skip(/[ \t]*/y);
        return { text: this.#skip(/[^\n]*/y) };
      }
      case 'q':
      case 'Q':
      case 'l': {
        this.#skip(/[ \t]*/y);
        return { text: this.#skip(/\d*/y) };
      }
      case '{':
      case 'd':
      case 'D':
      case 'p':
      case 'P':
      case 'n':
      case 'N':
      case 'g':
      case 'G':
      case 'h':
      case 'H':
      case 'x':
      case '=':
      case 'z': return {};
      default: return this.#fail(`unsupported command ${name}`);
    }
  }

  #text(): string {
    this.#skip(/[ \t]*/y);
    if (this.#source[this.#at] === '\\') {
      this.#at++;
      this.#skip(/[ \t]*\n?/y);
    }
    let text = '';
    for (;;) {
      const c = this.#source[this.#at++];
      if (c === undefined || c === '\n') break;
      if (c === '\\') {
        const next = this.#source[this.#at++] ?? '';
        text += next === 't' ? '\t' : next === 'n' ? '\n' : next;
        continue;
      }
      text += c;
    }
    return `${text}\n`;
  }

  #substitution(): Partial<Command> {
    const delimiter = this.#source[this.#at++] ?? '/';
    const pattern = this.#delimited(delimiter);
    const replacement = this.#delimited(delimiter, false);
    const flags = this.#skip(/[gpiIem\d]*/y);
    if (!/^[\s;}#w]?$/.test(this.#source[this.#at] ?? '')) this.#fail('bad option in substitution expression');
    let file: string | undefined;
    if (this.#source[this.#at] === 'w') {
      this.#at++;
      this.#skip(/[ \t]*/y);
      file = this.#skip(/[^\n]*/y);
    }
    return {
      regex: pattern === '' ? undefined : this.#regex(pattern, /[iI]/.test(flags)),
      replacement: parseReplacement(replacement),
      flags: { isGlobal: flags.includes('g'), nth: Number(/\d+/.exec(flags)?.[0] ?? 1), prints: flags.includes('p'), ...(file !== undefined && { file }) },
    };
  }
}

/** Literal texts, group numbers, and case changes (`\U`, `\L`, `\u`, `\l`, `\E`) as texts that begin with NUL. */
function parseReplacement(text: string): (string | number)[] {
  const parts: (string | number)[] = [];
  let literal = '';
  const flush = (): void => {
    if (literal !== '') parts.push(literal);
    literal = '';
  };
  for (let i = 0; i < text.length; i++) {
    const c = text[i] ?? '';
    if (c === '&') {
      flush();
      parts.push(0);
    } else if (c === '\\') {
      const next = text[++i] ?? '';
      if (/\d/.test(next)) {
        flush();
        parts.push(Number(next));
      } else if (/[ULEul]/.test(next)) {
        flush();
        parts.push(`\0${next}`);
      } else literal += next === 'n' ? '\n' : next === 't' ? '\t' : next;
    } else literal += c;
  }
  flush();
  return parts;
}

class Editor {
  readonly #process: Process;
  readonly #commands: readonly Command[];
  readonly #labels = new Map<string, number>();
  readonly #isQuiet: boolean;
  readonly #output: (text: string) => Promise<void> | void;
  #pattern = '';
  #hold = '';
  #line = 0;
  #appended: string[] = [];
  #lastRegex: Regex | undefined;
  #reader: (() => Promise<string | undefined>) | undefined;
  #next: string | undefined;
  exitCode: number | undefined;

  constructor(process: Process, commands: readonly Command[], isQuiet: boolean, output: (text: string) => Promise<void> | void) {
    this.#process = process;
    this.#commands = commands;
    this.#isQuiet = isQuiet;
    this.#output = output;
    commands.forEach((command, i) => { if (command.name === ':') this.#labels.set(command.text ?? '', i); });
  }

  async run(read: () => Promise<string | undefined>): Promise<void> {
    this.#reader = read;
    this.#next = await read();
    while (this.#next !== undefined && this.exitCode === undefined) {
      await this.#advance();
      await this.#cycle();
    }
  }

  async #advance(): Promise<boolean> {
    if (this.#next === undefined) return false;
    this.#pattern = this.#next;
    this.#line++;
    this.#next = await this.#reader?.();
    return true;
  }

  readonly #pause = (): Promise<void> | undefined => this.#process.tick(searchSteps);

  async #flush(): Promise<void> {
    for (const text of this.#appended.splice(0)) await this.#output(text);
  }

  async #endCycle(prints: boolean): Promise<void> {
    if (prints && !this.#isQuiet) await this.#output(`${this.#pattern}\n`);
    await this.#flush();
  }

  async #matches(address: Address): Promise<boolean> {
    switch (address.t) {
      case 'line': return this.#line === address.n;
      case 'last': return this.#next === undefined;
      case 'step': return address.step === 0 ? this.#line === address.first : this.#line >= address.first && (this.#line - address.first) % address.step === 0;
      case 'plus': return false;
      case 'regex': return await this.#regexMatches(address.regex);
    }
  }

  async #regexMatches(regex: Regex | undefined): Promise<boolean> {
    const used = regex ?? this.#lastRegex;
    this.#lastRegex = used;
    return used !== undefined && (await findMatch(used, this.#pattern, 0, this.#pause)) !== undefined;
  }

  async #isSelected(command: Command): Promise<boolean> {
    const { from, to } = command;
    if (!from) return true;
    if (!to) return await this.#matches(from);
    if (command.rangeEnd === undefined) {
      if (!(await this.#matches(from))) return false;
      if (to.t === 'line') {
        if (to.n > this.#line) command.rangeEnd = to.n;
      } else if (to.t === 'plus') {
        if (to.n > 0) command.rangeEnd = this.#line + to.n;
      } else command.rangeEnd = Infinity;
      return true;
    }
    if (command.rangeEnd === Infinity ? await this.#matches(to) : this.#line >= command.rangeEnd) {
      const isBeyond = command.rangeEnd !== Infinity && this.#line > command.rangeEnd;
      command.rangeEnd = undefined;
      return !isBeyond;
    }
    return true;
  }

  async #cycle(): Promise<void> {
    let isChanged = false;
    for (let i = 0; i < this.#commands.length; i++) {
      const command = this.#commands[i];
      if (!command) break;
      const pause = this.#process.tick();
      if (pause) await pause;
      if ((await this.#isSelected(command)) === command.isNegated) {
        if (command.name === '{') i = (command.end ?? i + 1) - 1;
        continue;
      }
      switch (command.name) {
        case 'd':
          await this.#flush();
          return;
        case 'D': {
          const newline = this.#pattern.indexOf('\n');
          await this.#flush();
          if (newline < 0) return;
          this.#pattern = this.#pattern.slice(newline + 1);
          i = -1;
          break;
        }
        case 'p':
          await this.#output(`${this.#pattern}\n`);
          break;
        case 'P':
          await this.#output(`${this.#pattern.split('\n')[0] ?? ''}\n`);
          break;
        case 'n':
          if (this.#next === undefined) {
            await this.#endCycle(true);
            return;
          }
          if (!this.#isQuiet) await this.#output(`${this.#pattern}\n`);
          await this.#flush();
          await this.#advance();
          break;
        case 'N': {
          if (this.#next === undefined) {
            await this.#endCycle(true);
            return;
          }
          const before = this.#pattern;
          await this.#flush();
          await this.#advance();
          this.#pattern = `${before}\n${this.#pattern}`;
          break;
        }
        case 'g': this.#pattern = this.#hold; break;
        case 'G': this.#pattern += `\n${this.#hold}`; break;
        case 'h': this.#hold = this.#pattern; break;
        case 'H': this.#hold += `\n${this.#pattern}`; break;
        case 'x': [this.#pattern, this.#hold] = [this.#hold, this.#pattern]; break;
        case 'z': this.#pattern = ''; break;
        case '=': await this.#output(`${String(this.#line)}\n`); break;
        case 'l': await this.#output(`${this.#pattern.replace(/\\/g, '\\\\').replace(/\t/g, '\\t').replace(/\n/g, '\\n')}$\n`); break;
        case 'a': this.#appended.push(command.text ?? ''); break;
        case 'i': await this.#output(command.text ?? ''); break;
        case 'c':
          if (!command.to || command.rangeEnd === undefined || command.isNegated) await this.#output(command.text ?? '');
          await this.#flush();
          return;
        case 'r': this.#appended.push(this.#readQuietly(command.text ?? '')); break;
        case 'w': this.#append(command.text ?? '', `${this.#pattern}\n`); break;
        case 'y': this.#pattern = [...this.#pattern].map((c) => command.map?.get(c) ?? c).join(''); break;
        case 's':
          if (await this.#substitute(command)) isChanged = true;
          break;
        case 'q':
          await this.#endCycle(true);
          this.exitCode = Number(command.text ?? 0);
          return;
        case 'Q':
          this.exitCode = Number(command.text ?? 0);
          return;
        case 'b': i = this.#jump(command.text); break;
        case 't':
          if (isChanged) {
            isChanged = false;
            i = this.#jump(command.text);
          }
          break;
        case 'T':
          if (!isChanged) i = this.#jump(command.text);
          isChanged = false;
          break;
        default: break;
      }
    }
    await this.#endCycle(true);
  }

  #jump(label: string | undefined): number {
    if (label === undefined || label === '') return this.#commands.length;
    return this.#labels.get(label) ?? this.#commands.length;
  }

  #readQuietly(path: string): string {
    try {
      return this.#process.fs.readFile(pathOf(this.#process, path), this.#process.credentials, this.#process);
    } catch (error) {
      if (error instanceof Errno) return '';
      throw error;
    }
  }

  #append(path: string, text: string): void {
    const file = this.#process.fs.open(pathOf(this.#process, path), { write: true, create: true, append: true }, this.#process);
    void file.write(this.#process, text);
  }

  async #substitute(command: Command): Promise<boolean> {
    const regex = command.regex ?? this.#lastRegex;
    const { flags, replacement } = command;
    if (!regex || !flags || !replacement) return false;
    this.#lastRegex = regex;
    const text = this.#pattern;
    let result = '';
    let at = 0;
    let count = 0;
    let isChanged = false;
    for (let from = 0; from <= text.length;) {
      const match = await findMatch(regex, text, from, this.#pause);
      const whole = match?.[0];
      if (!match || !whole) break;
      // An empty match right behind a match does not count.
      if (whole[0] === whole[1] && whole[0] === at && count > 0 && from === at && at > 0) {
        from++;
        continue;
      }
      count++;
      if (count >= flags.nth) {
        result += text.slice(at, whole[0]) + expandReplacement(replacement, text, match);
        at = whole[1];
        isChanged = true;
        if (!flags.isGlobal) break;
      }
      from = whole[1] === whole[0] ? whole[1] + 1 : whole[1];
      const pause = this.#process.tick();
      if (pause) await pause;
    }
    if (!isChanged) return false;
    this.#pattern = result + text.slice(at);
    if (flags.prints) await this.#output(`${this.#pattern}\n`);
    if (flags.file !== undefined) {
      if (flags.file === '/dev/stdout') await this.#output(`${this.#pattern}\n`);
      else this.#append(flags.file, `${this.#pattern}\n`);
    }
    return true;
  }
}

function expandReplacement(parts: readonly (string | number)[], text: string, match: readonly (readonly [number, number] | undefined)[]): string {
  let result = '';
  let mode = '';
  let once = '';
  for (const part of parts) {
    if (typeof part === 'string' && part.startsWith('\0')) {
      const change = part.slice(1);
      if (change === 'u' || change === 'l') once = change;
      else mode = change === 'E' ? '' : change;
      continue;
    }
    const group = typeof part === 'number' ? match[part] : undefined;
    let value = typeof part === 'string' ? part : group ? text.slice(group[0], group[1]) : '';
    if (mode === 'U') value = value.toUpperCase();
    else if (mode === 'L') value = value.toLowerCase();
    if (once !== '' && value !== '') {
      value = (once === 'u' ? value.charAt(0).toUpperCase() : value.charAt(0).toLowerCase()) + value.slice(1);
      once = '';
    }
    result += value;
  }
  return result;
}

async function sed(process: Process): Promise<number> {
  process.argv = process.argv.map((arg) => (arg === '--in-place' ? '-i' : arg));
  const inPlaceAt = process.argv.findIndex((arg, i) => i > 0 && /^-i/.test(arg));
  const backup = inPlaceAt > 0 ? (process.argv[inPlaceAt] ?? '').slice(2) : '';
  if (inPlaceAt > 0) process.argv = process.argv.map((arg, i) => (i === inPlaceAt ? '-i' : arg));
  const options = await getOptions(process, 'nrEie:f:szu', { quiet: 'n', silent: 'n', 'regexp-extended': 'r', expression: 'e', file: 'f' });
  let { args } = options;
  const scripts = [...options.values('e')];
  for (const path of options.values('f')) scripts.push(process.fs.readFile(pathOf(process, path), process.credentials, process).replace(/^#!.*\n/, ''));
  if (scripts.length === 0) {
    const [script, ...rest] = args;
    if (script === undefined) return die(process, 'usage: sed [-i[SFX]] [-nrE] [-f FILE]... [-e CMD]... [FILE]...');
    scripts.push(script);
    args = rest;
  }
  let isQuiet = options.has('n');
  const source = scripts.join('\n');
  if (source.startsWith('#n\n')) isQuiet = true;
  let commands: Command[];
  try {
    commands = new ScriptParser(source, options.has('r') || options.has('E')).parse();
  } catch (error) {
    if (error instanceof ScriptError) return die(process, error.message);
    if (error instanceof RegexError) return die(process, `bad regex '${source}': ${error.message}`);
    throw error;
  }
  if (options.has('i')) return editInPlace(process, commands, isQuiet, args, backup);
  let status = 0;
  const files: (() => OpenFile)[] = [];
  for (const path of args.length > 0 ? args : ['-']) {
    try {
      const opened = openInput(process, path);
      files.push(() => opened);
    } catch (error) {
      if (!(error instanceof Errno)) throw error;
      status = await complain(process, `${path}: ${error.message}`);
    }
  }
  let reader: LineReader | undefined;
  let lacksNewline = false;
  const read = async (): Promise<string | undefined> => {
    for (;;) {
      if (!reader) {
        const open = files.shift();
        if (!open) return undefined;
        reader = new LineReader(process, open());
      }
      const line = await reader.next();
      if (line !== undefined) {
        lacksNewline = !reader.hadNewline && files.length === 0;
        return line;
      }
      reader = undefined;
    }
  };
  let pending = '';
  const editor = new Editor(process, commands, isQuiet, async (text) => {
    if (pending !== '') await process.write(1, pending);
    pending = text;
  });
  await editor.run(read);
  await process.write(1, lacksNewline && editor.exitCode === undefined ? pending.replace(/\n$/, '') : pending);
  return editor.exitCode ?? status;
}

async function editInPlace(process: Process, commands: readonly Command[], isQuiet: boolean, paths: readonly string[], backup: string): Promise<number> {
  let status = 0;
  for (const path of paths) {
    try {
      const full = pathOf(process, path);
      const { node } = process.fs.stat(full, process.credentials, { process });
      const reader = new LineReader(process, openInput(process, path));
      let text = '';
      for (const command of commands) command.rangeEnd = undefined;
      const editor = new Editor(process, commands, isQuiet, (more) => { text += more; });
      await editor.run(() => reader.next());
      if (!reader.hadNewline) text = text.replace(/\n$/, '');
      if (backup !== '') process.fs.rename(full, `${full}${backup}`, process.credentials);
      else process.fs.unlink(full, process.credentials);
      process.fs.writeFile(full, text, process.credentials, node.mode);
    } catch (error) {
      if (!(error instanceof Errno)) throw error;
      status = await complain(process, error.code === 'EBUSY' ? `can't move '${path}' : ${error.message}`.replace(' :', ':') : `${path}: ${error.message}`);
    }
  }
  return status;
}

export const sedCommands: CommandTable = { sed };
