// What a running awk program knows: its variables, and the current record with its fields.
import { searchSteps } from '../../commands/command.ts';
import type { Process } from '../../process/process.ts';
import { formatPrintf } from '../printf.ts';
import { type Regex, compileRegex, findMatch, matchShort } from '../regex.ts';
import { unescapeAwk } from './awk-lexer.ts';
import { AwkError, type AwkExpression } from './awk-syntax.ts';
import { type AwkArray, type Value, Input, looksNumeric, toNumber } from './awk-values.ts';

const blank = /[ \t\n]/;

/** Texts from here on are split a piece at a time. */
const longText = 64 * 1024;
const stride = 16 * 1024;
/** What a part costs beside its text. */
const partBytes = 64;

function bytesOf(text: string, parts: readonly string[]): number {
  return text.length + parts.length * partBytes;
}

/** Variables, record and fields, which follow each other. */
export class AwkState {
  readonly globals = new Map<string, Value | AwkArray>();
  /** Parameters of the functions that run. */
  readonly frames: Map<string, Value | AwkArray>[] = [];
  record = '';
  /** What the program is to end with. */
  exitCode = 0;
  readonly #process: Process;
  readonly #regexes = new Map<string, Regex>();
  #fields: Value[] | undefined;
  /** Memory that the fields of a long record take. */
  #fieldBytes = 0;
  /** The same of arrays that `split` filled. */
  readonly #splitBytes = new WeakMap<AwkArray, number>();

  constructor(process: Process, operands: readonly string[]) {
    this.#process = process;
    const defaults: Readonly<Record<string, Value>> = { FS: ' ', OFS: ' ', ORS: '\n', RS: '\n', NR: 0, NF: 0, FNR: 0, SUBSEP: '\x1c', CONVFMT: '%.6g', OFMT: '%.6g', RSTART: 0, RLENGTH: -1, FILENAME: '' };
    for (const [name, value] of Object.entries(defaults)) this.globals.set(name, value);
    this.globals.set('ENVIRON', new Map([...process.env].map(([name, value]) => [name, new Input(value)])));
    const argv: AwkArray = new Map([['0', 'awk' as Value], ...operands.map((operand, i) => [String(i + 1), new Input(operand) as Value] as const)]);
    this.globals.set('ARGV', argv);
    this.globals.set('ARGC', operands.length + 1);
  }

  setVariable(name: string, text: string): void {
    this.globals.set(name, new Input(unescapeAwk(text)));
  }

  setRecord(record: string): void {
    this.record = record;
    this.#fields = undefined;
    this.#process.allocate(-this.#fieldBytes);
    this.#fieldBytes = 0;
  }

  split(): Value[] {
    if (this.#fields === undefined) {
      const fields = this.#splitText(this.record, this.string('FS'), this.string('RS') === '').map((text) => new Input(text));
      this.#setFields(fields);
      return fields;
    }
    return this.#fields;
  }

  #splitText(text: string, separator: string, isParagraph = false): string[] {
    if (separator === ' ') return text.match(/[^ \t\n]+/g) ?? [];
    if (text === '') return [];
    if (separator === '') return [...text];
    if (separator === '\t' || (separator.length === 1 && separator !== '\\' && !isParagraph)) return text.split(separator);
    const regex = this.regex(isParagraph ? `${separator}|\n` : separator);
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

  /** The parts of `text` for `array`, in whose place they come: memory that its last parts took is given back. */
  async splitInto(array: AwkArray, text: string, separator: string): Promise<string[]> {
    this.#process.allocate(-(this.#splitBytes.get(array) ?? 0));
    this.#splitBytes.delete(array);
    const parts = await this.#splitLong(text, separator);
    this.#splitBytes.set(array, bytesOf(text, parts));
    return parts;
  }

  /** As `#splitText`, giving others their turn and accounting for what text and parts cost (`bytesOf`). */
  async #splitLong(text: string, separator: string, isParagraph = false): Promise<string[]> {
    if (text.length < longText) {
      const parts = this.#splitText(text, separator, isParagraph);
      this.#process.allocate(bytesOf(text, parts));
      return parts;
    }
    this.#process.allocate(text.length);
    if (separator.length > 1 || separator === '\\' || (isParagraph && separator !== ' ')) return this.#splitByRegex(text, this.regex(isParagraph ? `${separator}|\n` : separator));
    const parts: string[] = [];
    const isBlanks = separator === ' ';
    for (let at = 0; at < text.length;) {
      // A piece ends where a part does, so that none is torn.
      let end = Math.min(text.length, at + stride);
      if (end < text.length && separator !== '') {
        const next = isBlanks ? text.slice(end).search(blank) : text.indexOf(separator, end) - end;
        end = next < 0 ? text.length : end + next;
      }
      const found = this.#splitText(text.slice(at, end), separator);
      this.#process.allocate(found.length * partBytes);
      for (const part of found) parts.push(part);
      await this.#process.tick(searchSteps);
      at = end + (separator === '' || isBlanks ? 0 : 1);
      if (at === text.length && end < text.length) parts.push('');
    }
    return parts;
  }

  async #splitByRegex(text: string, regex: Regex): Promise<string[]> {
    const parts: string[] = [];
    let at = 0;
    for (;;) {
      const [start, end] = (await this.find(regex, text, at))?.[0] ?? [0, 0];
      if (end === start) break;
      parts.push(text.slice(at, start));
      this.#process.allocate(partBytes);
      at = end;
      const pause = this.#process.tick();
      if (pause) await pause;
    }
    parts.push(text.slice(at));
    this.#process.allocate(partBytes);
    return parts;
  }

  /** Splits a long record before `target` of it is read or written: `$1`, NF. Nothing to await when that is not long. */
  splitFor(target: AwkExpression, key: string | number): Promise<void> | undefined {
    if (this.#fields !== undefined || this.record.length < longText) return undefined;
    const isOfFields = target.t === 'field' ? key !== 0 : target.t === 'variable' && target.name === 'NF';
    return isOfFields ? this.#splitRecord() : undefined;
  }

  async #splitRecord(): Promise<void> {
    const { record } = this;
    const fields: Value[] = [];
    const parts = await this.#splitLong(record, this.string('FS'), this.string('RS') === '');
    this.#fieldBytes = bytesOf(record, parts);
    for (const text of parts) {
      fields.push(new Input(text));
      if (fields.length % 4096 === 0) await this.#process.tick(searchSteps);
    }
    this.#setFields(fields);
  }

  #setFields(fields: Value[]): void {
    this.#fields = fields;
    this.globals.set('NF', fields.length);
  }

  #rebuild(): void {
    this.record = (this.#fields ?? []).map((field) => this.text(field)).join(this.string('OFS'));
  }

  find(regex: Regex, text: string, from: number): ReturnType<typeof findMatch> {
    return findMatch(regex, text, from, () => this.#process.tick(searchSteps));
  }

  regex(source: string): Regex {
    let regex = this.#regexes.get(source);
    if (!regex) {
      regex = compileRegex(source, { isExtended: true, ignoreCase: false });
      this.#regexes.set(source, regex);
    }
    return regex;
  }

  text(value: Value, format?: string): string {
    if (typeof value === 'string') return value;
    if (value === undefined) return '';
    if (value instanceof Input) return value.text;
    if (Number.isInteger(value) && Math.abs(value) < 2 ** 63) return BigInt(value).toString();
    return formatPrintf(format ?? this.string('CONVFMT'), [String(value)]).text;
  }

  string(name: string): string {
    const value = this.globals.get(name);
    return value instanceof Map ? '' : this.text(value, '%.6g');
  }

  truth(value: Value): boolean {
    if (typeof value === 'string') return value !== '';
    if (value instanceof Input) return looksNumeric.test(value.text) ? Number(value.text) !== 0 : value.text !== '';
    return toNumber(value) !== 0;
  }

  scope(name: string): Map<string, Value | AwkArray> {
    const frame = this.frames.at(-1);
    return frame?.has(name) ? frame : this.globals;
  }

  scalar(name: string): Value {
    if (name === 'NF') this.split();
    const value = this.scope(name).get(name);
    if (value instanceof Map) throw new AwkError(`cmd. line:1: Illegal use of array '${name}'`);
    return value;
  }

  array(name: string): AwkArray {
    const scope = this.scope(name);
    const value = scope.get(name);
    if (value instanceof Map) return value;
    const made: AwkArray = new Map();
    scope.set(name, made);
    return made;
  }

  assign(target: AwkExpression, key: string | number, value: Value): void {
    if (target.t === 'variable') {
      if (target.name === 'NF') {
        const fields = this.split();
        const count = Math.min(toNumber(value), 100_000);
        while (fields.length < count) fields.push('');
        fields.length = count;
        this.globals.set('NF', count);
        this.#rebuild();
        return;
      }
      const old = this.scope(target.name).get(target.name);
      if (typeof value === 'string') {
        this.#process.limitString(value.length);
        this.#process.allocate(value.length - (typeof old === 'string' ? old.length : 0));
      }
      this.scope(target.name).set(target.name, value);
    } else if (target.t === 'element') {
      const array = this.array(target.name);
      if (!array.has(String(key))) this.#process.allocate(64 + String(key).length + (typeof value === 'string' ? value.length : 8));
      array.set(String(key), value);
    } else if (target.t === 'field') this.#assignField(Number(key), value);
  }

  #assignField(index: number, value: Value): void {
    if (index === 0) {
      this.setRecord(this.text(value));
      return;
    }
    if (index < 0 || index > 100_000) throw new AwkError('cmd. line:1: Access to negative field');
    const fields = this.split();
    while (fields.length < index) fields.push('');
    fields[index - 1] = value;
    this.globals.set('NF', fields.length);
    this.#rebuild();
  }

  load(target: AwkExpression, key: string | number): Value {
    if (target.t === 'variable') return this.scalar(target.name);
    if (target.t === 'field') return this.field(Number(key));
    if (target.t !== 'element') return undefined;
    const array = this.array(target.name);
    if (!array.has(String(key))) array.set(String(key), undefined);
    return array.get(String(key));
  }

  field(index: number): Value {
    if (index < 0) throw new AwkError('cmd. line:1: Access to negative field');
    return index === 0 ? new Input(this.record) : this.split()[index - 1];
  }
}
