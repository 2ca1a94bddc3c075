// dd.
import type { Bytes } from '../bytes.ts';
import { Errno } from '../process/errno.ts';
import type { Process } from '../process/process.ts';
import { complain, die, pathOf, usage } from './command.ts';

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
  const input = operands.has('if') ? process.fs.open(pathOf(process, operands.get('if') ?? ''), { read: true }, process) : process.file(0);
  const isAppending = operands.get('conv')?.includes('notrunc') ?? false;
  const output = operands.has('of') ? process.fs.open(pathOf(process, operands.get('of') ?? ''), { write: true, create: true, truncate: !isAppending && !operands.has('seek') }, process) : process.file(1);
  const startMs = process.context.clock.now();
  let full = 0;
  let partial = 0;
  let total = 0;
  for (let skip = size(operands.get('skip'), 0); skip > 0; skip--) await input.read(process, blockSize);
  const seek = size(operands.get('seek'), 0) * size(operands.get('bs') ?? operands.get('obs'), 512);
  const target = seek > 0 && operands.has('of') ? pathOf(process, operands.get('of') ?? '') : undefined;
  const put = async (bytes: Bytes): Promise<void> => {
    if (target === undefined) return output.write(process, bytes);
    // Written at its place in what is there.
    const old = process.fs.readFile(target, process.credentials, process);
    const at = seek + total;
    process.fs.writeFile(target, old.slice(0, at).padEnd(at, '\0') + bytes + (isAppending ? old.slice(at + bytes.length) : ''), process.credentials);
    return undefined;
  };
  try {
    while (full + partial < count) {
      const bytes = await input.read(process, blockSize);
      if (bytes === '') break;
      if (bytes.length === blockSize) full++;
      else partial++;
      await put(bytes);
      total += bytes.length;
      await process.tick(1 + (bytes.length >> 12));
    }
  } catch (error) {
    if (!(error instanceof Errno) || error.code === 'EPIPE') throw error;
    await complain(process, `error writing '${operands.get('of') ?? 'standard output'}': ${error.message}`);
    await process.write(2, `${String(full)}+${String(partial)} records in\n${String(Math.max(0, full - 1))}+${String(partial)} records out\n`);
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
