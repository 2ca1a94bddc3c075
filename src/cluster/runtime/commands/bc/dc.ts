// dc: the calculator with a stack.
import { Errno } from '../../process/errno.ts';
import type { Process } from '../../process/process.ts';
import { complain, getOptions, openInput, readWhole } from '../command.ts';
import { CalculationError, type Decimal, add, compare, divide, formatDecimal, modulo, multiply, negate, ofInteger, parseDecimal, power, rescale, squareRoot, zero } from './decimal.ts';

type Item = Decimal | string;

class QuitError extends Error {}

class StackMachine {
  readonly #process: Process;
  readonly #registers = new Map<string, Item[]>();
  #stack: Item[] = [];
  #scale = 0;
  #inputBase = 10;
  #outputBase = 10;
  #depth = 0;

  constructor(process: Process) {
    this.#process = process;
  }

  #pop(): Item {
    const item = this.#stack.pop();
    if (item === undefined) throw new CalculationError('stack has too few elements');
    return item;
  }

  #popNumber(): Decimal {
    const item = this.#pop();
    if (typeof item === 'string') throw new CalculationError('expected a number');
    return item;
  }

  #text(item: Item): string {
    return typeof item === 'string' ? item : formatDecimal(item, this.#outputBase);
  }

  #binary(op: string): void {
    if (this.#stack.length < 2) throw new CalculationError('stack has too few elements');
    const right = this.#popNumber();
    const left = this.#popNumber();
    const scale = this.#scale;
    if (op === '~') this.#stack.push(divide(left, right, scale), modulo(left, right, scale));
    else this.#stack.push(op === '+' ? add(left, right) : op === '-' ? add(left, negate(right)) : op === '*' ? multiply(left, right, scale) : op === '/' ? divide(left, right, scale) : op === '%' ? modulo(left, right, scale) : power(left, right, scale));
  }

  async run(source: string): Promise<void> {
    if (++this.#depth > 100) throw new CalculationError('nesting too deep');
    for (let i = 0; i < source.length;) {
      const pause = this.#process.tick();
      if (pause) await pause;
      const number = /^_?(?:[0-9A-F]+\.?[0-9A-F]*|\.[0-9A-F]+)/.exec(source.slice(i, i + 1000))?.[0];
      if (number !== undefined) {
        const value = parseDecimal(number.replace('_', ''), this.#inputBase);
        this.#stack.push(number.startsWith('_') ? negate(value) : value);
        i += number.length;
        continue;
      }
      const c = source[i++] ?? '';
      if (c === '[') {
        let open = 1;
        const start = i;
        for (; i < source.length && open > 0; i++) open += source[i] === '[' ? 1 : source[i] === ']' ? -1 : 0;
        this.#stack.push(source.slice(start, i - 1));
      } else if (c === '#') while (i < source.length && source[i] !== '\n') i++;
      else if ('slSL'.includes(c)) this.#register(c, source[i++] ?? '');
      else if ('<>=!'.includes(c)) {
        const isNegated = c === '!';
        const op = isNegated ? (source[i++] ?? '') : c;
        await this.#conditional(op, isNegated, source[i++] ?? '');
      } else await this.#command(c);
    }
    this.#depth--;
  }

  #register(command: string, name: string): void {
    const items = this.#registers.get(name) ?? [];
    this.#registers.set(name, items);
    if (command === 's') items[Math.max(0, items.length - 1)] = this.#pop();
    else if (command === 'S') items.push(this.#pop());
    else if (command === 'l') this.#stack.push(items.at(-1) ?? zero);
    else {
      const item = items.pop();
      if (item === undefined) throw new CalculationError('stack has too few elements');
      this.#stack.push(item);
    }
  }

  async #conditional(op: string, isNegated: boolean, name: string): Promise<void> {
    const order = compare(this.#popNumber(), this.#popNumber());
    const isTrue = op === '<' ? order < 0 : op === '>' ? order > 0 : order === 0;
    const macro = this.#registers.get(name)?.at(-1);
    if (isTrue !== isNegated && typeof macro === 'string') await this.run(macro);
  }

  async #command(c: string): Promise<void> {
    const stack = this.#stack;
    const small = (): number => Number(rescale(this.#popNumber(), 0).value);
    switch (c) {
      case ' ':
      case '\n':
      case '\t': return;
      case '+':
      case '-':
      case '*':
      case '/':
      case '%':
      case '~':
      case '^': this.#binary(c); return;
      case 'v': stack.push(squareRoot(this.#popNumber(), this.#scale)); return;
      case 'p': {
        const item = this.#pop();
        stack.push(item);
        await this.#process.write(1, `${this.#text(item)}\n`);
        return;
      }
      case 'n': await this.#process.write(1, this.#text(this.#pop())); return;
      case 'P': await this.#process.write(1, this.#text(this.#pop())); return;
      case 'f': await this.#process.write(1, [...stack].reverse().map((item) => `${this.#text(item)}\n`).join('')); return;
      case 'c': this.#stack = []; return;
      case 'd': {
        const item = this.#pop();
        stack.push(item, item);
        return;
      }
      case 'r': {
        const [top, below] = [this.#pop(), this.#pop()];
        stack.push(top, below);
        return;
      }
      case 'k': this.#scale = small(); return;
      case 'i': this.#inputBase = small(); return;
      case 'o': this.#outputBase = small(); return;
      case 'K': stack.push(ofInteger(this.#scale)); return;
      case 'I': stack.push(ofInteger(this.#inputBase)); return;
      case 'O': stack.push(ofInteger(this.#outputBase)); return;
      case 'z': stack.push(ofInteger(stack.length)); return;
      case 'Z': stack.push(ofInteger(this.#text(this.#pop()).replace(/[-.]/g, '').length)); return;
      case 'X': stack.push(ofInteger(this.#popNumber().scale)); return;
      case 'x': {
        const item = this.#pop();
        if (typeof item === 'string') await this.run(item);
        else stack.push(item);
        return;
      }
      case 'q': throw new QuitError();
      default: throw new CalculationError(`bad character '${c}'`);
    }
  }
}

export async function dc(process: Process): Promise<number> {
  const options = await getOptions(process, '+e:f:xi', { expression: 'e', file: 'f' });
  const machine = new StackMachine(process);
  try {
    for (const text of options.values('e')) await machine.run(text);
    const paths = [...options.values('f'), ...options.args];
    for (const path of paths.length > 0 || options.has('e') ? paths : ['-']) await machine.run(await readWhole(process, openInput(process, path)));
    return 0;
  } catch (error) {
    if (error instanceof QuitError) return 0;
    if (error instanceof CalculationError) return complain(process, error.message);
    if (error instanceof Errno) return complain(process, `can't open '${options.values('f')[0] ?? options.args[0] ?? ''}': ${error.message}`);
    throw error;
  }
}
