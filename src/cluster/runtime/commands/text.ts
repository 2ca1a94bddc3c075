// Everyday filters: wc, seq, tac, nl and, from their own files, the others.
import type { Process } from '../process/process.ts';
import { cut, expand, fold, paste, tr, unexpand } from './columns.ts';
import { type CommandTable, die, forEachInput, getOptions, nameOf, numberOf, pathOf, readWhole, usage, LineReader } from './command.ts';
import { grep } from './grep.ts';
import { head, tail } from './head-tail.ts';
import { mapLines } from './input.ts';
import { sort, uniq } from './sort.ts';
import { splitLines, writeLines } from './strides.ts';

async function wc(process: Process): Promise<number> {
  const options = await getOptions(process, 'lwcmL', { lines: 'l', words: 'w', bytes: 'c', chars: 'm' });
  const letters = ['l', 'w', 'm', 'c', 'L'].filter((letter) => options.has(letter));
  const shown = letters.length > 0 ? letters : ['l', 'w', 'c'];
  const total: Record<string, number> = { l: 0, w: 0, c: 0, m: 0, L: 0 };
  const isPadded = shown.length > 1 || options.args.length > 1;
  const line = (counts: Readonly<Record<string, number>>, name: string): string => `${shown.map((letter) => (isPadded ? String(counts[letter]).padStart(9) : String(counts[letter]))).join(' ').replace(/^( {9}|)/, '$1')}${name === '' ? '' : ` ${name}`}\n`;
  const status = await forEachInput(process, options.args, async (file, path) => {
    const counts: Record<string, number> = { l: 0, w: 0, c: 0, m: 0, L: 0 };
    let isInWord = false;
    let width = 0;
    for (;;) {
      const bytes = await file.read(process, 65536);
      if (bytes === '') break;
      await process.tick(1 + (bytes.length >> 10));
      counts.c = (counts.c ?? 0) + bytes.length;
      counts.m = counts.c;
      for (let i = 0; i < bytes.length; i++) {
        const code = bytes.charCodeAt(i);
        if (code === 10) {
          counts.l = (counts.l ?? 0) + 1;
          counts.L = Math.max(counts.L ?? 0, width);
          width = 0;
        } else width++;
        const isSpace = code === 32 || (code >= 9 && code <= 13);
        if (!isSpace && !isInWord) counts.w = (counts.w ?? 0) + 1;
        isInWord = !isSpace;
      }
    }
    counts.L = Math.max(counts.L ?? 0, width);
    for (const letter of Object.keys(total)) total[letter] = letter === 'L' ? Math.max(total.L ?? 0, counts.L) : (total[letter] ?? 0) + (counts[letter] ?? 0);
    await process.write(1, line(counts, path === '-' && options.args.length === 0 ? '' : path));
  });
  if (options.args.length > 1) await process.write(1, line(total, 'total'));
  return status;
}

async function seq(process: Process): Promise<number> {
  const flags = { separator: '\n', isWide: false };
  const numbers: string[] = [];
  const args = process.argv.slice(1);
  for (let i = 0; i < args.length; i++) {
    const arg = args[i] ?? '';
    if (arg === '-w') flags.isWide = true;
    else if (arg === '-s') flags.separator = args[++i] ?? '';
    else if (/^-s./.test(arg)) flags.separator = arg.slice(2);
    else if (/^-[^.\d]/.test(arg)) return die(process, `invalid option -- '${arg.charAt(1)}'`);
    else numbers.push(arg);
  }
  const bad = numbers.find((text) => Number.isNaN(Number(text)) || text === '');
  if (bad !== undefined) return die(process, `invalid number '${bad}'`);
  if (numbers.length === 0 || numbers.length > 3) return usage(process);
  const values = numbers.map(Number);
  const first = values.length > 1 ? (values[0] ?? 1) : 1;
  const step = values.length > 2 ? (values[1] ?? 1) : 1;
  const last = values.at(-1) ?? 0;
  const digits = Math.max(...numbers.map((text) => (/\.(\d*)/.exec(text)?.[1] ?? '').length));
  const width = flags.isWide ? Math.max(first.toFixed(digits).length, last.toFixed(digits).length) : 0;
  let out = '';
  const count = step === 0 ? (first <= last ? Infinity : -1) : Math.floor((last - first) / step + 1e-10);
  for (let i = 0; i <= count; i++) {
    const text = (first + i * step).toFixed(digits);
    out += (i === 0 ? '' : flags.separator) + (text.startsWith('-') ? `-${text.slice(1).padStart(width - 1, '0')}` : text.padStart(width, '0'));
    if (out.length > 8192) {
      await process.write(1, out);
      out = '';
    }
  }
  if (count >= 0) await process.write(1, `${out}\n`);
  return 0;
}

async function tac(process: Process): Promise<number> {
  return forEachInput(process, process.argv.slice(1), async (file) => {
    const text = await readWhole(process, file);
    const lines = (await splitLines(process, text)).reverse();
    // A last line without its newline runs into the one before it.
    const last = text.endsWith('\n') ? undefined : lines.shift();
    if (last !== undefined) await process.write(1, last);
    await writeLines(process, lines);
  });
}

async function nl(process: Process): Promise<number> {
  const options = await getOptions(process, 'b:w:s:v:i:n:');
  let n = Number(options.value('v') ?? 1);
  const width = await numberOf(process, options.value('w') ?? '6');
  return mapLines(process, (line) => {
    if (line === '' && options.value('b') !== 'a') return ' '.repeat(width + 1);
    const text = `${String(n).padStart(width)}${options.value('s') ?? '\t'}${line}`;
    n += Number(options.value('i') ?? 1);
    return text;
  }, options.args, true);
}

async function rev(process: Process): Promise<number> {
  const options = await getOptions(process, '');
  return forEachInput(process, options.args, async (file) => {
    const reader = new LineReader(process, file);
    for (let line = await reader.next(); line !== undefined; line = await reader.next()) {
      for (let end = line.length; end > 0; end -= 4096) await process.write(1, [...line.slice(Math.max(0, end - 4096), end)].reverse().join(''));
      if (reader.hadNewline) await process.write(1, '\n');
    }
  });
}

/** dos2unix and unix2dos: files are changed in place, standard input is filtered. */
async function lineEnds(process: Process): Promise<number> {
  const options = await getOptions(process, 'ud');
  const isToUnix = options.has('u') || (nameOf(process) === 'dos2unix' && !options.has('d'));
  const change = (text: string): string => (isToUnix ? text.replaceAll('\r\n', '\n') : text.replace(/\r?\n/g, '\r\n'));
  if (options.args.length === 0) await process.write(1, change(await process.readAll(0)));
  for (const path of options.args) {
    await process.tick();
    const full = pathOf(process, path);
    process.fs.writeFile(full, change(process.fs.readFile(full, process.credentials, process)), process.credentials);
  }
  return 0;
}

export const textCommands: CommandTable = {
  head, tail, wc, sort, uniq, cut, tr, seq, tac, nl, paste, fold, expand, grep, egrep: grep, fgrep: grep,
  rev,
  unexpand, dos2unix: lineEnds, unix2dos: lineEnds,
};
