// dd.
import { Errno } from '../process/errno.ts';
import type { Process } from '../process/process.ts';
import { complain, die, pathOf, usage } from './command.ts';

/** Most that is in the host's memory at once, whatever the size of a block. */
const pieceBytes = 1024 ** 2;

export async function dd(process: Process): Promise<number> {
  const operands = new Map(process.argv.slice(1).map((arg) => { const at = arg.indexOf('='); return [arg.slice(0, at), arg.slice(at + 1)] as const; }));
  for (const arg of process.argv.slice(1)) {
    if (!/^(?:if|of|bs|ibs|obs|count|skip|seek|conv|status|iflag|oflag|cbs)=/.test(arg)) return usage(process);
    const bad = /^(?:bs|ibs|obs|count|skip|seek)=(.*)$/.exec(arg)?.[1];
    if (bad !== undefined && !/^\d+(?:[cwbkKMG]|[kMG]B)?$/.test(bad)) return die(process, `invalid number '${bad}'`);
  }
  const size = (text: string | undefined, fallback: number): number => {
    const found = /^(\d+)([ckKMGb]?)/.exec(text ?? '');
    if (!found) return fallback;
    const units: Readonly<Record<string, number>> = { c: 1, b: 512, k: 1024, K: 1024, M: 1024 ** 2, G: 1024 ** 3 };
    return Number(found[1]) * (units[found[2] ?? ''] ?? 1);
  };
  const blockSize = size(operands.get('bs') ?? operands.get('ibs'), 512);
  const count = operands.has('count') ? size(operands.get('count'), 0) : Infinity;
  const conversions = (operands.get('conv') ?? '').split(',').filter((one) => one !== '');
  const unknown = conversions.find((one) => !['notrunc', 'sync', 'noerror', 'fsync', 'swab'].includes(one));
  if (unknown !== undefined) return die(process, `invalid argument '${unknown}' to 'conv'`);
  const source = operands.get('if');
  const unopened = source === undefined ? undefined : process.fs.tryStat(pathOf(process, source), process.credentials, { process });
  if (typeof unopened === 'string') return die(process, `can't open '${source ?? ''}': ${new Errno(unopened).message}`);
  const input = source === undefined ? process.file(0) : process.fs.open(pathOf(process, source), { read: true }, process);
  const keepsRest = conversions.includes('notrunc');
  const seek = size(operands.get('seek'), 0) * size(operands.get('bs') ?? operands.get('obs'), 512);
  const target = operands.has('of') ? pathOf(process, operands.get('of') ?? '') : undefined;
  if (target !== undefined && seek > 0 && !keepsRest && process.fs.tryStat(target, process.credentials, { process }) !== 'ENOENT') process.fs.truncate(target, seek, process.credentials);
  const output = target === undefined ? process.file(1) : process.fs.open(target, { write: true, create: true, truncate: !keepsRest && seek === 0, offset: seek }, process);
  const startMs = process.context.clock.now();
  let full = 0;
  let partial = 0;
  let total = 0;
  for (let skip = size(operands.get('skip'), 0); skip > 0; skip--) {
    if (await input.read(process, blockSize) === '') break;
    await process.tick();
  }
  let held = 0;
  try {
    while (full + partial < count) {
      let got = 0;
      for (let isShort = false; !isShort && got < blockSize;) {
        const wanted = Math.min(blockSize - got, pieceBytes);
        const bytes = await input.read(process, wanted);
        isShort = bytes.length < wanted;
        got += bytes.length;
        // The buffer is there from the start, but pages count once they are written to.
        if (got > held) {
          process.allocate(got - held, 0);
          held = got;
        }
        if (bytes !== '') await output.write(process, bytes);
        await process.tick(1 + (bytes.length >> 12));
      }
      if (got === 0) break;
      if (got === blockSize) full++;
      else partial++;
      total += got;
    }
  } catch (error) {
    if (!(error instanceof Errno) || error.code === 'EPIPE') throw error;
    await complain(process, `error writing '${operands.get('of') ?? 'standard output'}': ${error.message}`);
    await process.write(2, `${String(full + 1)}+${String(partial)} records in\n${String(full)}+${String(partial)} records out\n`);
    return 1;
  }
  const seconds = Math.max(0.000001, (process.context.clock.now() - startMs) / 1000);
  if (operands.get('status') === 'none') return 0;
  await process.write(2, `${String(full)}+${String(partial)} records in\n${String(full)}+${String(partial)} records out\n`);
  if (operands.get('status') !== 'noxfer') {
    const human = (n: number): string => (n < 10240 ? `${String(n)}B` : n < 1024 * 10240 ? `${(n / 1024).toFixed(1)}KB` : `${(n / 1024 ** 2).toFixed(1)}MB`);
    await process.write(2, `${String(total)} bytes${total >= 1024 ? ` (${human(total)})` : ''} copied, ${seconds.toFixed(6)} seconds, ${human(Math.round(total / seconds))}/s\n`);
  }
  return 0;
}
