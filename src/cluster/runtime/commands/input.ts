// Input of filters: line by line, or whole.
import type { Process } from '../process/process.ts';
import { LineReader, forEachInput, readWhole } from './command.ts';

/** Prints every line of the inputs as `change` makes it. */
export async function mapLines(process: Process, change: (line: string) => string, paths: readonly string[] = process.argv.slice(1)): Promise<number> {
  return forEachInput(process, paths.filter((path) => path === '-' || !path.startsWith('-')), async (file) => {
    const reader = new LineReader(process, file);
    for (let line = await reader.next(); line !== undefined; line = await reader.next()) await process.write(1, `${change(line)}\n`);
  });
}

/** All inputs as one text. */
export async function wholeInput(process: Process, paths: readonly string[]): Promise<string> {
  const parts: string[] = [];
  await forEachInput(process, paths, async (file) => { parts.push(await readWhole(process, file)); });
  return parts.join('');
}
