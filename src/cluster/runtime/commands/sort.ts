// sort and uniq.
import type { Bytes } from '../bytes.ts';
import type { Process } from '../process/process.ts';
import { compareLines, parseSortKey } from '../text/sort-keys.ts';
import { complain, forEachInput, getOptions, openInput, pathOf, readWhole, searchSteps, LineReader } from './command.ts';
import { splitLines, writeLines } from './strides.ts';

export async function sort(process: Process): Promise<number> {
  const options = await getOptions(process, 'nrugMcszbdfiVhk:t:o:S:T:m', { numeric: 'n', 'numeric-sort': 'n', reverse: 'r', unique: 'u', key: 'k', 'field-separator': 't', 'human-numeric-sort': 'h', 'version-sort': 'V', output: 'o', stable: 's' }, { failure: 2 });
  const parts: Bytes[] = [];
  const status = await forEachInput(process, options.args, async (file) => {
    const whole = await readWhole(process, file);
    parts.push(whole === '' || whole.endsWith('\n') || options.has('z') ? whole : `${whole}\n`);
  });
  if (status !== 0) return 2;
  const end = options.has('z') ? '\0' : '\n';
  const lines = await splitLines(process, parts.join(''), end);
  const flags = [...'nrgMbdfiVh'].filter((letter) => options.has(letter)).join('');
  const keys = options.values('k').map((text) => parseSortKey(text, flags));
  const compare = compareLines(keys, flags, options.value('t')?.replace('\\t', '\t'), options.has('s') || options.has('u'));
  if (options.has('c')) {
    const at = lines.findIndex((line, i) => i > 0 && compare(lines[i - 1] ?? '', line) > (options.has('u') ? -1 : 0));
    if (at > 0) return complain(process, `-:${String(at + 1)}: disorder: ${lines[at] ?? ''}`);
    return 0;
  }
  // Large inputs are sorted in pieces, so that others get their turn.
  const sorted = await mergeSort(process, lines, compare);
  const unique = options.has('u') ? await withoutRepeats(process, sorted, compare) : sorted;
  const output = options.value('o');
  if (output === undefined) await writeLines(process, unique, end);
  else process.fs.writeFile(pathOf(process, output), unique.map((line) => line + end).join(''), process.credentials, 0o666 & ~process.umask);
  return 0;
}

async function mergeSort(process: Process, lines: string[], compare: (a: string, b: string) => number): Promise<string[]> {
  if (lines.length <= 1000) {
    await process.tick(1 + (lines.length >> 3));
    return lines.sort(compare);
  }
  const middle = lines.length >> 1;
  const left = await mergeSort(process, lines.slice(0, middle), compare);
  const right = await mergeSort(process, lines.slice(middle), compare);
  const merged: string[] = [];
  let i = 0;
  let j = 0;
  while (i < left.length && j < right.length) {
    const a = left[i] ?? '';
    const b = right[j] ?? '';
    if (compare(a, b) <= 0) {
      merged.push(a);
      i++;
    } else {
      merged.push(b);
      j++;
    }
    if ((merged.length & 1023) === 0) await process.tick(128);
  }
  for (; i < left.length; i++) merged.push(left[i] ?? '');
  for (; j < right.length; j++) merged.push(right[j] ?? '');
  return merged;
}

async function withoutRepeats(process: Process, lines: readonly string[], compare: (a: string, b: string) => number): Promise<string[]> {
  const kept: string[] = [];
  for (const [i, line] of lines.entries()) {
    if (i === 0 || compare(lines[i - 1] ?? '', line) !== 0) kept.push(line);
    if ((i & 1023) === 1023) await process.tick(searchSteps);
  }
  return kept;
}

export async function uniq(process: Process): Promise<number> {
  const options = await getOptions(process, 'cduif:s:w:', { count: 'c', repeated: 'd', unique: 'u', 'ignore-case': 'i' });
  const [input = '-', output] = options.args;
  const reader = new LineReader(process, openInput(process, input));
  const skipFields = Number(options.value('f') ?? 0);
  const skip = Number(options.value('s') ?? 0);
  const width = Number(options.value('w') ?? Infinity);
  const keyOf = (line: string): string => {
    let key = line;
    for (let i = 0; i < skipFields; i++) key = key.replace(/^\s*\S+/, '');
    key = key.slice(skip, skip + width);
    return options.has('i') ? key.toLowerCase() : key;
  };
  let text = '';
  const emit = async (line: string, count: number): Promise<void> => {
    if ((options.has('d') && count < 2) || (options.has('u') && count > 1)) return;
    const out = options.has('c') ? `${String(count).padStart(7)} ${line}\n` : `${line}\n`;
    if (output === undefined) await process.write(1, out);
    else text += out;
  };
  let current: string | undefined;
  let count = 0;
  for (let line = await reader.next(); line !== undefined; line = await reader.next()) {
    if (current !== undefined && keyOf(current) === keyOf(line)) count++;
    else {
      if (current !== undefined) await emit(current, count);
      current = line;
      count = 1;
    }
  }
  if (current !== undefined) await emit(current, count);
  if (output !== undefined) process.fs.writeFile(pathOf(process, output), text, process.credentials);
  return 0;
}
