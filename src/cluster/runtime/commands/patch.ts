// patch: applies unified diffs as busybox does, without fuzz: the old lines must be there, wherever they now are.
import { Errno } from '../process/errno.ts';
import type { Process } from '../process/process.ts';
import { complain, getOptions, openInput, pathOf, readWhole, searchSteps } from './command.ts';
import { joinLines, mapStrides, splitLines } from './strides.ts';

interface Hunk {
  readonly oldStart: number;
  /** With their marks: ' ', '-', '+'. */
  readonly lines: readonly string[];
}

interface FilePatch {
  readonly oldName: string;
  readonly newName: string;
  readonly hunks: readonly Hunk[];
}

async function parsePatches(process: Process, lines: readonly string[]): Promise<FilePatch[]> {
  const patches: { oldName: string; newName: string; hunks: { oldStart: number; lines: string[] }[] }[] = [];
  let left = 0;
  for (let i = 0; i < lines.length; i++) {
    if ((i & 1023) === 1023) await process.tick(searchSteps);
    const line = lines[i] ?? '';
    const file = patches.at(-1);
    const hunk = file?.hunks.at(-1);
    if (hunk && left > 0 && /^[ +\-]|^$/.test(line)) {
      hunk.lines.push(line === '' ? ' ' : line);
      left -= line.startsWith('+') || line.startsWith('-') ? 1 : 2;
      continue;
    }
    const next = lines[i + 1] ?? '';
    if (line.startsWith('--- ') && next.startsWith('+++ ')) {
      const nameOf = (heading: string): string => heading.slice(4).split('\t')[0] ?? '';
      patches.push({ oldName: nameOf(line), newName: nameOf(next), hunks: [] });
      i++;
      continue;
    }
    const range = /^@@ -(\d+)(?:,(\d+))? \+\d+(?:,(\d+))? @@/.exec(line);
    if (!range || !file) continue;
    file.hunks.push({ oldStart: Number(range[1]), lines: [] });
    left = Number(range[2] ?? 1) + Number(range[3] ?? 1);
  }
  return patches;
}

async function reversed(process: Process, { oldStart, lines }: Hunk): Promise<Hunk> {
  return { oldStart, lines: await mapStrides(process, lines, (line) => (line.startsWith('+') ? `-${line.slice(1)}` : line.startsWith('-') ? `+${line.slice(1)}` : line)) };
}

/** The lines of a hunk that `marker` does not begin, without their markers. */
async function linesWithout(process: Process, { lines }: Hunk, marker: string): Promise<string[]> {
  const found: string[] = [];
  for (const [i, line] of lines.entries()) {
    if (!line.startsWith(marker)) found.push(line.slice(1));
    if ((i & 4095) === 4095) await process.tick(searchSteps);
  }
  return found;
}

/** Where the old lines of a hunk begin, from line `from` on and nearest to where it says; -1 when nowhere. */
async function placeOf(process: Process, content: readonly string[], old: readonly string[], expected: number, from: number): Promise<number> {
  const fits = (at: number): boolean => old.every((line, i) => content[at + i] === line);
  const last = content.length - old.length;
  for (let distance = 0; distance <= content.length; distance++) {
    if ((distance & 255) === 255) await process.tick(searchSteps);
    for (const at of distance === 0 ? [expected] : [expected + distance, expected - distance]) if (at >= from && at <= last && fits(at)) return at;
  }
  return -1;
}

function stripped(name: string, levels: number): string {
  let rest = name;
  for (let i = 0; i < levels && rest.includes('/'); i++) rest = rest.slice(rest.indexOf('/') + 1);
  return rest;
}

/** The patched lines; or the number of the hunk that does not fit. */
async function applied(process: Process, content: readonly string[], hunks: readonly Hunk[], isReverse: boolean): Promise<{ lines: readonly string[] } | { failed: number; hunk: Hunk }> {
  const result: string[] = [];
  let at = 0;
  for (const [i, written] of hunks.entries()) {
    const hunk = isReverse ? await reversed(process, written) : written;
    const old = await linesWithout(process, hunk, '+');
    const place = old.length === 0 ? Math.max(at, Math.min(content.length, hunk.oldStart)) : await placeOf(process, content, old, Math.max(at, hunk.oldStart - 1), at);
    if (place < 0) return { failed: i + 1, hunk };
    await process.tick(1 + ((place - at) >> 8));
    for (; at < place; at++) result.push(content[at] ?? '');
    for (const line of await linesWithout(process, hunk, '-')) result.push(line);
    at += old.length;
  }
  for (; at < content.length; at++) result.push(content[at] ?? '');
  return { lines: result };
}

export async function patch(process: Process): Promise<number> {
  const options = await getOptions(process, 'p:i:RNEud', { 'dry-run': 'd', strip: 'p', input: 'i', reverse: 'R', forward: 'N' }, { max: 2 });
  const isReverse = options.has('R');
  const text = await readWhole(process, openInput(process, options.value('i') ?? options.args[1] ?? '-'));
  let status = 0;
  for (const one of await parsePatches(process, await splitLines(process, text))) {
    const [from, to] = isReverse ? [one.newName, one.oldName] : [one.oldName, one.newName];
    const isNew = from === '/dev/null';
    const isGone = to === '/dev/null';
    const name = options.args[0] ?? stripped(isGone || (!isNew && !process.fs.exists(pathOf(process, stripped(to, Number(options.value('p') ?? 1000))), process.credentials)) ? from : to, Number(options.value('p') ?? 1000));
    const path = pathOf(process, name);
    await process.write(1, `${isNew ? 'creating' : 'patching file'} ${name}\n`);
    try {
      const before = isNew ? '' : process.fs.readFile(path, process.credentials, process);
      const found = await applied(process, await splitLines(process, before), one.hunks, isReverse);
      if ('failed' in found) {
        await process.write(2, `Hunk ${String(found.failed)} FAILED ${String(found.hunk.oldStart)}/${String(found.hunk.oldStart)}.\n${await joinLines(process, found.hunk.lines)}`);
        status = 1;
        continue;
      }
      if (options.has('d')) continue;
      if (isGone && found.lines.length === 0) process.fs.unlink(path, process.credentials);
      else process.fs.writeFile(path, await joinLines(process, found.lines), process.credentials, 0o666 & ~process.umask);
    } catch (error) {
      if (!(error instanceof Errno)) throw error;
      return complain(process, `can't open '${name}': ${error.message}`);
    }
  }
  return status;
}
