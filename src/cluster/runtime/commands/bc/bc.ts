// bc: runs its language over decimal numbers.
import { Errno } from '../../process/errno.ts';
import type { Process } from '../../process/process.ts';
import { complain, getOptions, openInput, readWhole } from '../command.ts';
import { type BcExpression, BcParser, type BcStatement } from './bc-parser.ts';
import { CalculationError, type Decimal, add, compare, divide, formatDecimal, modulo, multiply, negate, ofInteger, parseDecimal, power, rescale, series, squareRoot, zero } from './decimal.ts';

class BcJump extends Error {
  readonly kind: 'break' | 'continue' | 'quit' | 'return';
  readonly value: Decimal;
  constructor(kind: BcJump['kind'], value: Decimal = zero) {
    super(kind);
    this.kind = kind;
    this.value = value;
  }
}

type BcFunction = Extract<BcStatement, { t: 'define' }>;

class Calculator {
  readonly #process: Process;
  readonly #variables = new Map<string, Decimal>();
  readonly #functions = new Map<string, BcFunction>();
  readonly #hasLibrary: boolean;
  #depth = 0;

  constructor(process: Process, hasLibrary: boolean) {
    this.#process = process;
    this.#hasLibrary = hasLibrary;
    for (const [name, value] of Object.entries({ ibase: 10, obase: 10, last: 0, scale: hasLibrary ? 20 : 0 })) this.#variables.set(name, ofInteger(value));
  }

  #setting(name: 'scale' | 'ibase' | 'obase'): number {
    return Number(rescale(this.#variables.get(name) ?? zero, 0).value);
  }

  async run(statement: BcStatement): Promise<void> {
    const pause = this.#process.tick();
    if (pause) await pause;
    switch (statement.t) {
      case 'expression': {
        const value = await this.#evaluate(statement.of);
        if (!statement.isPrinted) return;
        this.#variables.set('last', value);
        await this.#process.write(1, `${formatDecimal(value, this.#setting('obase'))}\n`);
        return;
      }
      case 'print':
        for (const item of statement.items) {
          await this.#process.write(1, typeof item !== 'string' ? formatDecimal(await this.#evaluate(item), this.#setting('obase')) : statement.items.length === 1 && !item.includes('\\') ? item.slice(1, -1) : item.slice(1, -1).replaceAll('\\n', '\n').replaceAll('\\t', '\t').replaceAll('\\q', '"').replaceAll('\\\\', '\\'));
        }
        return;
      case 'block':
        for (const one of statement.body) await this.run(one);
        return;
      case 'if':
        if ((await this.#evaluate(statement.condition)).value !== 0n) await this.run(statement.yes);
        else if (statement.no) await this.run(statement.no);
        return;
      case 'loop': return this.#loop(statement);
      case 'jump': throw new BcJump(statement.kind);
      case 'return': throw new BcJump('return', statement.value ? await this.#evaluate(statement.value) : zero);
      case 'define':
        this.#functions.set(statement.name, statement);
        return;
    }
  }

  async #loop(loop: Extract<BcStatement, { t: 'loop' }>): Promise<void> {
    if (loop.start) await this.#evaluate(loop.start);
    while (loop.condition === undefined || (await this.#evaluate(loop.condition)).value !== 0n) {
      try {
        await this.run(loop.body);
      } catch (error) {
        if (!(error instanceof BcJump) || error.kind === 'quit' || error.kind === 'return') throw error;
        if (error.kind === 'break') return;
      }
      if (loop.step) await this.#evaluate(loop.step);
    }
  }

  async #nameOf(expression: BcExpression): Promise<string> {
    if (expression.t !== 'variable') throw new CalculationError('bad assignment');
    return expression.index ? `${expression.name}[${String(rescale(await this.#evaluate(expression.index), 0).value)}]` : expression.name;
  }

  #binary(op: string, a: Decimal, b: Decimal): Decimal {
    const scale = this.#setting('scale');
    const truth = (value: boolean): Decimal => ofInteger(value ? 1 : 0);
    switch (op) {
      case '+': return add(a, b);
      case '-': return add(a, negate(b));
      case '*': return multiply(a, b, scale);
      case '/': return divide(a, b, scale);
      case '%': return modulo(a, b, scale);
      case '^': return power(a, b, scale);
      case '==': return truth(compare(a, b) === 0);
      case '!=': return truth(compare(a, b) !== 0);
      case '<': return truth(compare(a, b) < 0);
      case '<=': return truth(compare(a, b) <= 0);
      case '>': return truth(compare(a, b) > 0);
      case '>=': return truth(compare(a, b) >= 0);
      case '&&': return truth(a.value !== 0n && b.value !== 0n);
      default: return truth(a.value !== 0n || b.value !== 0n);
    }
  }

  async #evaluate(expression: BcExpression): Promise<Decimal> {
    switch (expression.t) {
      case 'number': return parseDecimal(expression.text, this.#setting('ibase'));
      case 'variable': return this.#variables.get(await this.#nameOf(expression)) ?? zero;
      case 'assign': {
        const name = await this.#nameOf(expression.target);
        const right = await this.#evaluate(expression.value);
        const value = expression.op === '' ? right : this.#binary(expression.op, this.#variables.get(name) ?? zero, right);
        if (/^[io]base$/.test(name) && (value.value < 2n || value.value > (name === 'ibase' ? 36n : 36n))) throw new CalculationError(`bad ${name}`);
        this.#variables.set(name, value);
        return value;
      }
      case 'step': {
        const name = await this.#nameOf(expression.target);
        const before = this.#variables.get(name) ?? zero;
        const after = add(before, ofInteger(expression.op === '++' ? 1 : -1));
        this.#variables.set(name, after);
        return expression.isPrefix ? after : before;
      }
      case 'unary': {
        const value = await this.#evaluate(expression.of);
        return expression.op === '-' ? negate(value) : ofInteger(value.value === 0n ? 1 : 0);
      }
      case 'binary': return this.#binary(expression.op, await this.#evaluate(expression.left), await this.#evaluate(expression.right));
      case 'call': {
        const args: Decimal[] = [];
        for (const arg of expression.args) args.push(await this.#evaluate(arg));
        return this.#call(expression.name, args);
      }
    }
  }

  async #call(name: string, args: readonly Decimal[]): Promise<Decimal> {
    const [first = zero] = args;
    const own = this.#functions.get(name);
    if (own) return this.#callOwn(own, args);
    if (name === 'sqrt') return squareRoot(first, this.#setting('scale'));
    if (name === 'scale') return ofInteger(first.scale);
    if (name === 'length') return ofInteger((first.value < 0n ? -first.value : first.value).toString().length);
    if (this.#hasLibrary && /^[scael]$/.test(name)) return series(name, first, this.#setting('scale'));
    throw new CalculationError('undefined function');
  }

  async #callOwn(own: BcFunction, args: readonly Decimal[]): Promise<Decimal> {
    if (++this.#depth > 200) throw new CalculationError('nesting too deep');
    const names = [...own.parameters, ...own.locals];
    const saved = names.map((name) => this.#variables.get(name));
    names.forEach((name, i) => { this.#variables.set(name, args[i] ?? zero); });
    try {
      for (const statement of own.body) await this.run(statement);
      return zero;
    } catch (error) {
      if (error instanceof BcJump && error.kind === 'return') return error.value;
      throw error;
    } finally {
      this.#depth--;
      names.forEach((name, i) => { this.#variables.set(name, saved[i] ?? zero); });
    }
  }
}

export async function bc(process: Process): Promise<number> {
  const options = await getOptions(process, 'qlswi', { mathlib: 'l', quiet: 'q' });
  const sources: string[] = [];
  for (const path of [...options.args, '-']) {
    try {
      sources.push(await readWhole(process, openInput(process, path)));
    } catch (error) {
      if (!(error instanceof Errno)) throw error;
      return complain(process, `can't open '${path}': ${error.message}`);
    }
  }
  const calculator = new Calculator(process, options.has('l'));
  try {
    const parser = new BcParser(sources.join('\n'));
    for (let statement = parser.next(); statement; statement = parser.next()) await calculator.run(statement);
    return 0;
  } catch (error) {
    if (error instanceof BcJump) return 0;
    if (error instanceof CalculationError) return complain(process, error.message);
    throw error;
  }
}
