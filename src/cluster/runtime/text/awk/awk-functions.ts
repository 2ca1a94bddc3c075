// awk's own functions.
import { formatDate } from '../../commands/date-format.ts';
import type { Process } from '../../process/process.ts';
import { formatPrintf } from '../printf.ts';
import type { Regex } from '../regex.ts';
import type { AwkState } from './awk-state.ts';
import type { AwkStreams } from './awk-streams.ts';
import { AwkError, type AwkExpression } from './awk-syntax.ts';
import { type Value, Input, toNumber } from './awk-values.ts';

/** A running program, as its functions see it. */
export interface AwkRun {
  readonly process: Process;
  readonly state: AwkState;
  readonly streams: AwkStreams;
  /** Of `rand`. */
  seed: number;
  evaluate(expression: AwkExpression): Promise<Value>;
  /** Subscript or number of the element or field that is named. */
  key(target: AwkExpression): Promise<string | number>;
  patternOf(expression: AwkExpression): Promise<Regex>;
}

const leastArguments: Readonly<Record<string, number>> = { substr: 2, index: 2, split: 2, sub: 2, gsub: 2, match: 2, gensub: 3, atan2: 2, and: 2, or: 2, xor: 2, lshift: 2, rshift: 2, tolower: 1, toupper: 1, int: 1, sqrt: 1, exp: 1, log: 1, sin: 1, cos: 1, system: 1, close: 1, compl: 1, mktime: 1 };

/** Calls the function of awk's own that `name` names. Throws AwkError when there is none, or for too few arguments. */
export async function callBuiltin(run: AwkRun, name: string, args: readonly AwkExpression[]): Promise<Value> {
  const text = async (i: number): Promise<string> => { const arg = args[i]; return arg ? run.state.text(await run.evaluate(arg)) : ''; };
  const number = async (i: number): Promise<number> => { const arg = args[i]; return arg ? toNumber(await run.evaluate(arg)) : 0; };
  if (args.length < (leastArguments[name] ?? 0)) throw new AwkError('cmd. line:1: Too few arguments');
  switch (name) {
    case 'length': {
      const arg = args[0];
      if (!arg) return run.state.record.length;
      if (arg.t === 'variable' && run.state.scope(arg.name).get(arg.name) instanceof Map) return run.state.array(arg.name).size;
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
    case 'rand': return run.process.context.random.next();
    case 'srand': {
      const old = run.seed;
      run.seed = args.length > 0 ? await number(0) : Math.floor(run.process.context.clock.now() / 1000);
      return old;
    }
    case 'systime': return Math.floor(run.process.context.clock.now() / 1000);
    case 'strftime': return formatDate(args.length > 0 ? await text(0) : '%c', args.length > 1 ? (await number(1)) * 1000 : run.process.context.clock.now());
    case 'mktime': {
      const [year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0] = (await text(0)).split(/\s+/).map(Number);
      return Date.UTC(year, month - 1, day, hour, minute, second) / 1000;
    }
    case 'sprintf': return formatCall(run, args);
    case 'split': return splitCall(run, args);
    case 'match': return matchCall(run, args);
    case 'sub':
    case 'gsub':
    case 'gensub': return substitute(run, name, args);
    case 'system': {
      return run.streams.system(await text(0));
    }
    case 'close': return run.streams.close(await text(0));
    case 'fflush':
      await run.streams.flush();
      return 0;
    default: throw new AwkError(`cmd. line:1: Call to undefined function`);
  }
}

async function splitCall(run: AwkRun, args: readonly AwkExpression[]): Promise<Value> {
  const [subject, target, separator] = args;
  if (!subject || target?.t !== 'variable') return 0;
  const text = run.state.text(await run.evaluate(subject));
  const by = separator === undefined ? run.state.string('FS') : separator.t === 'regex' ? separator.source : run.state.text(await run.evaluate(separator));
  const array = run.state.array(target.name);
  const parts = await run.state.splitInto(array, text, separator?.t === 'regex' && by.length === 1 ? `(${by})` : by);
  array.clear();
  for (const [i, part] of parts.entries()) {
    array.set(String(i + 1), new Input(part));
    const pause = run.process.tick();
    if (pause) await pause;
  }
  return parts.length;
}

async function matchCall(run: AwkRun, args: readonly AwkExpression[]): Promise<Value> {
  const [subject, pattern] = args;
  if (!subject || !pattern) return 0;
  const text = run.state.text(await run.evaluate(subject));
  const found = (await run.state.find(await run.patternOf(pattern), text, 0))?.[0];
  run.state.globals.set('RSTART', found ? found[0] + 1 : 0);
  run.state.globals.set('RLENGTH', found ? found[1] - found[0] : -1);
  return found ? found[0] + 1 : 0;
}

async function substitute(run: AwkRun, name: string, args: readonly AwkExpression[]): Promise<Value> {
  const [pattern, by] = args;
  if (!pattern || !by) return 0;
  const regex = await run.patternOf(pattern);
  const replacement = run.state.text(await run.evaluate(by));
  const how = name === 'gensub' && args[2] ? run.state.text(await run.evaluate(args[2])) : '';
  const isGlobal = name === 'gsub' || /^[gG]/.test(how);
  const target: AwkExpression = (name === 'gensub' ? args[3] : args[2]) ?? { t: 'field', index: { t: 'number', value: 0 } };
  const isPlace = target.t === 'variable' || target.t === 'field' || target.t === 'element';
  const key = isPlace ? await run.key(target) : '';
  const text = run.state.text(isPlace ? run.state.load(target, key) : await run.evaluate(target));
  let result = '';
  let at = 0;
  let count = 0;
  for (let from = 0; from <= text.length;) {
    const match = await run.state.find(regex, text, from);
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
    const pause = run.process.tick();
    if (pause) await pause;
  }
  result += text.slice(at);
  if (name === 'gensub') return result;
  if (count > 0 && isPlace) run.state.assign(target, key, result);
  return count;
}

/** What `printf` and `sprintf` make of their arguments. */
export async function formatCall(run: AwkRun, args: readonly AwkExpression[]): Promise<string> {
  const values: Value[] = [];
  for (const arg of args) values.push(await run.evaluate(arg));
  const [format, ...rest] = values;
  // Each conversion is formatted alone, since awk neither repeats the format nor stops at missing arguments.
  let at = 0;
  return run.state.text(format).replace(/%(?:%|([-+ 0#]*)(\*|\d+)?(?:\.(\*|\d+))?([diouxXeEfgGcs]))/g, (whole, flags: string | undefined, width: string | undefined, precision: string | undefined, kind: string | undefined) => {
    if (whole === '%%') return '%';
    const star = (text: string | undefined): string => (text === '*' ? String(Math.trunc(toNumber(rest[at++]))) : (text ?? ''));
    const wide = star(width);
    const exact = precision === undefined ? '' : `.${star(precision)}`;
    const value = rest[at++];
    const spec = `%${flags ?? ''}${wide}${exact}`;
    if (kind === 's') return formatPrintf(`${spec}s`, [run.state.text(value, run.state.string('OFMT'))]).text;
    if (kind === 'c') return formatPrintf(`${spec}c`, [typeof value === 'number' ? String.fromCharCode(value & 255) : run.state.text(value)]).text;
    const number = toNumber(value);
    if ('diouxX'.includes(kind ?? '')) return formatPrintf(`${spec}${kind ?? 'd'}`, [Number.isFinite(number) ? String(BigInt(Math.trunc(number))) : '0']).text;
    return formatPrintf(`${spec}${kind ?? 'g'}`, [String(number)]).text;
  });
}
