// `printf` and the escapes of `echo -e`, byte for byte as busybox does them.
import { formatDate } from '../commands/date-format.ts';

/** The result of reading escapes: `stops` when `\c` ended the output. */
export interface Unescaped {
  readonly text: string;
  readonly stops: boolean;
}

const simple: Readonly<Record<string, string>> = { a: '\x07', b: '\b', e: '\x1b', f: '\f', n: '\n', r: '\r', t: '\t', v: '\v', '\\': '\\' };

/** `isEcho`: octal numbers are written `\0NNN` (also accepted: `\NNN`). */
export function unescape(text: string, isEcho: boolean): Unescaped {
  if (!text.includes('\\')) return { text, stops: false };
  let result = '';
  for (let i = 0; i < text.length; i++) {
    const c = text[i] ?? '';
    if (c !== '\\' || i + 1 >= text.length) {
      result += c;
      continue;
    }
    const next = text[++i] ?? '';
    if (next === 'c') return { text: result, stops: true };
    const plain = simple[next];
    const number = /^(?:x([0-9a-fA-F]{1,2})|(0?[0-7]{1,3}))/.exec(text.slice(i, i + 4));
    if (plain !== undefined) result += plain;
    else if (number) {
      const digits = number[2] !== undefined && !isEcho ? number[2].slice(0, 3) : (number[2] ?? '');
      result += String.fromCharCode((number[1] === undefined ? parseInt(digits, 8) : parseInt(number[1], 16)) & 255);
      i += (number[1] === undefined ? digits.length : number[0].length) - 1;
    } else result += `\\${next}`;
  }
  return { text: result, stops: false };
}

export interface Printed {
  readonly text: string;
  /** What goes to standard error, one line each. */
  readonly errors: readonly string[];
}

const conversion = /%(?:%|([-+ 0#]*)(\*|\d+)?(?:\.(\*|\d*))?(?:hh|h|ll|l|L|q|j|z|t)?([diouxXeEfFgGcsbq]))/y;

function pad(text: string, flags: string, width: number): string {
  if (text.length >= width) return text;
  if (flags.includes('-')) return text.padEnd(width);
  return text.padStart(width);
}

function integerOf(arg: string, isSigned: boolean, errors: string[]): bigint {
  if (arg.startsWith('"') || arg.startsWith("'")) return BigInt(arg.charCodeAt(1) || 0);
  const found = /^\s*([-+]?)(0[xX][0-9a-fA-F]+|\d+)/.exec(arg);
  if (!found || found[0].length !== arg.length) {
    errors.push(`invalid number '${arg}'`);
    return 0n;
  }
  const digits = found[2] ?? '0';
  const value = /^0[0-7]+$/.test(digits) ? BigInt(`0o${digits.slice(1)}`) : /^0\d/.test(digits) ? 0n : BigInt(digits);
  if (value > 0xffff_ffff_ffff_ffffn || (isSigned && value > 0x7fff_ffff_ffff_ffffn + (found[1] === '-' ? 1n : 0n))) {
    errors.push(`invalid number '${arg}'`);
    return 0n;
  }
  return found[1] === '-' ? -value : value;
}

function formatInteger(kind: string, arg: string, flags: string, width: number, precision: number | undefined, errors: string[]): string {
  let value = integerOf(arg, kind === 'd' || kind === 'i', errors);
  let digits: string;
  let sign = '';
  if (kind === 'd' || kind === 'i') {
    value = BigInt.asIntN(64, value);
    sign = value < 0n ? '-' : flags.includes('+') ? '+' : flags.includes(' ') ? ' ' : '';
    digits = (value < 0n ? -value : value).toString();
  } else {
    value = BigInt.asUintN(64, value);
    digits = value.toString(kind === 'o' ? 8 : kind === 'u' ? 10 : 16);
    if (kind === 'X') digits = digits.toUpperCase();
    if (flags.includes('#') && value !== 0n) sign = kind === 'o' ? '0' : kind === 'u' ? '' : `0${kind}`;
  }
  if (precision !== undefined) digits = digits.padStart(precision, '0');
  else if (flags.includes('0') && !flags.includes('-')) digits = digits.padStart(width - sign.length, '0');
  return pad(sign + digits, flags, width);
}

function general(value: number, precision: number, flags: string): string {
  const p = precision === 0 ? 1 : precision;
  if (value === 0) return '0';
  const exponent = Math.floor(Math.log10(Math.abs(Number(value.toExponential(p - 1)))));
  if (exponent < -4 || exponent >= p) {
    const [mantissa = '', e = ''] = value.toExponential(p - 1).split('e');
    const trimmed = flags.includes('#') || !mantissa.includes('.') ? mantissa : mantissa.replace(/\.?0+$/, '');
    return `${trimmed}e${e.startsWith('-') ? '-' : '+'}${e.replace(/^[-+]/, '').padStart(2, '0')}`;
  }
  const fixed = value.toFixed(Math.max(0, p - 1 - exponent));
  return flags.includes('#') || !fixed.includes('.') ? fixed : fixed.replace(/\.?0+$/, '');
}

/** C's `%e %f %g`. */
function formatFloat(kind: string, value: number, flags: string, width: number, precision: number | undefined): string {
  let text: string;
  if (!Number.isFinite(value)) text = Number.isNaN(value) ? 'nan' : value < 0 ? '-inf' : 'inf';
  else if (kind === 'f' || kind === 'F') text = Math.abs(value) < 1e21 ? value.toFixed(Math.min(precision ?? 6, 100)) : BigInt(value).toString();
  else if (kind === 'e' || kind === 'E') text = value.toExponential(Math.min(precision ?? 6, 100)).replace(/e([-+])(\d)$/, 'e$10$2');
  else text = general(value, precision ?? 6, flags);
  if (Object.is(value, -0) && !text.startsWith('-')) text = `-${text}`;
  if (kind === 'E' || kind === 'G') text = text.toUpperCase();
  const sign = /^-/.test(text) ? '-' : flags.includes('+') ? '+' : flags.includes(' ') ? ' ' : '';
  const body = text.replace(/^-/, '');
  if (flags.includes('0') && !flags.includes('-')) return sign + body.padStart(width - sign.length, '0');
  return pad(sign + body, flags, width);
}

/** Formats `args` by `format`, using the format again while arguments are left. `nowMs`, which bash gives: `%q` and `%(date)T` are known. */
export function formatPrintf(format: string, args: readonly string[], nowMs?: number): Printed {
  return formatFrom(format, args, { from: 0, maxUses: Infinity, nowMs });
}

/** Uses of the format before others may run. */
const usesInATurn = 2000;

/** As `formatPrintf`, in parts that are as long as one turn may take. */
export function* printfTurns(format: string, args: readonly string[], nowMs?: number): Generator<Printed, void> {
  for (let from: number | undefined = 0; from !== undefined;) {
    const { next, ...part } = formatFrom(format, args, { from, maxUses: usesInATurn, nowMs });
    yield part;
    from = next;
  }
}

/** `next`: the argument with which to go on; undefined at the end. */
function formatFrom(format: string, args: readonly string[], { from, maxUses, nowMs }: { from: number; maxUses: number; nowMs: number | undefined }): Printed & { readonly next: number | undefined } {
  const errors: string[] = [];
  let result = '';
  let at = from;
  let uses = 0;
  const nextArg = (): string => args[at++] ?? '';
  do {
    const before = at;
    for (let i = 0; i < format.length;) {
      const percent = nextSpecial(format, i);
      if (percent > i) {
        result += format.slice(i, percent);
        i = percent;
        continue;
      }
      if (format[i] === '\\') {
        const length = /^\\(?:x[0-9a-fA-F]{1,2}|[0-7]{1,3}|[^])/.exec(format.slice(i, i + 5))?.[0].length ?? 1;
        const part = unescape(format.slice(i, i + length), false);
        result += part.text;
        if (part.stops) return { text: result, errors, next: undefined };
        i += length;
        continue;
      }
      conversion.lastIndex = i;
      const found = conversion.exec(format);
      const time = nowMs === undefined ? null : /^%-?(\d*)\(([^)]*)\)T/.exec(format.slice(i, i + 256));
      if (time && nowMs !== undefined) {
        const given = nextArg();
        result += formatDate(time[2] === '' ? '%H:%M:%S' : (time[2] ?? ''), given === '' || given === '-1' || given === '-2' ? nowMs : Number(given) * 1000);
        i += time[0].length;
        continue;
      }
      if (!found || (found[4] === 'q' && nowMs === undefined)) {
        errors.push(`${format.slice(i)}: invalid format`);
        return { text: result, errors, next: undefined };
      }
      i += found[0].length;
      if (found[0] === '%%') {
        result += '%';
        continue;
      }
      let flags = found[1] ?? '';
      let width = found[2] === '*' ? Number(nextArg()) : Number(found[2] ?? 0);
      if (width < 0) {
        flags += '-';
        width = -width;
      }
      width = Math.min(width, 1_000_000);
      const precision = found[3] === undefined ? undefined : found[3] === '*' ? Number(nextArg()) : Number(found[3]);
      const kind = found[4] ?? 's';
      const arg = nextArg();
      if ('diouxX'.includes(kind)) result += formatInteger(kind, arg, flags, width, precision, errors);
      else if ('eEfFgG'.includes(kind)) {
        const value = Number(arg);
        if (Number.isNaN(value) && !/nan/i.test(arg)) errors.push(`invalid number '${arg}'`);
        result += formatFloat(kind, Number.isNaN(value) ? 0 : value, flags, width, precision);
      } else if (kind === 'c') result += pad(arg === '' ? '\0' : arg.slice(0, 1), flags, width);
      else if (kind === 'q') result += pad(shellQuoted(arg), flags, width);
      else {
        const part = kind === 'b' ? unescape(arg, true) : { text: arg, stops: false };
        result += pad(precision === undefined ? part.text : part.text.slice(0, precision), flags, width);
        if (part.stops) return { text: result, errors, next: undefined };
      }
    }
    if (at === before) return { text: result, errors, next: undefined };
    uses++;
  } while (at < args.length && uses < maxUses);
  return { text: result, errors, next: at < args.length ? at : undefined };
}

/** A word as bash's `%q` writes it. */
function shellQuoted(text: string): string {
  if (text === '') return "''";
  if (/[\0-\x1f\x7f]/.test(text)) return `$'${text.replace(/[\\']/g, '\\$&').replace(/\n/g, '\\n').replace(/\t/g, '\\t').replace(/\r/g, '\\r').replace(/[\0-\x1f\x7f]/g, (c) => `\\${c.charCodeAt(0).toString(8).padStart(3, '0')}`)}'`;
  return text.replace(/[^\w@%+=:,./-]/g, '\\$&').replace(/(?<=[\x80-\uffff]?)\\([\x80-\uffff])/g, '$1');
}

function nextSpecial(format: string, from: number): number {
  for (let i = from; i < format.length; i++) if (format[i] === '%' || format[i] === '\\') return i;
  return format.length;
}
