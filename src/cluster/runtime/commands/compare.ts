// cmp and comm.
import { Errno } from '../process/errno.ts';
import type { Process } from '../process/process.ts';
import { complain, die, getOptions, numberOf, openInput, readWhole, searchSteps, LineReader } from './command.ts';

export async function cmp(process: Process): Promise<number> {
  const options = await getOptions(process, 'sln:', {}, { min: 1, max: 4 });
  const [a = '-', b = '-', skipLeft = '0', skipRight = '0'] = options.args;
  const limit = Number(options.value('n') ?? Infinity);
  const texts: string[] = [];
  for (const [path, skip] of [[a, skipLeft], [b, skipRight]] as const) {
    const text = await readInput(process, path, 2);
    texts.push(text.slice(await numberOf(process, skip)).slice(0, limit));
  }
  const [left = '', right = ''] = texts;
  if (left === right) return 0;
  if (options.has('s')) return 1;
  const length = Math.min(left.length, right.length);
  let line = 1;
  for (let at = 0; at < length; at++) {
    if ((at & 65535) === 65535) await process.tick(searchSteps);
    if (left[at] === right[at]) {
      if (left[at] === '\n') line++;
      continue;
    }
    if (!options.has('l')) {
      await process.write(1, `${a} ${b} differ: char ${String(at + 1)}, line ${String(line)}\n`);
      return 1;
    }
    await process.write(1, `${String(at + 1)} ${left.charCodeAt(at).toString(8).padStart(3)} ${right.charCodeAt(at).toString(8).padStart(3)}\n`);
  }
  if (left.length !== right.length) await complain(process, `EOF on ${left.length < right.length ? a : b}`);
  return 1;
}

/** A whole input; one that cannot be read ends the process with `code`. */
export async function readInput(process: Process, path: string, code: number): Promise<string> {
  try {
    return await readWhole(process, openInput(process, path));
  } catch (error) {
    if (!(error instanceof Errno)) throw error;
    return die(process, `${path}: ${error.message}`, code);
  }
}

export async function comm(process: Process): Promise<number> {
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
