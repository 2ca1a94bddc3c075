// Filters and tools beyond the everyday: split, shuf, factor, getopt.
import type { Process } from '../process/process.ts';
import { bc } from './calculator.ts';
import { checksum } from './checksum.ts';
import { type CommandTable, die, getOptions, numberOf, pathOf, searchSteps } from './command.ts';
import { cmp, comm, diff } from './compare.ts';
import { base64, hexdump, od, strings, xxd } from './dump.ts';
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

async function factor(process: Process): Promise<number> {
  const options = await getOptions(process, '');
  for (const arg of options.args) {
    let n = await numberOf(process, arg);
    const factors: number[] = [];
    for (let d = 2; d * d <= n; d++) {
      while (n % d === 0) {
        factors.push(d);
        n /= d;
      }
      if ((d & 1023) === 0) await process.tick(64);
    }
    if (n > 1) factors.push(n);
    await process.write(1, `${[`${arg}:`, ...factors].join(' ')}\n`);
  }
  return 0;
}

async function getopt(process: Process): Promise<number> {
  const at = process.argv.indexOf('--');
  await process.write(1, ` ${process.argv.slice(at < 0 ? 2 : at + 1).join(' ')}\n`);
  return 0;
}

export const textMoreCommands: CommandTable = {
  od, hexdump, xxd, base64, md5sum: checksum, sha1sum: checksum, sha256sum: checksum, sha512sum: checksum, cmp, diff, comm, split, shuf, strings, expr, factor, bc, getopt,
};
