// md5sum and its kin.
import { Errno } from '../process/errno.ts';
import type { Process } from '../process/process.ts';
import { type Digest, md5, sha1, sha256, sha512 } from '../text/digests.ts';
import { complain, forEachInput, getOptions, nameOf, openInput, readWhole, searchSteps } from './command.ts';
import { wholeInput } from './input.ts';

export async function checksum(process: Process): Promise<number> {
  const options = await getOptions(process, 'csw', { check: 'c', status: 's' });
  const algorithms: Readonly<Record<string, Digest>> = { md5sum: md5, sha1sum: sha1, sha256sum: sha256, sha512sum: sha512 };
  const algorithm = algorithms[nameOf(process)] ?? sha256;
  const pause = (): Promise<void> | undefined => process.tick(searchSteps);
  if (options.has('c')) {
    let failed = 0;
    let count = 0;
    for (const line of (await wholeInput(process, options.args)).split('\n')) {
      const found = /^([0-9a-f]+) [ *](.*)$/.exec(line);
      if (!found) continue;
      count++;
      let isSame = false;
      try {
        isSame = (await algorithm(await readWhole(process, openInput(process, found[2] ?? '')), pause)) === found[1];
      } catch (error) {
        if (!(error instanceof Errno)) throw error;
      }
      if (!isSame) failed++;
      if (!options.has('s')) await process.write(1, `${found[2] ?? ''}: ${isSame ? 'OK' : 'FAILED'}\n`);
    }
    if (count === 0) return complain(process, `${options.args[0] ?? 'standard input'}: no checksum lines found`);
    if (failed > 0 && !options.has('s')) await complain(process, `WARNING: ${String(failed)} of ${String(count)} computed checksums did NOT match`);
    return failed > 0 ? 1 : 0;
  }
  return forEachInput(process, options.args, async (file, path) => {
    const data = await readWhole(process, file);
    await process.write(1, `${await algorithm(data, pause)}  ${path}\n`);
  }, (path, error) => `can't open '${path}': ${error.message}`);
}
