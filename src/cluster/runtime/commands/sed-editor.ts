// Runs a sed script over lines.
import { Errno } from '../process/errno.ts';
import type { Process } from '../process/process.ts';
import { type Regex, findMatch } from '../text/regex.ts';
import { pathOf, searchSteps } from './command.ts';
import type { Address, Command } from './sed-script.ts';

/** One run: pattern space, hold space, ranges. `output` gets what is printed. */
export class Editor {
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
