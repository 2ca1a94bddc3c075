// unzip: ZIP archives, stored or deflated.
import type { Bytes } from '../bytes.ts';
import { joinPath } from '../fs/paths.ts';
import { Errno } from '../process/errno.ts';
import type { Process } from '../process/process.ts';
import { compilePattern, matchesPattern } from '../shell/pattern.ts';
import { GzipError, inflateRaw } from '../text/gzip.ts';
import { complain, die, getOptions, pathOf } from './command.ts';
import { formatDate } from './date-format.ts';
import { checksum } from './encode.ts';

interface Member {
  readonly name: string;
  readonly method: number;
  readonly size: number;
  readonly packedSize: number;
  readonly crc: number;
  /** What stands before the member itself, when it does. */
  readonly ownCrc: number;
  readonly mtimeMs: number;
  readonly mode: number;
  readonly dataAt: number;
}

function little(data: Bytes, at: number, bytes: number): number {
  let value = 0;
  for (let i = bytes - 1; i >= 0; i--) value = value * 256 + (data.charCodeAt(at + i) || 0);
  return value;
}

/** The members that the archive's directory lists; undefined when it has none. */
function membersOf(data: Bytes): Member[] | undefined {
  const end = data.lastIndexOf('PK\x05\x06');
  if (end < 0) return undefined;
  const members: Member[] = [];
  for (let at = little(data, end + 16, 4), left = little(data, end + 10, 2); left > 0 && data.startsWith('PK\x01\x02', at); left--) {
    const [nameLength, extraLength, commentLength] = [little(data, at + 28, 2), little(data, at + 30, 2), little(data, at + 32, 2)];
    const localAt = little(data, at + 42, 4);
    const [time, date] = [little(data, at + 12, 2), little(data, at + 14, 2)];
    const crc = little(data, at + 16, 4);
    const isTold = (little(data, localAt + 6, 2) & 8) === 0;
    members.push({
      ownCrc: isTold ? little(data, localAt + 14, 4) : crc, crc,
      name: data.slice(at + 46, at + 46 + nameLength), method: little(data, at + 10, 2), packedSize: little(data, at + 20, 4), size: little(data, at + 24, 4), mode: little(data, at + 40, 2) & 0o777,
      mtimeMs: Date.UTC(1980 + (date >> 9), ((date >> 5) & 15) - 1, date & 31, time >> 11, (time >> 5) & 63, (time & 31) * 2),
      dataAt: localAt + 30 + little(data, localAt + 26, 2) + little(data, localAt + 28, 2),
    });
    at += 46 + nameLength + extraLength + commentLength;
  }
  return members;
}

async function contentOf(process: Process, data: Bytes, { method, dataAt, packedSize }: Member): Promise<Bytes> {
  const packed = data.slice(dataAt, dataAt + packedSize);
  if (method === 0) return packed;
  if (method !== 8) return die(process, `unsupported method ${String(method)}`);
  try {
    return await process.wait(inflateRaw(packed));
  } catch (error) {
    if (error instanceof GzipError) return die(process, error.message);
    throw error;
  }
}

/** After it was written, as it is found there; what is stored as it is has nothing that could break. */
async function refuseBroken(process: Process, { method, ownCrc }: Member, content: Bytes): Promise<void> {
  if (method === 8 && (await checksum(process, content)) !== ownCrc) await die(process, 'crc error');
}

async function list(process: Process, members: readonly Member[], isLong: boolean, isQuiet: boolean): Promise<number> {
  const percent = (size: number, packed: number): string => `${String(size === 0 ? 0 : Math.max(0, Math.floor(100 - (packed * 100) / size))).padStart(4)}%`;
  const when = (one: Member): string => formatDate('%m-%d-%Y %H:%M', one.mtimeMs);
  const size = members.reduce((sum, one) => sum + one.size, 0);
  const packed = members.reduce((sum, one) => sum + one.packedSize, 0);
  let text = isLong ? ' Length   Method    Size  Cmpr    Date    Time   CRC-32   Name\n--------  ------  ------- ---- ---------- ----- --------  ----\n' : '  Length      Date    Time    Name\n---------  ---------- -----   ----\n';
  if (isQuiet) text = '';
  for (const one of members) text += isLong ? `${String(one.size).padStart(8)}  ${one.method === 0 ? 'Stored' : 'Defl:N'} ${String(one.packedSize).padStart(8)}${percent(one.size, one.packedSize)} ${when(one)} ${one.crc.toString(16).padStart(8, '0')}  ${one.name}\n` : `${String(one.size).padStart(9)}  ${when(one)}   ${one.name}\n`;
  if (!isQuiet) text += isLong ? `--------          ------- ----                            ----\n${String(size).padStart(8)}         ${String(packed).padStart(8)}${percent(size, packed)}                            ${String(members.length)} files\n` : ` --------                     -------\n${String(size).padStart(9)}                     ${String(members.length)} files\n`;
  await process.write(1, text);
  return 0;
}

export async function unzip(process: Process): Promise<number> {
  const marker = process.argv.indexOf('-x');
  const excluded = marker < 0 ? [] : process.argv.slice(marker + 1).filter((arg, i, all) => !arg.startsWith('-') && all[i - 1] !== '-d');
  if (marker >= 0) process.argv = process.argv.filter((arg, i) => i < marker || (i > marker && !excluded.includes(arg)));
  const options = await getOptions(process, 'lnojpqtvd:', {}, { min: 1 });
  const [name = '', ...wanted] = options.args;
  const path = [name, `${name}.zip`, `${name}.ZIP`].map((one) => pathOf(process, one)).find((one) => process.fs.exists(one, process.credentials, process));
  if (path === undefined) return complain(process, `can't open ${name}[.zip]`);
  const data = process.fs.readFile(path, process.credentials, process);
  const isQuiet = options.has('q') || options.has('p');
  const say = async (text: string): Promise<void> => { if (!isQuiet) await process.write(1, text); };
  await say(`Archive:  ${name}${process.fs.exists(pathOf(process, name), process.credentials, process) ? '' : '.zip'}\n`);
  const all = membersOf(data);
  if (all === undefined) return complain(process, data.length < 22 ? 'short read' : 'invalid zip magic');
  const matches = (one: Member, patterns: readonly string[]): boolean => patterns.some((pattern) => matchesPattern(compilePattern(pattern), one.name));
  const members = all.filter((one) => (wanted.length === 0 || matches(one, wanted)) && !matches(one, excluded));
  if (options.has('l') || options.has('v')) return list(process, members, options.has('v'), options.has('q'));
  const base = options.value('d') === undefined ? process.cwd : pathOf(process, options.value('d') ?? '');
  for (const one of members) {
    await process.tick();
    const isDirectory = one.name.endsWith('/');
    const shown = options.has('j') ? one.name.replace(/^.*\/(?=.)/, '') : one.name;
    if (shown.split('/').includes('..')) return die(process, `can't create '${shown}'`);
    const target = joinPath(base, shown.replace(/^\/+/, ''));
    if (options.has('p') || options.has('t')) {
      const content = isDirectory ? '' : await contentOf(process, data, one);
      if (options.has('p')) await process.write(1, content);
      if (!isDirectory) await refuseBroken(process, one, content);
      continue;
    }
    if (isDirectory) {
      if (options.has('j') || process.fs.exists(target, process.credentials)) continue;
      await say(`   creating: ${shown}\n`);
      process.fs.makeDirectories(target.replace(/\/+$/, ''), process.credentials, 0o777 & ~process.umask);
      continue;
    }
    if (process.fs.exists(target, process.credentials) && !options.has('o')) {
      if (options.has('n')) continue;
      await process.write(1, `replace ${shown}? [y]es, [n]o, [A]ll, [N]one, [r]ename: `);
      const answer = await process.read(0, 80);
      if (answer === '') return complain(process, "can't read standard input");
      if (!/^[yA]/.test(answer)) continue;
    }
    await say(`  inflating: ${shown}\n`);
    process.fs.makeDirectories(target.slice(0, target.lastIndexOf('/')) || '/', process.credentials, 0o777 & ~process.umask);
    const content = await contentOf(process, data, one);
    try {
      process.fs.writeFile(target, content, process.credentials, (one.mode || 0o666) & ~process.umask);
    } catch (error) {
      if (error instanceof Errno) return complain(process, `can't open '${shown}': ${error.message}`);
      throw error;
    }
    await refuseBroken(process, one, content);
  }
  return 0;
}
