// Input of filters: line by line, or whole.
import { type Process, ProcessExit } from '../process/process.ts';
import { forEachInput, readWhole, LineReader } from './command.ts';

/** Prints every line of the inputs as `change` makes it; a last one without newline stays so unless `endsLast`. */
export async function mapLines(process: Process, change: (line: string) => string, paths: readonly string[], endsLast = false): Promise<number> {
  return forEachInput(process, paths, async (file) => {
    const reader = new LineReader(process, file);
    for (let line = await reader.next(); line !== undefined; line = await reader.next()) await process.write(1, `${change(line)}${reader.hadNewline || endsLast ? '\n' : ''}`);
  });
}

/** All inputs as one text; ends the process when one cannot be read. */
export async function wholeInput(process: Process, paths: readonly string[]): Promise<string> {
  const parts: string[] = [];
  const status = await forEachInput(process, paths, async (file) => { parts.push(await readWhole(process, file)); });
  if (status !== 0) throw new ProcessExit(status);
  return parts.join('');
}
