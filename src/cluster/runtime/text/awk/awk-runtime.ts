// Runs awk programs: records, fields, variables, built-in functions.
import { openInput, pathOf, searchSteps } from '../../commands/command.ts';
import { formatDate } from '../../commands/date-format.ts';
import { startChild } from '../../commands/processes.ts';
import { Errno } from '../../process/errno.ts';
import { type OpenFile, Pipe } from '../../process/open-file.ts';
import type { Process } from '../../process/process.ts';
import { formatPrintf } from '../printf.ts';
import { type Regex, compileRegex, findMatch, matchShort } from '../regex.ts';
import { unescapeAwk } from './awk-lexer.ts';
import { AwkError, type AwkExpression, type AwkProgram, type AwkStatement } from './awk-syntax.ts';
import { type AwkArray, type Value, arithmetic, Input, isNumeric, looksNumeric, toNumber } from './awk-values.ts';
import { RecordReader } from './record-reader.ts';

class Jump extends Error {
  readonly kind: 'break' | 'continue' | 'next' | 'nextfile' | 'exit' | 'return';
  readonly value: Value;
  constructor(kind: Jump['kind'], value?: Value) {
    super(kind);
    this.kind = kind;
    this.value = value;
  }
}

const subSeparator = '\x1c';

const blank = /[ \t\n]/;

/** Texts from here on are split a piece at a time. */
const longText = 64 * 1024;

interface Output {
  readonly file: OpenFile;
  readonly child?: Process;
}

interface Source {
  readonly reader: RecordReader;
  readonly child?: Process;
}

/** One run of a program over its inputs. */
export class AwkRuntime {
  readonly #process: Process;
  readonly #program: AwkProgram;
  readonly #operands: readonly string[];
  readonly #globals = new Map<string, Value | AwkArray>();
  readonly #frames: Map<string, Value | AwkArray>[] = [];
  readonly #regexes = new Map<string, Regex>();
  readonly #outputs = new Map<string, Output>();
  readonly #sources = new Map<string, Source>();
  readonly #open = new Set<number>();
  #record = '';
  #fields: Value[] | undefined;
  #reader: RecordReader | undefined;
  #operandAt = 0;
  #hasOpened = false;
  #buffered = '';
  #seed = 0;
  #depth = 0;
  #exitCode = 0;
  #isEnding = false;

  constructor(process: Process, program: AwkProgram, operands: readonly string[]) {
    this.#process = process;
    this.#program = program;
    this.#operands = operands;
    const defaults: Readonly<Record<string, Value>> = { FS: ' ', OFS: ' ', ORS: '\n', RS: '\n', NR: 0, NF: 0, FNR: 0, SUBSEP: subSeparator, CONVFMT: '%.6g', OFMT: '%.6g', RSTART: 0, RLENGTH: -1, FILENAME: '' };
    for (const [name, value] of Object.entries(defaults)) this.#globals.set(name, value);
    this.#globals.set('ENVIRON', new Map([...process.env].map(([name, value]) => [name, new Input(value)])));
    const argv: AwkArray = new Map([['0', 'awk' as Value], ...operands.map((operand, i) => [String(i + 1), new Input(operand) as Value] as const)]);
    this.#globals.set('ARGV', argv);
    this.#globals.set('ARGC', operands.length + 1);
  }

  setVariable(name: string, text: string): void {
    this.#globals.set(name, new Input(unescapeAwk(text)));
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
    await this.#flush();
    for (const name of [...this.#outputs.keys()]) await this.#close(name);
    return this.#exitCode;
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
      const record = await this.#nextRecord();
      if (record === undefined) return;
      this.#setRecord(record);
      try {
        for (const [index, rule] of this.#program.rules.entries()) {
          if (rule.kind !== 'main' || !(await this.#applies(index))) continue;
          if (rule.body) await this.#runRule(rule.body);
          else await this.#print(`${this.#record}${this.#string('ORS')}`);
        }
      } catch (error) {
        if (!(error instanceof Jump)) throw error;
        if (error.kind === 'nextfile') this.#reader = undefined;
        else if (error.kind !== 'next') throw error;
      }
    }
  }

  async #applies(index: number): Promise<boolean> {
    const rule = this.#program.rules[index];
    if (!rule?.pattern) return true;
    if (!rule.end) return this.#truth(await this.#evaluate(rule.pattern));
    if (!this.#open.has(index)) {
      if (!this.#truth(await this.#evaluate(rule.pattern))) return false;
      this.#open.add(index);
    }
    if (this.#truth(await this.#evaluate(rule.end))) this.#open.delete(index);
    return true;
  }

  async #nextRecord(): Promise<string | undefined> {
    for (;;) {
      if (!this.#reader && !(await this.#openNext())) return undefined;
      const record = await this.#reader?.next(this.#string('RS'));
      if (record !== undefined) {
        this.#globals.set('NR', toNumber(this.#scalar('NR')) + 1);
        this.#globals.set('FNR', toNumber(this.#scalar('FNR')) + 1);
        return record;
      }
      this.#reader = undefined;
    }
  }

  async #openNext(): Promise<boolean> {
    while (this.#operandAt < this.#operands.length) {
      const operand = this.#operands[this.#operandAt++] ?? '';
      const assignment = /^([A-Za-z_]\w*)=([^]*)$/.exec(operand);
      if (assignment) {
        this.setVariable(assignment[1] ?? '', assignment[2] ?? '');
        continue;
      }
      this.#hasOpened = true;
      try {
        this.#reader = new RecordReader(this.#process, openInput(this.#process, operand));
        this.#globals.set('FILENAME', operand);
        this.#globals.set('FNR', 0);
        return true;
      } catch (error) {
        if (!(error instanceof Errno)) throw error;
        await this.#process.write(2, `awk: ${operand}: ${error.message}\n`);
        this.#exitCode = 1;
      }
    }
    if (this.#hasOpened) return false;
    this.#hasOpened = true;
    this.#reader = new RecordReader(this.#process, this.#process.file(0));
    return true;
  }

  #setRecord(record: string): void {
    this.#record = record;
    this.#fields = undefined;
  }

  #split(): Value[] {
    if (this.#fields === undefined) {
      const separator = this.#string('RS') === '' ? '\n|' : '';
      this.#fields = this.#splitText(this.#record, this.#string('FS'), separator !== '').map((text) => new Input(text));
      this.#globals.set('NF', this.#fields.length);
    }
    return this.#fields;
  }

  #splitText(text: string, separator: string, isParagraph = false): string[] {
    if (separator === ' ') return text.match(/[^ \t\n]+/g) ?? [];
    if (text === '') return [];
    if (separator === '') return [...text];
    if (separator === '\t' || (separator.length === 1 && separator !== '\\' && !isParagraph)) return text.split(separator);
    const regex = this.#regex(isParagraph ? `${separator}|\n` : separator);
    const parts: string[] = [];
    let at = 0;
    for (let match = matchShort(regex, text, 0); match?.[0]; match = matchShort(regex, text, at)) {
      const [start, end] = match[0];
      if (end === start) break;
      parts.push(text.slice(at, start));
      at = end;
    }
    parts.push(text.slice(at));
    return parts;
  }

  /** As `#splitText`, giving others their turn and accounting for what the parts cost. */
  async #splitLong(text: string, separator: string): Promise<string[]> {
    if (text.length < longText) {
      const parts = this.#splitText(text, separator);
      this.#process.allocate(parts.length * 64 + text.length);
      return parts;
    }
    this.#process.allocate(text.length);
    const parts: string[] = [];
    const isBlanks = separator === ' ';
    for (let at = 0; at < text.length;) {
      // A piece ends where a part does, so that none is torn.
      let end = Math.min(text.length, at + longText);
      if (end < text.length && separator !== '') {
        if (isBlanks || separator.length === 1) {
          const next = isBlanks ? text.slice(end).search(blank) : text.indexOf(separator, end) - end;
          end = next < 0 ? text.length : end + next;
        } else end = text.length;
      }
      const found = this.#splitText(text.slice(at, end), separator);
      this.#process.allocate(found.length * 64);
      for (const part of found) parts.push(part);
      await this.#process.tick(searchSteps);
      at = end + (separator === '' || isBlanks ? 0 : 1);
      if (at === text.length && end < text.length) parts.push('');
    }
    return parts;
  }

  #rebuild(): void {
    this.#record = (this.#fields ?? []).map((field) => this.#text(field)).join(this.#string('OFS'));
  }

  #find(regex: Regex, text: string, from: number): ReturnType<typeof findMatch> {
    return findMatch(regex, text, from, () => this.#process.tick(searchSteps));
  }

  #regex(source: string): Regex {
    let regex = this.#regexes.get(source);
    if (!regex) {
      regex = compileRegex(source, { isExtended: true, ignoreCase: false });
      this.#regexes.set(source, regex);
    }
    return regex;
  }

  #text(value: Value, format?: string): string {
    if (typeof value === 'string') return value;
    if (value === undefined) return '';
    if (value instanceof Input) return value.text;
    if (Number.isInteger(value) && Math.abs(value) < 2 ** 63) return BigInt(value).toString();
    return formatPrintf(format ?? this.#string('CONVFMT'), [String(value)]).text;
  }

  #string(name: string): string {
    const value = this.#globals.get(name);
    return value instanceof Map ? '' : this.#text(value, '%.6g');
  }

  #truth(value: Value): boolean {
    if (typeof value === 'string') return value !== '';
    if (value instanceof Input) return looksNumeric.test(value.text) ? Number(value.text) !== 0 : value.text !== '';
    return toNumber(value) !== 0;
  }

  #scope(name: string): Map<string, Value | AwkArray> {
    const frame = this.#frames.at(-1);
    return frame?.has(name) ? frame : this.#globals;
  }

  #scalar(name: string): Value {
    if (name === 'NF') this.#split();
    const value = this.#scope(name).get(name);
    if (value instanceof Map) throw new AwkError(`cmd. line:1: Illegal use of array '${name}'`);
    return value;
  }

  #array(name: string): AwkArray {
    const scope = this.#scope(name);
    const value = scope.get(name);
    if (value instanceof Map) return value;
    const made: AwkArray = new Map();
    scope.set(name, made);
    return made;
  }

  #assign(target: AwkExpression, key: string | number, value: Value): void {
    if (target.t === 'variable') {
      if (target.name === 'NF') {
        const fields = this.#split();
        const count = Math.min(toNumber(value), 100_000);
        while (fields.length < count) fields.push('');
        fields.length = count;
        this.#globals.set('NF', count);
        this.#rebuild();
        return;
      }
      const old = this.#scope(target.name).get(target.name);
      if (typeof value === 'string') {
        this.#process.limitString(value.length);
        this.#process.allocate(value.length - (typeof old === 'string' ? old.length : 0));
      }
      this.#scope(target.name).set(target.name, value);
    } else if (target.t === 'element') {
      const array = this.#array(target.name);
      if (!array.has(String(key))) this.#process.allocate(64 + String(key).length + (typeof value === 'string' ? value.length : 8));
      array.set(String(key), value);
    } else if (target.t === 'field') this.#assignField(Number(key), value);
  }

  #assignField(index: number, value: Value): void {
    if (index === 0) {
      this.#setRecord(this.#text(value));
      return;
    }
    if (index < 0 || index > 100_000) throw new AwkError('cmd. line:1: Access to negative field');
    const fields = this.#split();
    while (fields.length < index) fields.push('');
    fields[index - 1] = value;
    this.#globals.set('NF', fields.length);
    this.#rebuild();
  }

  async #key(target: AwkExpression): Promise<string | number> {
    if (target.t === 'field') return Math.trunc(toNumber(await this.#evaluate(target.index)));
    return target.t === 'element' ? this.#subscript(target.keys) : '';
  }

  async #subscript(keys: readonly AwkExpression[]): Promise<string> {
    const parts: string[] = [];
    for (const key of keys) parts.push(this.#text(await this.#evaluate(key)));
    return parts.join(this.#string('SUBSEP'));
  }

  #load(target: AwkExpression, key: string | number): Value {
    if (target.t === 'variable') return this.#scalar(target.name);
    if (target.t === 'field') return this.#field(Number(key));
    if (target.t !== 'element') return undefined;
    const array = this.#array(target.name);
    if (!array.has(String(key))) array.set(String(key), undefined);
    return array.get(String(key));
  }

  #field(index: number): Value {
    if (index < 0) throw new AwkError('cmd. line:1: Access to negative field');
    return index === 0 ? new Input(this.#record) : this.#split()[index - 1];
  }

  async #evaluate(expression: AwkExpression): Promise<Value> {
    switch (expression.t) {
      case 'number': return expression.value;
      case 'string': return expression.value;
      case 'regex': return (await this.#find(this.#regex(expression.source), this.#record, 0)) ? 1 : 0;
      case 'variable': return this.#scalar(expression.name);
      case 'group': return this.#evaluate(expression.of);
      case 'field':
      case 'element': return this.#load(expression, await this.#key(expression));
      case 'assign': {
        const value = await this.#evaluate(expression.value);
        const key = await this.#key(expression.target);
        const stored = expression.op === '' ? value : arithmetic(expression.op, toNumber(this.#load(expression.target, key)), toNumber(value));
        this.#assign(expression.target, key, stored);
        return stored;
      }
      case 'step': {
        const key = await this.#key(expression.target);
        const old = toNumber(this.#load(expression.target, key));
        this.#assign(expression.target, key, old + expression.by);
        return expression.isPrefix ? old + expression.by : old;
      }
      case 'unary': {
        const value = await this.#evaluate(expression.of);
        if (expression.op === '!') return this.#truth(value) ? 0 : 1;
        return expression.op === '-' ? -toNumber(value) : toNumber(value);
      }
      case 'binary': return this.#binary(expression.op, await this.#evaluate(expression.left), await this.#evaluate(expression.right));
      case 'logical': {
        const left = this.#truth(await this.#evaluate(expression.left));
        if (left === (expression.op === '||')) return left ? 1 : 0;
        return this.#truth(await this.#evaluate(expression.right)) ? 1 : 0;
      }
      case 'ternary': return this.#evaluate(this.#truth(await this.#evaluate(expression.condition)) ? expression.yes : expression.no);
      case 'match': {
        const text = this.#text(await this.#evaluate(expression.text));
        const found = (await this.#find(await this.#patternOf(expression.pattern), text, 0)) !== undefined;
        return found === expression.isNegated ? 0 : 1;
      }
      case 'in': return this.#array(expression.array).has(await this.#subscript(expression.keys)) ? 1 : 0;
      case 'getline': return this.#getline(expression);
      case 'call': return this.#call(expression.name, expression.args);
    }
  }

  async #patternOf(expression: AwkExpression): Promise<Regex> {
    return this.#regex(expression.t === 'regex' ? expression.source : this.#text(await this.#evaluate(expression)));
  }

  #binary(op: string, left: Value, right: Value): Value {
    if (op === ' ') return this.#text(left) + this.#text(right);
    if (/^[<>=!]/.test(op)) {
      let order: number;
      if (isNumeric(left) && isNumeric(right)) order = toNumber(left) - toNumber(right);
      else {
        const a = this.#text(left);
        const b = this.#text(right);
        order = a < b ? -1 : a > b ? 1 : 0;
      }
      const isTrue = op === '<' ? order < 0 : op === '<=' ? order <= 0 : op === '==' ? order === 0 : op === '!=' ? order !== 0 : op === '>' ? order > 0 : order >= 0;
      return isTrue ? 1 : 0;
    }
    return arithmetic(op, toNumber(left), toNumber(right));
  }

  async #getline(expression: Extract<AwkExpression, { t: 'getline' }>): Promise<Value> {
    await this.#flush();
    let record: string | undefined;
    if (expression.kind === 'main') {
      record = await this.#nextRecord();
      if (record === undefined) return 0;
    } else {
      const name = expression.source ? this.#text(await this.#evaluate(expression.source)) : '';
      let source = this.#sources.get(name);
      if (!source) {
        const opened = expression.kind === 'command' ? await this.#commandSource(name) : this.#fileSource(name);
        if (!opened) return -1;
        source = opened;
        this.#sources.set(name, source);
      }
      record = await source.reader.next(this.#string('RS'));
      if (record === undefined) return 0;
      if (expression.kind === 'command') this.#globals.set('NR', toNumber(this.#scalar('NR')) + 1);
    }
    if (expression.target) this.#assign(expression.target, await this.#key(expression.target), new Input(record));
    else this.#setRecord(record);
    return 1;
  }

  #fileSource(name: string): Source | undefined {
    try {
      return { reader: new RecordReader(this.#process, openInput(this.#process, name)) };
    } catch (error) {
      if (error instanceof Errno) return undefined;
      throw error;
    }
  }

  async #commandSource(command: string): Promise<Source | undefined> {
    const pipe = new Pipe();
    const reader = pipe.readEnd();
    const saved = this.#process.files.get(1);
    const writer = pipe.writeEnd();
    this.#process.files.set(1, writer);
    writer.references++;
    const child = await startChild(this.#process, ['sh', '-c', command]);
    this.#process.files.delete(1);
    if (--writer.references === 0) writer.close();
    if (saved) this.#process.files.set(1, saved);
    if (typeof child === 'number') return undefined;
    return { reader: new RecordReader(this.#process, reader), child };
  }

  async #call(name: string, args: readonly AwkExpression[]): Promise<Value> {
    const own = this.#program.functions.get(name);
    if (own) return this.#callFunction(name, args);
    const text = async (i: number): Promise<string> => { const arg = args[i]; return arg ? this.#text(await this.#evaluate(arg)) : ''; };
    const number = async (i: number): Promise<number> => { const arg = args[i]; return arg ? toNumber(await this.#evaluate(arg)) : 0; };
    if (args.length < (leastArguments[name] ?? 0)) throw new AwkError('cmd. line:1: Too few arguments');
    switch (name) {
      case 'length': {
        const arg = args[0];
        if (!arg) return this.#record.length;
        if (arg.t === 'variable' && this.#scope(arg.name).get(arg.name) instanceof Map) return this.#array(arg.name).size;
        return (await text(0)).length;
      }
      case 'substr': {
        const subject = await text(0);
        const start = Math.min(subject.length, Math.max(0, Math.trunc(await number(1)) - 1));
        const count = args.length > 2 ? Math.max(0, Math.trunc(await number(2))) : Infinity;
        return subject.slice(start, start + count);
      }
      case 'index': {
        const [subject, part] = [await text(0), await text(1)];
        return part === '' ? 0 : subject.indexOf(part) + 1;
      }
      case 'tolower': return (await text(0)).toLowerCase();
      case 'toupper': return (await text(0)).toUpperCase();
      case 'int': return Math.trunc(await number(0));
      case 'sqrt': return Math.sqrt(await number(0));
      case 'exp': return Math.exp(await number(0));
      case 'log': return Math.log(await number(0));
      case 'sin': return Math.sin(await number(0));
      case 'cos': return Math.cos(await number(0));
      case 'atan2': return Math.atan2(await number(0), await number(1));
      case 'and': return Number(BigInt(await number(0)) & BigInt(await number(1)));
      case 'or': return Number(BigInt(await number(0)) | BigInt(await number(1)));
      case 'xor': return Number(BigInt(await number(0)) ^ BigInt(await number(1)));
      case 'compl': return Number(BigInt.asUintN(64, ~BigInt(await number(0))));
      case 'lshift': return Number(BigInt(await number(0)) << BigInt(await number(1)));
      case 'rshift': return Number(BigInt(await number(0)) >> BigInt(await number(1)));
      case 'rand': return this.#process.context.random.next();
      case 'srand': {
        const old = this.#seed;
        this.#seed = args.length > 0 ? await number(0) : Math.floor(this.#process.context.clock.now() / 1000);
        return old;
      }
      case 'systime': return Math.floor(this.#process.context.clock.now() / 1000);
      case 'strftime': return formatDate(args.length > 0 ? await text(0) : '%c', args.length > 1 ? (await number(1)) * 1000 : this.#process.context.clock.now());
      case 'mktime': {
        const [year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0] = (await text(0)).split(/\s+/).map(Number);
        return Date.UTC(year, month - 1, day, hour, minute, second) / 1000;
      }
      case 'sprintf': return this.#format(args);
      case 'split': return this.#splitCall(args);
      case 'match': return this.#matchCall(args);
      case 'sub':
      case 'gsub':
      case 'gensub': return this.#substitute(name, args);
      case 'system': {
        await this.#flush();
        const child = await startChild(this.#process, ['sh', '-c', await text(0)]);
        return typeof child === 'number' ? child : this.#process.waitFor(child);
      }
      case 'close': return this.#close(await text(0));
      case 'fflush':
        await this.#flush();
        return 0;
      default: throw new AwkError(`cmd. line:1: Call to undefined function`);
    }
  }

  async #splitCall(args: readonly AwkExpression[]): Promise<Value> {
    const [subject, target, separator] = args;
    if (!subject || target?.t !== 'variable') return 0;
    const text = this.#text(await this.#evaluate(subject));
    const by = separator === undefined ? this.#string('FS') : separator.t === 'regex' ? separator.source : this.#text(await this.#evaluate(separator));
    const parts = await this.#splitLong(text, separator?.t === 'regex' && by.length === 1 ? `(${by})` : by);
    const array = this.#array(target.name);
    array.clear();
    for (const [i, part] of parts.entries()) {
      array.set(String(i + 1), new Input(part));
      const pause = this.#process.tick();
      if (pause) await pause;
    }
    return parts.length;
  }

  async #matchCall(args: readonly AwkExpression[]): Promise<Value> {
    const [subject, pattern] = args;
    if (!subject || !pattern) return 0;
    const text = this.#text(await this.#evaluate(subject));
    const found = (await this.#find(await this.#patternOf(pattern), text, 0))?.[0];
    this.#globals.set('RSTART', found ? found[0] + 1 : 0);
    this.#globals.set('RLENGTH', found ? found[1] - found[0] : -1);
    return found ? found[0] + 1 : 0;
  }

  async #substitute(name: string, args: readonly AwkExpression[]): Promise<Value> {
    const [pattern, by] = args;
    if (!pattern || !by) return 0;
    const regex = await this.#patternOf(pattern);
    const replacement = this.#text(await this.#evaluate(by));
    const how = name === 'gensub' && args[2] ? this.#text(await this.#evaluate(args[2])) : '';
    const isGlobal = name === 'gsub' || /^[gG]/.test(how);
    const target: AwkExpression = (name === 'gensub' ? args[3] : args[2]) ?? { t: 'field', index: { t: 'number', value: 0 } };
    const isPlace = target.t === 'variable' || target.t === 'field' || target.t === 'element';
    const key = isPlace ? await this.#key(target) : '';
    const text = this.#text(isPlace ? this.#load(target, key) : await this.#evaluate(target));
    let result = '';
    let at = 0;
    let count = 0;
    for (let from = 0; from <= text.length;) {
      const match = await this.#find(regex, text, from);
      const whole = match?.[0];
      if (!match || !whole) break;
      if (whole[0] === whole[1] && count > 0 && whole[0] === at) {
        if (from >= text.length) break;
        from++;
        continue;
      }
      count++;
      result += text.slice(at, whole[0]) + replacement.replace(/\\\\&|\\&|&|\\(\d)/g, (mark, digit: string | undefined) => {
        if (mark === '\\&') return '&';
        if (digit !== undefined && name !== 'gensub') return mark;
        const group = match[Number(digit ?? 0)];
        return (mark === '\\\\&' ? '\\' : '') + (group ? text.slice(group[0], group[1]) : '');
      });
      at = whole[1];
      if (!isGlobal) break;
      from = whole[1] === whole[0] ? whole[1] + 1 : whole[1];
      if (whole[1] === whole[0] && whole[1] < text.length) {
        result += text[whole[1]] ?? '';
        at = whole[1] + 1;
      }
      const pause = this.#process.tick();
      if (pause) await pause;
    }
    result += text.slice(at);
    if (name === 'gensub') return result;
    if (count > 0 && isPlace) this.#assign(target, key, result);
    return count;
  }

  async #callFunction(name: string, args: readonly AwkExpression[]): Promise<Value> {
    const called = this.#program.functions.get(name);
    if (!called) return undefined;
    if (++this.#depth > 200) throw new AwkError('cmd. line:1: function call nesting too deep');
    const frame = new Map<string, Value | AwkArray>();
    for (const [i, parameter] of called.parameters.entries()) {
      const arg = args[i];
      if (arg?.t === 'variable') {
        const value = this.#scope(arg.name).get(arg.name);
        if (value instanceof Map) frame.set(parameter, value);
        else if (value === undefined && this.#usesArray(called.body, parameter)) frame.set(parameter, this.#array(arg.name));
        else frame.set(parameter, value);
      } else frame.set(parameter, arg ? await this.#evaluate(arg) : undefined);
    }
    this.#frames.push(frame);
    try {
      await this.#execute(called.body);
      return undefined;
    } catch (error) {
      if (error instanceof Jump && error.kind === 'return') return error.value;
      throw error;
    } finally {
      this.#frames.pop();
      this.#depth--;
    }
  }

  #usesArray(body: AwkStatement, name: string): boolean {
    return JSON.stringify(body).includes(`"t":"element","name":"${name}"`) || JSON.stringify(body).includes(`"array":"${name}"`) || JSON.stringify(body).includes(`{"t":"variable","name":"${name}"},{"t":"`);
  }

  async #format(args: readonly AwkExpression[]): Promise<string> {
    const values: Value[] = [];
    for (const arg of args) values.push(await this.#evaluate(arg));
    const [format, ...rest] = values;
    // Each conversion is formatted alone, since awk neither repeats the format nor stops at missing arguments.
    let at = 0;
    return this.#text(format).replace(/%(?:%|([-+ 0#]*)(\*|\d+)?(?:\.(\*|\d+))?([diouxXeEfgGcs]))/g, (whole, flags: string | undefined, width: string | undefined, precision: string | undefined, kind: string | undefined) => {
      if (whole === '%%') return '%';
      const star = (text: string | undefined): string => (text === '*' ? String(Math.trunc(toNumber(rest[at++]))) : (text ?? ''));
      const wide = star(width);
      const exact = precision === undefined ? '' : `.${star(precision)}`;
      const value = rest[at++];
      const spec = `%${flags ?? ''}${wide}${exact}`;
      if (kind === 's') return formatPrintf(`${spec}s`, [this.#text(value, this.#string('OFMT'))]).text;
      if (kind === 'c') return formatPrintf(`${spec}c`, [typeof value === 'number' ? String.fromCharCode(value & 255) : this.#text(value)]).text;
      const number = toNumber(value);
      if ('diouxX'.includes(kind ?? '')) return formatPrintf(`${spec}${kind ?? 'd'}`, [Number.isFinite(number) ? String(BigInt(Math.trunc(number))) : '0']).text;
      return formatPrintf(`${spec}${kind ?? 'g'}`, [String(number)]).text;
    });
  }

  async #print(text: string, redirect?: { readonly op: '>' | '>>' | '|'; readonly to: AwkExpression }): Promise<void> {
    if (!redirect) {
      this.#buffered += text;
      if (this.#buffered.length > 4096 || this.#process.files.get(1)?.isTty) await this.#flush();
      return;
    }
    const name = this.#text(await this.#evaluate(redirect.to));
    if (name === '/dev/stdout' || name === '/dev/stderr') {
      await this.#flush();
      await this.#process.write(name === '/dev/stdout' ? 1 : 2, text);
      return;
    }
    let output = this.#outputs.get(name);
    if (!output) {
      await this.#flush();
      output = redirect.op === '|' ? await this.#commandOutput(name) : { file: this.#process.fs.open(pathOf(this.#process, name), { write: true, create: true, truncate: redirect.op === '>', append: redirect.op === '>>' }, this.#process) };
      this.#outputs.set(name, output);
    }
    await output.file.write(this.#process, text);
  }

  async #commandOutput(command: string): Promise<Output> {
    const pipe = new Pipe();
    const reader = pipe.readEnd();
    const saved = this.#process.files.get(0);
    reader.references++;
    this.#process.files.set(0, reader);
    const child = await startChild(this.#process, ['sh', '-c', command]);
    this.#process.files.delete(0);
    if (--reader.references === 0) reader.close();
    if (saved) this.#process.files.set(0, saved);
    return { file: pipe.writeEnd(), ...(typeof child !== 'number' && { child }) };
  }

  async #close(name: string): Promise<number> {
    await this.#flush();
    const output = this.#outputs.get(name);
    const source = this.#sources.get(name);
    this.#outputs.delete(name);
    this.#sources.delete(name);
    if (output?.child) {
      output.file.close();
      return this.#process.waitFor(output.child);
    }
    if (source?.child) return this.#process.waitFor(source.child);
    return output || source ? 0 : -1;
  }

  async #flush(): Promise<void> {
    const text = this.#buffered;
    this.#buffered = '';
    await this.#process.write(1, text);
  }

  async #execute(statement: AwkStatement): Promise<void> {
    const pause = this.#process.tick();
    if (pause) await pause;
    switch (statement.t) {
      case 'block':
        for (const one of statement.body) await this.#execute(one);
        return;
      case 'expression':
        await this.#evaluate(statement.of);
        return;
      case 'print': {
        let text: string;
        if (statement.isFormatted) text = await this.#format(statement.args);
        else if (statement.args.length === 0) text = `${this.#record}${this.#string('ORS')}`;
        else {
          const parts: string[] = [];
          for (const arg of statement.args) parts.push(this.#text(await this.#evaluate(arg), this.#string('OFMT')));
          text = `${parts.join(this.#string('OFS'))}${this.#string('ORS')}`;
        }
        await this.#print(text, statement.redirect);
        return;
      }
      case 'if':
        if (this.#truth(await this.#evaluate(statement.condition))) await this.#execute(statement.yes);
        else if (statement.no) await this.#execute(statement.no);
        return;
      case 'while':
        if (statement.isDo && !(await this.#loopBody(statement.body))) return;
        while (this.#truth(await this.#evaluate(statement.condition))) if (!(await this.#loopBody(statement.body))) return;
        return;
      case 'for':
        if (statement.start) await this.#execute(statement.start);
        while (!statement.condition || this.#truth(await this.#evaluate(statement.condition))) {
          if (!(await this.#loopBody(statement.body))) return;
          if (statement.step) await this.#execute(statement.step);
        }
        return;
      case 'forIn':
        for (const key of [...this.#array(statement.array).keys()]) {
          this.#assign({ t: 'variable', name: statement.name }, '', new Input(key));
          if (!(await this.#loopBody(statement.body))) return;
        }
        return;
      case 'jump': throw new Jump(statement.kind);
      case 'exit':
        if (statement.value) this.#exitCode = toNumber(await this.#evaluate(statement.value)) & 255;
        else if (!this.#isEnding) this.#exitCode = 0;
        throw new Jump('exit');
      case 'return': throw new Jump('return', statement.value ? await this.#evaluate(statement.value) : undefined);
      case 'delete':
        if (statement.keys) this.#array(statement.name).delete(await this.#subscript(statement.keys));
        else this.#array(statement.name).clear();
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

const leastArguments: Readonly<Record<string, number>> = { substr: 2, index: 2, split: 2, sub: 2, gsub: 2, match: 2, gensub: 3, atan2: 2, and: 2, or: 2, xor: 2, lshift: 2, rshift: 2, tolower: 1, toupper: 1, int: 1, sqrt: 1, exp: 1, log: 1, sin: 1, cos: 1, system: 1, close: 1, compl: 1, mktime: 1 };
