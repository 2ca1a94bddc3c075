// Filters and tools beyond the everyday: dumps, encodings, sums, comparison, expr.
import { Errno } from '../process/errno.ts';
import type { Process } from '../process/process.ts';
import { formatPrintf } from '../text/printf.ts';
import { type Digest, md5, sha1, sha256, sha512 } from '../text/digests.ts';
import { compileRegex, matchShort } from '../text/regex.ts';
import { type CommandTable, LineReader, searchSteps, complain, die, forEachInput, getOptions, nameOf, openInput, pathOf, readWhole } from './command.ts';

async function wholeInput(process: Process, paths: readonly string[]): Promise<string> {
  const parts: string[] = [];
  await forEachInput(process, paths, async (file) => { parts.push(await readWhole(process, file)); });
  return parts.join('');
}

async function od(process: Process): Promise<number> {
  const options = await getOptions(process, 'A:t:N:j:vbcdoxw:', { 'address-radix': 'A', format: 't', 'read-bytes': 'N' });
  const data = (await wholeInput(process, options.args)).slice(Number(options.value('j') ?? 0)).slice(0, Number(options.value('N') ?? Infinity));
  const radix = options.value('A') ?? 'o';
  const type = options.value('t') ?? (options.has('c') ? 'c' : options.has('x') ? 'x2' : options.has('b') ? 'o1' : options.has('d') ? 'u2' : 'o2');
  const address = (at: number): string => (radix === 'n' ? '' : at.toString(radix === 'x' ? 16 : radix === 'd' ? 10 : 8).padStart(radix === 'x' ? 6 : 7, '0'));
  const size = type.startsWith('c') || type.startsWith('a') ? 1 : Number(type.slice(1) || 4);
  const names: Readonly<Record<number, string>> = { 0: '\\0', 7: '\\a', 8: '\\b', 9: '\\t', 10: '\\n', 11: '\\v', 12: '\\f', 13: '\\r' };
  let out = '';
  for (let at = 0; at < data.length; at += 16) {
    const row = data.slice(at, at + 16);
    let line = '';
    for (let i = 0; i < row.length; i += size) {
      let value = 0;
      for (let k = size - 1; k >= 0; k--) value = value * 256 + (i + k < row.length ? row.charCodeAt(i + k) : 0);
      if (type.startsWith('c')) line += (names[value] ?? (value < 32 || value > 126 ? value.toString(8).padStart(3, '0') : String.fromCharCode(value))).padStart(4);
      else if (type.startsWith('x')) line += ` ${value.toString(16).padStart(size * 2, '0')}`;
      else if (type.startsWith('o')) line += ` ${value.toString(8).padStart(size === 1 ? 3 : size === 2 ? 6 : 11, '0')}`;
      else line += ` ${String(type.startsWith('d') && value >= 2 ** (size * 8 - 1) ? value - 2 ** (size * 8) : value).padStart(size === 1 ? (type.startsWith('d') ? 4 : 3) : size === 2 ? 5 : 10)}`;
    }
    out += `${address(at)}${line}\n`;
    await process.tick();
  }
  if (radix !== 'n') out += `${address(data.length)}\n`;
  await process.write(1, out);
  return 0;
}

async function hexdump(process: Process): Promise<number> {
  const options = await getOptions(process, 'Cn:s:vbcdox');
  const data = (await wholeInput(process, options.args)).slice(0, Number(options.value('n') ?? Infinity));
  let out = '';
  for (let at = 0; at < data.length; at += 16) {
    const row = data.slice(at, at + 16);
    if (options.has('C')) {
      const cells = Array.from({ length: 16 }, (_, i) => (i < row.length ? row.charCodeAt(i).toString(16).padStart(2, '0') : '  '));
      out += `${at.toString(16).padStart(8, '0')}  ${cells.slice(0, 8).join(' ')}  ${cells.slice(8).join(' ')}  |${row.replace(/[^ -~]/g, '.')}|\n`;
    } else {
      const words: string[] = [];
      for (let i = 0; i < row.length; i += 2) words.push((row.charCodeAt(i) + (i + 1 < row.length ? row.charCodeAt(i + 1) * 256 : 0)).toString(16).padStart(4, '0'));
      out += `${at.toString(16).padStart(7, '0')} ${words.join(' ')}\n`;
    }
  }
  if (data !== '') out += `${data.length.toString(16).padStart(options.has('C') ? 8 : 7, '0')}\n`;
  await process.write(1, out);
  return 0;
}

async function xxd(process: Process): Promise<number> {
  const options = await getOptions(process, 'pl:rc:s:g:');
  const data = (await wholeInput(process, options.args)).slice(0, Number(options.value('l') ?? Infinity));
  if (options.has('r')) {
    const digits = options.has('p') ? data.replace(/\s/g, '') : data.split('\n').map((line) => line.replace(/^[0-9a-f]+:/, '').split('  ')[0]?.replace(/\s/g, '') ?? '').join('');
    await process.write(1, (digits.match(/../g) ?? []).map((pair) => String.fromCharCode(parseInt(pair, 16))).join(''));
    return 0;
  }
  const hexOf = (text: string): string => [...text].map((c) => c.charCodeAt(0).toString(16).padStart(2, '0')).join('');
  let out = '';
  if (options.has('p')) for (let at = 0; at < data.length; at += 30) out += `${hexOf(data.slice(at, at + 30))}\n`;
  else for (let at = 0; at < data.length; at += 16) {
    const row = data.slice(at, at + 16);
    out += `${at.toString(16).padStart(8, '0')}: ${(hexOf(row).match(/.{1,4}/g) ?? []).join(' ').padEnd(39)}  ${row.replace(/[^ -~]/g, '.')}\n`;
  }
  await process.write(1, out);
  return 0;
}

async function base64(process: Process): Promise<number> {
  const options = await getOptions(process, 'dw:i', { decode: 'd', wrap: 'w' });
  const data = await wholeInput(process, options.args);
  if (options.has('d')) {
    try {
      await process.write(1, atob(data.replace(/\s/g, '')));
      return 0;
    } catch {
      return complain(process, 'invalid input');
    }
  }
  const width = Number(options.value('w') ?? 76);
  const text = btoa(data);
  await process.write(1, width === 0 ? text : (text.match(new RegExp(`.{1,${String(width)}}`, 'g')) ?? []).map((line) => `${line}\n`).join(''));
  return 0;
}

async function checksum(process: Process): Promise<number> {
  const options = await getOptions(process, 'csw', { check: 'c', status: 's' });
  const algorithms: Readonly<Record<string, Digest>> = { md5sum: md5, sha1sum: sha1, sha256sum: sha256, sha512sum: sha512 };
  const algorithm = algorithms[nameOf(process)] ?? sha256;
  const pause = (): Promise<void> | undefined => process.tick(searchSteps);
  if (options.has('c')) {
    let failed = 0;
    for (const line of (await wholeInput(process, options.args)).split('\n')) {
      const found = /^([0-9a-f]+) [ *](.*)$/.exec(line);
      if (!found) continue;
      let isSame = false;
      try {
        isSame = (await algorithm(process.fs.readFile(pathOf(process, found[2] ?? ''), process.credentials, process), pause)) === found[1];
      } catch (error) {
        if (!(error instanceof Errno)) throw error;
      }
      if (!isSame) failed++;
      if (!options.has('s')) await process.write(1, `${found[2] ?? ''}: ${isSame ? 'OK' : 'FAILED'}\n`);
    }
    if (failed > 0 && !options.has('s')) await complain(process, `WARNING: ${String(failed)} of ${String(failed)} computed checksums did NOT match`);
    return failed > 0 ? 1 : 0;
  }
  return forEachInput(process, options.args, async (file, path) => {
    const data = await readWhole(process, file);
    await process.write(1, `${await algorithm(data, pause)}  ${path}\n`);
  }, (path, error) => `can't open '${path}': ${error.message}`);
}

async function cmp(process: Process): Promise<number> {
  const options = await getOptions(process, 'sl');
  const [a = '-', b = '-'] = options.args;
  const left = await readWhole(process, openInput(process, a));
  const right = await readWhole(process, openInput(process, b));
  if (left === right) return 0;
  let at = 0;
  while (at < Math.min(left.length, right.length) && left[at] === right[at]) at++;
  if (options.has('s')) return 1;
  if (at === Math.min(left.length, right.length)) await process.write(2, `cmp: EOF on ${left.length < right.length ? a : b}\n`);
  else await process.write(1, `${a} ${b} differ: char ${String(at + 1)}, line ${String(left.slice(0, at).split('\n').length)}\n`);
  return 1;
}

/** Longest common subsequence by Myers' method, as pairs of equal lines. */
async function commonLines(process: Process, a: readonly string[], b: readonly string[]): Promise<[number, number][]> {
  const max = a.length + b.length;
  const trace: Map<number, number>[] = [];
  let v = new Map<number, number>([[1, 0]]);
  for (let d = 0; d <= max; d++) {
    await process.tick(1 + d);
    trace.push(new Map(v));
    for (let k = -d; k <= d; k += 2) {
      let x = k === -d || (k !== d && (v.get(k - 1) ?? -1) < (v.get(k + 1) ?? -1)) ? (v.get(k + 1) ?? 0) : (v.get(k - 1) ?? 0) + 1;
      while (x < a.length && x - k < b.length && a[x] === b[x - k]) x++;
      v.set(k, x);
      if (x >= a.length && x - k >= b.length) return backtrack(trace, a.length, b.length);
    }
    v = new Map(v);
  }
  return [];
}

function backtrack(trace: readonly Map<number, number>[], n: number, m: number): [number, number][] {
  const pairs: [number, number][] = [];
  let x = n;
  let y = m;
  for (let d = trace.length - 1; d >= 0; d--) {
    const v = trace[d] ?? new Map<number, number>();
    const k = x - y;
    const before = k === -d || (k !== d && (v.get(k - 1) ?? -1) < (v.get(k + 1) ?? -1)) ? k + 1 : k - 1;
    const startX = d === 0 ? 0 : (v.get(before) ?? 0);
    const startY = startX - before;
    while (x > Math.max(0, d === 0 ? 0 : startX) && y > Math.max(0, d === 0 ? 0 : startY) && (d === 0 || (x > startX && y > startY))) pairs.push([--x, --y]);
    if (d > 0) {
      x = startX;
      y = startY;
    }
  }
  return pairs.reverse();
}

async function diff(process: Process): Promise<number> {
  const options = await getOptions(process, 'abBdiNqrTtwuU:s', { unified: 'u', brief: 'q' });
  const [a = '-', b = '-'] = options.args;
  const left = (await readWhole(process, openInput(process, a))).split(/(?<=\n)/).filter((line) => line !== '');
  const right = (await readWhole(process, openInput(process, b))).split(/(?<=\n)/).filter((line) => line !== '');
  if (left.join('') === right.join('')) return 0;
  if (options.has('q')) {
    await process.write(1, `Files ${a} and ${b} differ\n`);
    return 1;
  }
  const pairs = await commonLines(process, left, right);
  const context = Number(options.value('U') ?? 3);
  const edits: { mark: ' ' | '-' | '+'; text: string; i: number; j: number }[] = [];
  let i = 0;
  let j = 0;
  for (const [x, y] of [...pairs, [left.length, right.length] as [number, number]]) {
    for (; i < x; i++) edits.push({ mark: '-', text: left[i] ?? '', i, j });
    for (; j < y; j++) edits.push({ mark: '+', text: right[j] ?? '', i, j });
    if (x < left.length || y < right.length) edits.push({ mark: ' ', text: left[x] ?? '', i: i++, j: j++ });
  }
  let out = `--- ${a}\n+++ ${b}\n`;
  for (let at = 0; at < edits.length;) {
    const next = edits.findIndex((edit, k) => k >= at && edit.mark !== ' ');
    if (next < 0) break;
    let end = next;
    for (let k = next; k < edits.length && k <= end + context * 2; k++) if (edits[k]?.mark !== ' ') end = k;
    const hunk = edits.slice(Math.max(at, next - context), end + context + 1);
    const removed = hunk.filter((edit) => edit.mark !== '+').length;
    const added = hunk.filter((edit) => edit.mark !== '-').length;
    const range = (from: number, count: number): string => `${String(count === 0 ? from : from + 1)}${count === 1 ? '' : `,${String(count)}`}`;
    out += `@@ -${range(hunk[0]?.i ?? 0, removed)} +${range(hunk[0]?.j ?? 0, added)} @@\n`;
    for (const edit of hunk) out += `${edit.mark}${edit.text.endsWith('\n') ? edit.text : `${edit.text}\n\\ No newline at end of file\n`}`;
    at = end + context + 1;
  }
  await process.write(1, out);
  return 1;
}

async function comm(process: Process): Promise<number> {
  const options = await getOptions(process, '123');
  const [a = '-', b = '-'] = options.args;
  const left = new LineReader(process, openInput(process, a));
  const right = new LineReader(process, openInput(process, b));
  let x = await left.next();
  let y = await right.next();
  const show = async (column: '1' | '2' | '3', line: string): Promise<void> => {
    if (options.has(column)) return;
    await process.write(1, `${column !== '1' && !options.has('1') ? '\t' : ''}${column === '3' && !options.has('2') ? '\t' : ''}${line}\n`);
  };
  while (x !== undefined || y !== undefined) {
    if (y === undefined || (x !== undefined && x < y)) {
      await show('1', x ?? '');
      x = await left.next();
    } else if (x === undefined || y < x) {
      await show('2', y);
      y = await right.next();
    } else {
      await show('3', x);
      x = await left.next();
      y = await right.next();
    }
  }
  return 0;
}

async function split(process: Process): Promise<number> {
  const options = await getOptions(process, 'l:b:a:');
  const data = await wholeInput(process, options.args.slice(0, 1));
  const prefix = options.args[1] ?? 'x';
  const bytes = options.value('b');
  const unit = ({ k: 1024, m: 1024 ** 2 } as Readonly<Record<string, number>>)[(bytes ?? '').slice(-1)] ?? 1;
  const lines = Number(options.value('l') ?? 1000);
  const parts: string[] = [];
  if (bytes !== undefined) for (let at = 0; at < data.length; at += parseInt(bytes, 10) * unit) parts.push(data.slice(at, at + parseInt(bytes, 10) * unit));
  else {
    const all = data.split(/(?<=\n)/).filter((line) => line !== '');
    for (let at = 0; at < all.length; at += lines) parts.push(all.slice(at, at + lines).join(''));
  }
  for (const [n, part] of parts.entries()) {
    if (n >= 26 * 26) return die(process, 'suffixes exhausted');
    await process.tick();
    process.fs.writeFile(pathOf(process, `${prefix}${String.fromCharCode(97 + Math.floor(n / 26))}${String.fromCharCode(97 + (n % 26))}`), part, process.credentials);
  }
  return 0;
}

async function shuf(process: Process): Promise<number> {
  const options = await getOptions(process, 'n:i:e', { 'head-count': 'n', 'input-range': 'i' });
  const range = /^(\d+)-(\d+)$/.exec(options.value('i') ?? '');
  const lines = range ? Array.from({ length: Math.min(1_000_000, Number(range[2]) - Number(range[1]) + 1) }, (_, i) => String(Number(range[1]) + i)) : options.has('e') ? [...options.args] : (await wholeInput(process, options.args)).replace(/\n$/, '').split('\n');
  for (let i = lines.length - 1; i > 0; i--) {
    const k = Math.floor(process.context.random.next() * (i + 1));
    const swapped = lines[i] ?? '';
    lines[i] = lines[k] ?? '';
    lines[k] = swapped;
  }
  const chosen = lines.slice(0, Number(options.value('n') ?? Infinity));
  await process.write(1, chosen.map((line) => `${line}\n`).join(''));
  return 0;
}

async function strings(process: Process): Promise<number> {
  const options = await getOptions(process, 'an:ft:');
  const data = await wholeInput(process, options.args);
  const found = data.match(new RegExp(`[\\t -~]{${String(Number(options.value('n') ?? 4))},}`, 'g')) ?? [];
  await process.write(1, found.map((text) => `${text}\n`).join(''));
  return 0;
}

class ExprParser {
  readonly #words: readonly string[];
  #at = 0;

  constructor(words: readonly string[]) {
    this.#words = words;
  }

  whole(): string | undefined {
    const value = this.#level(0);
    return this.#at === this.#words.length ? value : undefined;
  }

  #level(level: number): string {
    const groups: readonly (readonly string[])[] = [['|'], ['&'], ['<', '<=', '=', '==', '!=', '>=', '>'], ['+', '-'], ['*', '/', '%'], [':']];
    const operators = groups[level];
    if (!operators) return this.#primary();
    let left = this.#level(level + 1);
    for (let op = this.#words[this.#at]; op !== undefined && operators.includes(op); op = this.#words[this.#at]) {
      this.#at++;
      left = applyExpr(op, left, this.#level(level + 1));
    }
    return left;
  }

  #primary(): string {
    const word = this.#words[this.#at++];
    if (word === undefined) throw new Error('syntax error');
    if (word === '(') {
      const value = this.#level(0);
      this.#at++;
      return value;
    }
    if (word === 'length') return String(this.#primary().length);
    if (word === 'substr') {
      const [text, from, count] = [this.#primary(), Number(this.#primary()), Number(this.#primary())];
      return text.slice(from - 1, from - 1 + count);
    }
    if (word === 'index') {
      const [text, set] = [this.#primary(), this.#primary()];
      return String([...text].findIndex((c) => set.includes(c)) + 1);
    }
    if (word === 'match') return applyExpr(':', this.#primary(), this.#primary());
    return word;
  }
}

function applyExpr(op: string, left: string, right: string): string {
  const isNumber = (text: string): boolean => /^-?\d+$/.test(text);
  const truth = (value: boolean): string => (value ? '1' : '0');
  if (op === '|') return left !== '' && left !== '0' ? left : right;
  if (op === '&') return left !== '' && left !== '0' && right !== '' && right !== '0' ? left : '0';
  if (op === ':') {
    const match = matchShort(compileRegex(`^${right}`, { isExtended: false, ignoreCase: false }), left, 0);
    const hasGroup = right.includes('\\(');
    if (!match?.[0]) return hasGroup ? '' : '0';
    const group = match[1];
    return hasGroup ? (group ? left.slice(group[0], group[1]) : '') : String(match[0][1]);
  }
  if (/^[<>=!]/.test(op)) {
    const order = isNumber(left) && isNumber(right) ? Number(left) - Number(right) : left < right ? -1 : left > right ? 1 : 0;
    return truth(op === '<' ? order < 0 : op === '<=' ? order <= 0 : op === '!=' ? order !== 0 : op === '>' ? order > 0 : op === '>=' ? order >= 0 : order === 0);
  }
  if (!isNumber(left) || !isNumber(right)) throw new Error('non-numeric argument');
  const [a, b] = [BigInt(left), BigInt(right)];
  if ((op === '/' || op === '%') && b === 0n) throw new Error('division by zero');
  const value = op === '+' ? a + b : op === '-' ? a - b : op === '*' ? a * b : op === '/' ? a / b : a % b;
  return value.toString();
}

async function expr(process: Process): Promise<number> {
  const words = process.argv.slice(1);
  if (words.length === 0) return die(process, 'too few arguments', 2);
  try {
    const value = new ExprParser(words).whole();
    if (value === undefined) return await die(process, 'syntax error', 2);
    await process.write(1, `${value}\n`);
    return value === '' || value === '0' ? 1 : 0;
  } catch (error) {
    if (error instanceof Error && /^(?:syntax error|non-numeric argument|division by zero)$/.test(error.message)) return die(process, error.message, 2);
    throw error;
  }
}

async function factor(process: Process): Promise<number> {
  for (const arg of process.argv.slice(1)) {
    let n = Number(arg);
    const factors: number[] = [];
    for (let d = 2; d * d <= n; d++) {
      while (n % d === 0) {
        factors.push(d);
        n /= d;
      }
      if ((d & 1023) === 0) await process.tick(64);
    }
    if (n > 1) factors.push(n);
    await process.write(1, `${arg}: ${factors.join(' ')}\n`);
  }
  return 0;
}

async function bc(process: Process): Promise<number> {
  const lines = (await wholeInput(process, process.argv.slice(1).filter((arg) => !arg.startsWith('-')))).split(/[\n;]/);
  let scale = process.argv.includes('-l') ? 20 : 0;
  for (const line of lines) {
    const text = line.trim();
    const setting = /^scale\s*=\s*(\d+)$/.exec(text);
    if (setting) scale = Number(setting[1]);
    else if (text === 'quit') return 0;
    else if (/^[\d\s.+\-*/%()^]+$/.test(text)) {
      const value = evaluateDecimal(text);
      if (value === undefined) return complain(process, 'bad expression');
      const shown = text.includes('/') ? truncate(value, scale) : String(value);
      await process.write(1, `${formatPrintf('%s', [shown.replace(/^(-?)0\./, '$1.')]).text}\n`);
    } else if (text !== '') return complain(process, 'bad expression');
  }
  return 0;
}

function truncate(value: number, scale: number): string {
  const factorOf = 10 ** Math.min(scale, 15);
  return (Math.trunc(value * factorOf) / factorOf).toFixed(Math.min(scale, 15));
}

function evaluateDecimal(text: string): number | undefined {
  const tokens = text.match(/\d+\.?\d*|\.\d+|[-+*/%()^]/g) ?? [];
  let at = 0;
  const primary = (): number => {
    const token = tokens[at++];
    if (token === '(') {
      const value = sum();
      at++;
      return value;
    }
    if (token === '-') return -primary();
    return Number(token);
  };
  const power = (): number => {
    const base = primary();
    if (tokens[at] !== '^') return base;
    at++;
    return base ** power();
  };
  const product = (): number => {
    let value = power();
    while (tokens[at] === '*' || tokens[at] === '/' || tokens[at] === '%') {
      const op = tokens[at++];
      const right = power();
      value = op === '*' ? value * right : op === '/' ? value / right : value % right;
    }
    return value;
  };
  const sum = (): number => {
    let value = product();
    while (tokens[at] === '+' || tokens[at] === '-') value = tokens[at++] === '+' ? value + product() : value - product();
    return value;
  };
  const value = sum();
  return at === tokens.length && Number.isFinite(value) ? value : undefined;
}

async function getopt(process: Process): Promise<number> {
  const at = process.argv.indexOf('--');
  await process.write(1, ` ${process.argv.slice(at < 0 ? 2 : at + 1).join(' ')}\n`);
  return 0;
}

export const textMoreCommands: CommandTable = {
  od, hexdump, xxd, base64, md5sum: checksum, sha1sum: checksum, sha256sum: checksum, sha512sum: checksum, cmp, diff, comm, split, shuf, strings, expr, factor, bc, getopt,
};
