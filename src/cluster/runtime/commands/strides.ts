// Long texts worked on a stride at a time, so that no command holds the thread however much it is given.
import type { Bytes } from '../bytes.ts';
import type { Process } from '../process/process.ts';
import { searchSteps } from './command.ts';

const strideBytes = 65536;
/** What a line costs beside its bytes. */
const lineBytes = 32;

/** `text` in pieces of `size` bytes, the last one shorter; others run between them. */
export async function* strides(process: Process, text: Bytes, size = strideBytes): AsyncGenerator<Bytes, void> {
  for (let at = 0; at < text.length; at += size) {
    await process.tick(searchSteps);
    yield text.slice(at, at + size);
  }
}

/** Prints what `change` makes of each piece of `size` bytes, which begins `at` that byte. */
export async function writeStrides(process: Process, text: Bytes, size: number, change: (piece: Bytes, at: number) => Bytes): Promise<void> {
  let at = 0;
  for await (const piece of strides(process, text, size)) {
    await process.write(1, change(piece, at));
    at += piece.length;
  }
}

/** As `text.split(end)`, without the empty line after a last `end`. Accounts for what the lines cost. */
export async function splitLines(process: Process, text: Bytes, end = '\n'): Promise<Bytes[]> {
  const lines: Bytes[] = [];
  for (let at = 0; at < text.length;) {
    const before = lines.length;
    for (const until = at + strideBytes; at < text.length && at < until && lines.length - before < 4096;) {
      const found = text.indexOf(end, at);
      lines.push(text.slice(at, found < 0 ? undefined : found));
      at = found < 0 ? text.length : found + end.length;
    }
    process.allocate((lines.length - before) * lineBytes);
    await process.tick(searchSteps);
  }
  return lines;
}

/** The text of `lines`, each with its end. */
export async function joinLines(process: Process, lines: readonly Bytes[]): Promise<Bytes> {
  let text = '';
  for (let at = 0; at < lines.length; at += 4096) {
    text += `${lines.slice(at, at + 4096).join('\n')}\n`;
    await process.tick(searchSteps);
  }
  return text;
}

/** As `list.map(change)`; others run meanwhile. */
export async function mapStrides<T, R>(process: Process, list: readonly T[], change: (item: T, index: number) => R): Promise<readonly R[]> {
  const changed: R[] = [];
  for (const [index, item] of list.entries()) {
    changed.push(change(item, index));
    if ((index & 4095) === 4095) await process.tick(searchSteps);
  }
  return changed;
}

/** Prints each line and `end`. */
export async function writeLines(process: Process, lines: readonly Bytes[], end = '\n'): Promise<void> {
  let out = '';
  for (const line of lines) {
    out += line + end;
    if (out.length < strideBytes) continue;
    await process.write(1, out);
    out = '';
  }
  await process.write(1, out);
}
