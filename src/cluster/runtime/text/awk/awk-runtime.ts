// Runs awk programs: rules over records, statements, expressions.
import type { Process } from '../../process/process.ts';
import type { Regex } from '../regex.ts';
import { type AwkRun, callBuiltin, formatCall } from './awk-functions.ts';
import { AwkState } from './awk-state.ts';
import { AwkStreams } from './awk-streams.ts';
import { AwkError, type AwkExpression, type AwkProgram, type AwkStatement } from './awk-syntax.ts';
import { type AwkArray, type Value, arithmetic, Input, isNumeric, toNumber } from './awk-values.ts';

class Jump extends Error {
  readonly kind: 'break' | 'continue' | 'next' | 'nextfile' | 'exit' | 'return';
  readonly value: Value;
  constructor(kind: Jump['kind'], value?: Value) {
    super(kind);
    this.kind = kind;
    this.value = value;
  }
}

/** One run of a program over its inputs. */
export class AwkRuntime implements AwkRun {
  readonly process: Process;
  readonly state: AwkState;
  readonly streams: AwkStreams;
  seed = 0;
  readonly #program: AwkProgram;
  /** Ranges that have begun, by rule. */
  readonly #open = new Set<number>();
  #depth = 0;
  #isEnding = false;

  constructor(process: Process, program: AwkProgram, operands: readonly string[]) {
    this.process = process;
    this.state = new AwkState(process, operands);
    this.streams = new AwkStreams(process, this.state, operands);
    this.#program = program;
  }

  async run(): Promise<number> {
    try {
      await this.#rules('BEGIN');
      if (this.#program.rules.some((rule) => rule.kind !== 'BEGIN')) await this.#main();
    } catch (error) {
      if (!(error instanceof Jump) || error.kind !== 'exit') throw error;
    }
    this.#isEnding = true;
    try {
      if (this.#program.rules.some((rule) => rule.kind === 'END')) await this.#rules('END');
    } catch (error) {
      if (!(error instanceof Jump) || error.kind !== 'exit') throw error;
    }
    await this.streams.closeAll();
    return this.state.exitCode;
  }

  /** A `return`, `break` or `continue` outside of what it belongs to ends the rule. */
  async #runRule(body: AwkStatement): Promise<void> {
    try {
      await this.#execute(body);
    } catch (error) {
      if (!(error instanceof Jump) || !/^(?:return|break|continue)$/.test(error.kind)) throw error;
    }
  }

  async #rules(kind: 'BEGIN' | 'END'): Promise<void> {
    for (const rule of this.#program.rules) if (rule.kind === kind && rule.body) await this.#runRule(rule.body);
  }

  async #main(): Promise<void> {
    for (;;) {
      const record = await this.streams.nextRecord();
      if (record === undefined) return;
      this.state.setRecord(record);
      try {
        for (const [index, rule] of this.#program.rules.entries()) {
          if (rule.kind !== 'main' || !(await this.#applies(index))) continue;
          if (rule.body) await this.#runRule(rule.body);
          else await this.streams.print(`${this.state.record}${this.state.string('ORS')}`);
        }
      } catch (error) {
        if (!(error instanceof Jump)) throw error;
        if (error.kind === 'nextfile') this.streams.skipFile();
        else if (error.kind !== 'next') throw error;
      }
    }
  }

  async #applies(index: number): Promise<boolean> {
    const rule = this.#program.rules[index];
    if (!rule?.pattern) return true;
    if (!rule.end) return this.state.truth(await this.evaluate(rule.pattern));
    if (!this.#open.has(index)) {
      if (!this.state.truth(await this.evaluate(rule.pattern))) return false;
      this.#open.add(index);
    }
    if (this.state.truth(await this.evaluate(rule.end))) this.#open.delete(index);
    return true;
  }

  async key(target: AwkExpression): Promise<string | number> {
    if (target.t === 'element') return this.#subscript(target.keys);
    const key = target.t === 'field' ? Math.trunc(toNumber(await this.evaluate(target.index))) : '';
    const split = this.state.splitFor(target, key);
    if (split) await split;
    return key;
  }

  async #subscript(keys: readonly AwkExpression[]): Promise<string> {
    const parts: string[] = [];
    for (const key of keys) parts.push(this.state.text(await this.evaluate(key)));
    return parts.join(this.state.string('SUBSEP'));
  }

  async evaluate(expression: AwkExpression): Promise<Value> {
    switch (expression.t) {
      case 'number': return expression.value;
      case 'string': return expression.value;
      case 'regex': return (await this.state.find(this.state.regex(expression.source), this.state.record, 0)) ? 1 : 0;
      case 'variable':
        if (expression.name === 'NF') await this.state.splitFor(expression, '');
        return this.state.scalar(expression.name);
      case 'group': return this.evaluate(expression.of);
      case 'field':
      case 'element': return this.state.load(expression, await this.key(expression));
      case 'assign': {
        const value = await this.evaluate(expression.value);
        const key = await this.key(expression.target);
        const stored = expression.op === '' ? value : arithmetic(expression.op, toNumber(this.state.load(expression.target, key)), toNumber(value));
        this.state.assign(expression.target, key, stored);
        return stored;
      }
      case 'step': {
        const key = await this.key(expression.target);
        const old = toNumber(this.state.load(expression.target, key));
        this.state.assign(expression.target, key, old + expression.by);
        return expression.isPrefix ? old + expression.by : old;
      }
      case 'unary': {
        const value = await this.evaluate(expression.of);
        if (expression.op === '!') return this.state.truth(value) ? 0 : 1;
        return expression.op === '-' ? -toNumber(value) : toNumber(value);
      }
      case 'binary': return this.#binary(expression.op, await this.evaluate(expression.left), await this.evaluate(expression.right));
      case 'logical': {
        const left = this.state.truth(await this.evaluate(expression.left));
        if (left === (expression.op === '||')) return left ? 1 : 0;
        return this.state.truth(await this.evaluate(expression.right)) ? 1 : 0;
      }
      case 'ternary': return this.evaluate(this.state.truth(await this.evaluate(expression.condition)) ? expression.yes : expression.no);
      case 'match': {
        const text = this.state.text(await this.evaluate(expression.text));
        const found = (await this.state.find(await this.patternOf(expression.pattern), text, 0)) !== undefined;
        return found === expression.isNegated ? 0 : 1;
      }
      case 'in': return this.state.array(expression.array).has(await this.#subscript(expression.keys)) ? 1 : 0;
      case 'getline': return this.#getline(expression);
      case 'call': return this.#call(expression.name, expression.args);
    }
  }

  async patternOf(expression: AwkExpression): Promise<Regex> {
    return this.state.regex(expression.t === 'regex' ? expression.source : this.state.text(await this.evaluate(expression)));
  }

  #binary(op: string, left: Value, right: Value): Value {
    if (op === ' ') return this.state.text(left) + this.state.text(right);
    if (/^[<>=!]/.test(op)) {
      let order: number;
      if (isNumeric(left) && isNumeric(right)) order = toNumber(left) - toNumber(right);
      else {
        const a = this.state.text(left);
        const b = this.state.text(right);
        order = a < b ? -1 : a > b ? 1 : 0;
      }
      const isTrue = op === '<' ? order < 0 : op === '<=' ? order <= 0 : op === '==' ? order === 0 : op === '!=' ? order !== 0 : op === '>' ? order > 0 : order >= 0;
      return isTrue ? 1 : 0;
    }
    return arithmetic(op, toNumber(left), toNumber(right));
  }

  async #getline(expression: Extract<AwkExpression, { t: 'getline' }>): Promise<Value> {
    let record: string | undefined;
    if (expression.kind === 'main') {
      await this.streams.flush();
      record = await this.streams.nextRecord();
      if (record === undefined) return 0;
    } else {
      const name = expression.source ? this.state.text(await this.evaluate(expression.source)) : '';
      const read = await this.streams.readFrom(expression.kind, name);
      if (read === -1) return -1;
      record = read;
      if (record === undefined) return 0;
      if (expression.kind === 'command') this.state.globals.set('NR', toNumber(this.state.scalar('NR')) + 1);
    }
    if (expression.target) this.state.assign(expression.target, await this.key(expression.target), new Input(record));
    else this.state.setRecord(record);
    return 1;
  }

  #call(name: string, args: readonly AwkExpression[]): Promise<Value> {
    return this.#program.functions.has(name) ? this.#callFunction(name, args) : callBuiltin(this, name, args);
  }

  async #callFunction(name: string, args: readonly AwkExpression[]): Promise<Value> {
    const called = this.#program.functions.get(name);
    if (!called) return undefined;
    if (++this.#depth > 200) throw new AwkError('cmd. line:1: function call nesting too deep');
    const frame = new Map<string, Value | AwkArray>();
    for (const [i, parameter] of called.parameters.entries()) {
      const arg = args[i];
      if (arg?.t === 'variable') {
        const value = this.state.scope(arg.name).get(arg.name);
        if (value instanceof Map) frame.set(parameter, value);
        else if (value === undefined && this.#usesArray(called.body, parameter)) frame.set(parameter, this.state.array(arg.name));
        else frame.set(parameter, value);
      } else frame.set(parameter, arg ? await this.evaluate(arg) : undefined);
    }
    this.state.frames.push(frame);
    try {
      await this.#execute(called.body);
      return undefined;
    } catch (error) {
      if (error instanceof Jump && error.kind === 'return') return error.value;
      throw error;
    } finally {
      this.state.frames.pop();
      this.#depth--;
    }
  }

  #usesArray(body: AwkStatement, name: string): boolean {
    return JSON.stringify(body).includes(`"t":"element","name":"${name}"`) || JSON.stringify(body).includes(`"array":"${name}"`) || JSON.stringify(body).includes(`{"t":"variable","name":"${name}"},{"t":"`);
  }

  async #execute(statement: AwkStatement): Promise<void> {
    const pause = this.process.tick();
    if (pause) await pause;
    switch (statement.t) {
      case 'block':
        for (const one of statement.body) await this.#execute(one);
        return;
      case 'expression':
        await this.evaluate(statement.of);
        return;
      case 'print': {
        let text: string;
        if (statement.isFormatted) text = await formatCall(this, statement.args);
        else if (statement.args.length === 0) text = `${this.state.record}${this.state.string('ORS')}`;
        else {
          const parts: string[] = [];
          for (const arg of statement.args) parts.push(this.state.text(await this.evaluate(arg), this.state.string('OFMT')));
          text = `${parts.join(this.state.string('OFS'))}${this.state.string('ORS')}`;
        }
        const { redirect } = statement;
        await this.streams.print(text, redirect?.op, redirect && this.state.text(await this.evaluate(redirect.to)));
        return;
      }
      case 'if':
        if (this.state.truth(await this.evaluate(statement.condition))) await this.#execute(statement.yes);
        else if (statement.no) await this.#execute(statement.no);
        return;
      case 'while':
        if (statement.isDo && !(await this.#loopBody(statement.body))) return;
        while (this.state.truth(await this.evaluate(statement.condition))) if (!(await this.#loopBody(statement.body))) return;
        return;
      case 'for':
        if (statement.start) await this.#execute(statement.start);
        while (!statement.condition || this.state.truth(await this.evaluate(statement.condition))) {
          if (!(await this.#loopBody(statement.body))) return;
          if (statement.step) await this.#execute(statement.step);
        }
        return;
      case 'forIn':
        for (const key of [...this.state.array(statement.array).keys()]) {
          this.state.assign({ t: 'variable', name: statement.name }, '', new Input(key));
          if (!(await this.#loopBody(statement.body))) return;
        }
        return;
      case 'jump': throw new Jump(statement.kind);
      case 'exit':
        if (statement.value) this.state.exitCode = toNumber(await this.evaluate(statement.value)) & 255;
        else if (!this.#isEnding) this.state.exitCode = 0;
        throw new Jump('exit');
      case 'return': throw new Jump('return', statement.value ? await this.evaluate(statement.value) : undefined);
      case 'delete':
        if (statement.keys) this.state.array(statement.name).delete(await this.#subscript(statement.keys));
        else this.state.array(statement.name).clear();
    }
  }

  /** False when the loop is to end. */
  async #loopBody(body: AwkStatement): Promise<boolean> {
    try {
      await this.#execute(body);
      return true;
    } catch (error) {
      if (error instanceof Jump && error.kind === 'break') return false;
      if (error instanceof Jump && error.kind === 'continue') return true;
      throw error;
    }
  }
}
