// base64 and strings.
import type { Process } from '../process/process.ts';
import { getOptions } from './command.ts';
import { wholeInput } from './input.ts';
import { strides, writeStrides } from './strides.ts';

/** Decodes leniently: what is no digit is passed over, and the first `=` ends. */
async function writeDecoded(process: Process, text: string): Promise<void> {
  const end = text.indexOf('=');
  let digits = '';
  for await (const piece of strides(process, end < 0 ? text : text.slice(0, end))) {
    digits += piece.replace(/[^A-Za-z0-9+/]/g, '');
    const whole = digits.length & ~3;
    await process.write(1, atob(digits.slice(0, whole)));
    digits = digits.slice(whole);
  }
  if (digits.length > 1) await process.write(1, atob(digits));
}

export async function base64(process: Process): Promise<number> {
  const options = await getOptions(process, 'dw:i', { decode: 'd', wrap: 'w' });
  const data = await wholeInput(process, options.args);
  if (options.has('d')) {
    await writeDecoded(process, data);
    return 0;
  }
  const width = Number(options.value('w') ?? 76);
  if (width === 0) {
    await writeStrides(process, data, 48 * 1024, btoa);
    return 0;
  }
  // Three bytes for each column are whole lines, and whole groups of digits.
  const lines = new RegExp(`.{1,${String(width)}}`, 'g');
  await writeStrides(process, data, 3 * width * Math.max(1, Math.floor(16_384 / width)), (piece) => (btoa(piece).match(lines) ?? []).map((line) => `${line}\n`).join(''));
  return 0;
}

export async function strings(process: Process): Promise<number> {
  const options = await getOptions(process, 'an:ft:');
  const data = await wholeInput(process, options.args);
  const least = Number(options.value('n') ?? 4);
  /** What may go on in the next piece. */
  let open = '';
  for await (const piece of strides(process, data)) {
    const runs = piece.split(/[^\t -~]+/);
    runs[0] = open + (runs[0] ?? '');
    open = runs.pop() ?? '';
    await process.write(1, runs.filter((text) => text.length >= least).map((text) => `${text}\n`).join(''));
  }
  if (open.length >= least) await process.write(1, `${open}\n`);
  return 0;
}
