// xargs.
import type { Process } from '../process/process.ts';
import { complain, getOptions, numberOf, searchSteps } from './command.ts';
import { startChild } from './children.ts';

export async function xargs(process: Process): Promise<number> {
  const options = await getOptions(process, '+n:I:0rtpP:L:s:d:xE:', { null: '0', 'no-run-if-empty': 'r', 'max-args': 'n', replace: 'I', 'max-procs': 'P', delimiter: 'd' });
  const input = await process.readAll(0);
  const replace = options.value('I');
  const delimiter = options.value('d');
  const items = options.has('0') ? input.split('\0') : delimiter !== undefined ? input.split(delimiter.replace('\\n', '\n').replace('\\t', '\t')) : replace !== undefined ? input.split('\n').map((line) => line.trim()) : await splitWords(process, input);
  if (items === undefined) return complain(process, `unmatched ${/'[^']*$/.test(input) && !/"[^"]*$/.test(input) ? 'single' : 'double'} quote`);
  const end = options.value('E') ?? '';
  if (end !== '' && items.includes(end)) items.length = items.indexOf(end);
  while (items.at(-1) === '') items.pop();
  const command = options.args.length > 0 ? options.args : ['echo'];
  const runs: string[][] = [];
  if (replace !== undefined) for (const item of items) { if (item !== '') runs.push(command.map((arg) => arg.replaceAll(replace, item))); }
  else {
    const size = await numberOf(process, options.value('n') ?? options.value('L') ?? '5000');
    for (let at = 0; at < items.length; at += size) runs.push([...command, ...items.slice(at, at + size)]);
    if (items.length === 0 && !options.has('r')) runs.push([...command]);
  }
  let status = 0;
  const parallel = Math.max(1, Number(options.value('P') ?? 1));
  for (let at = 0; at < runs.length; at += parallel) {
    const children: (Process | number)[] = [];
    for (const argv of runs.slice(at, at + parallel)) {
      if (options.has('t')) await process.write(2, `${argv.join(' ')}\n`);
      children.push(await startChild(process, argv));
    }
    for (const child of children) {
      const code = typeof child === 'number' ? child : await process.waitFor(child);
      if (code === 255) {
        await complain(process, `${command[0] ?? ''}: exited with status 255; aborting`);
        return 124;
      }
      if (typeof child === 'number') return code;
      if (code !== 0) status = 123;
    }
  }
  return status;
}

/** Words with quotes and backslashes as xargs reads them; undefined when a quote is not closed. */
async function splitWords(process: Process, input: string): Promise<string[] | undefined> {
  const words: string[] = [];
  let word = '';
  let hasWord = false;
  let nextPause = 8192;
  for (let i = 0; i < input.length; i++) {
    if (i >= nextPause) {
      nextPause = i + 8192;
      await process.tick(searchSteps);
    }
    const c = input[i] ?? '';
    if (c === '\\') {
      word += input[++i] ?? '';
      hasWord = true;
    } else if (c === "'" || c === '"') {
      const end = input.indexOf(c, i + 1);
      if (end < 0) return undefined;
      word += input.slice(i + 1, end);
      hasWord = true;
      i = end;
    } else if (c === ' ' || c === '\t' || c === '\n') {
      if (hasWord) words.push(word);
      word = '';
      hasWord = false;
    } else {
      word += c;
      hasWord = true;
    }
  }
  if (hasWord) words.push(word);
  return words;
}
