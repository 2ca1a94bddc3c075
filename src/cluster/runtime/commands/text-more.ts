// Filters and tools beyond the everyday: split, shuf, factor, getopt.
import type { Process } from '../process/process.ts';
import { bc } from './bc/bc.ts';
import { dc } from './bc/dc.ts';
import { cal } from './cal.ts';
import { checksum } from './checksum.ts';
import { type CommandTable, complain, die, getOptions, nameOf, pathOf, searchSteps } from './command.ts';
import { cmp, comm } from './compare.ts';
import { diff } from './diff.ts';
import { base64, strings } from './base64.ts';
import { hexdump, xxd } from './hexdump.ts';
import { od } from './od.ts';
import { expr } from './expr.ts';
import { wholeInput } from './input.ts';
import { splitLines, writeLines } from './strides.ts';

async function split(process: Process): Promise<number> {
  const options = await getOptions(process, 'l:b:a:');
  const data = await wholeInput(process, options.args.slice(0, 1));
  const prefix = options.args[1] ?? 'x';
  const bytes = options.value('b');
  const unit = ({ k: 1024, m: 1024 ** 2 } as Readonly<Record<string, number>>)[(bytes ?? '').slice(-1)] ?? 1;
  const lines = Number(options.value('l') ?? 1000);
  for (let n = 0, at = 0; at < data.length; n++) {
    if (n >= 26 * 26) return die(process, 'suffixes exhausted');
    await process.tick(searchSteps);
    const part = bytes === undefined ? firstLines(data, at, lines) : data.slice(at, at + Math.max(1, parseInt(bytes, 10) * unit));
    at += part.length;
    process.fs.writeFile(pathOf(process, `${prefix}${String.fromCharCode(97 + Math.floor(n / 26))}${String.fromCharCode(97 + (n % 26))}`), part, process.credentials);
  }
  return 0;
}

function firstLines(data: string, from: number, count: number): string {
  let end = from;
  for (let line = 0; line < count && end < data.length; line++) end = data.indexOf('\n', end) + 1 || data.length;
  return data.slice(from, end);
}

async function shuf(process: Process): Promise<number> {
  const options = await getOptions(process, 'n:i:e', { 'head-count': 'n', 'input-range': 'i' });
  const range = /^(\d+)-(\d+)$/.exec(options.value('i') ?? '');
  const lines = range ? Array.from({ length: Math.min(1_000_000, Number(range[2]) - Number(range[1]) + 1) }, (_, i) => String(Number(range[1]) + i)) : options.has('e') ? [...options.args] : await splitLines(process, await wholeInput(process, options.args));
  for (let i = lines.length - 1; i > 0; i--) {
    const k = Math.floor(process.context.random.next() * (i + 1));
    const swapped = lines[i] ?? '';
    lines[i] = lines[k] ?? '';
    lines[k] = swapped;
    if ((i & 1023) === 0) await process.tick(searchSteps);
  }
  await writeLines(process, lines.slice(0, Number(options.value('n') ?? Infinity)));
  return 0;
}

/** Primes of `n`, by trial; numbers beyond what doubles hold are divided as big ones until they are not. */
async function primesOf(process: Process, n: bigint): Promise<bigint[]> {
  const factors: bigint[] = [];
  let rest = n;
  let d = 2;
  const isSmall = (): boolean => rest <= BigInt(Number.MAX_SAFE_INTEGER);
  for (; !isSmall() && BigInt(d) * BigInt(d) <= rest; d++) {
    for (; rest % BigInt(d) === 0n; rest /= BigInt(d)) factors.push(BigInt(d));
    if ((d & 255) === 0) await process.tick(64);
  }
  if (isSmall()) {
    let small = Number(rest);
    for (; d * d <= small; d++) {
      for (; small % d === 0; small /= d) factors.push(BigInt(d));
      if ((d & 1023) === 0) await process.tick(64);
    }
    rest = BigInt(small);
  }
  if (rest > 1n) factors.push(rest);
  return factors;
}

const maxFactored = 2n ** 64n;

async function factor(process: Process): Promise<number> {
  const options = await getOptions(process, '');
  for (const arg of options.args) {
    if (!/^\d+$/.test(arg) || BigInt(arg) >= maxFactored) return die(process, `invalid number '${arg}'`);
    await process.write(1, `${[`${arg}:`, ...(await primesOf(process, BigInt(arg)))].join(' ')}\n`);
  }
  return 0;
}

/** Puts the options of `args` before its operands, as the getopt program; without -o the first word is the spec and nothing is quoted. */
async function getopt(process: Process): Promise<number> {
  const own = await getOptions(process, '+o:l:n:qQs:uT', { options: 'o', longoptions: 'l', long: 'l', name: 'n', quiet: 'q' });
  if (own.has('T')) return 4;
  let { args } = own;
  const isOld = !own.has('o');
  const letters = own.value('o') ?? args[0];
  if (letters === undefined) return complain(process, 'missing optstring argument');
  if (isOld) args = args.slice(1);
  if (args[0] === '--') args = args.slice(1);
  const longs = own.values('l').flatMap((text) => text.split(/[\s,]+/));
  const name = own.value('n') ?? nameOf(process);
  const quote = (text: string): string => (isOld || own.has('u') ? text : `'${text.replaceAll("'", "'\\''")}'`);
  const found: string[] = [];
  const operands: string[] = [];
  let status = 0;
  const fail = async (message: string): Promise<void> => {
    if (!own.has('q')) await process.write(2, `${name}: ${message}\n`);
    status = 1;
  };
  for (let i = 0; i < args.length; i++) {
    const arg = args[i] ?? '';
    if (arg === '--') {
      operands.push(...args.slice(i + 1));
      break;
    }
    if (arg.startsWith('--') && !isOld) {
      const [, key = '', , value] = /^--([^=]*)(=(.*))?$/s.exec(arg) ?? [];
      const long = longs.find((one) => one.replace(/:+$/, '') === key) ?? longs.find((one) => one.startsWith(key));
      if (long === undefined) await fail(`unrecognized option '--${key}'`);
      else {
        found.push(`--${long.replace(/:+$/, '')}`);
        if (long.endsWith('::')) found.push(quote(value ?? ''));
        else if (long.endsWith(':')) found.push(quote(value ?? args[++i] ?? ''));
      }
      continue;
    }
    if (!/^-./.test(arg)) {
      operands.push(arg);
      continue;
    }
    for (let k = 1; k < arg.length; k++) {
      const letter = arg[k] ?? '';
      const at = letter === ':' ? -1 : letters.indexOf(letter);
      if (at < 0) {
        await fail(`invalid option -- '${letter}'`);
        continue;
      }
      found.push(`-${letter}`);
      if (letters[at + 1] !== ':') continue;
      const value = k + 1 < arg.length ? arg.slice(k + 1) : args[++i];
      if (value === undefined) {
        found.pop();
        await fail(`option requires an argument -- '${letter}'`);
      } else found.push(quote(value));
      break;
    }
  }
  await process.write(1, ` ${[...found, '--', ...operands.map(quote)].join(' ')}\n`);
  return status;
}

export const textMoreCommands: CommandTable = {
  od, hexdump, xxd, base64, md5sum: checksum, sha1sum: checksum, sha256sum: checksum, sha512sum: checksum, cmp, diff, comm, split, shuf, strings, expr, factor, bc, dc, cal, getopt,
};
