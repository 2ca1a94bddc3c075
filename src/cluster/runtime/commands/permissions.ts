// chmod, chown and chgrp.
import { Errno } from '../process/errno.ts';
import type { Process } from '../process/process.ts';
import { complain, die, getOptions, nameOf, pathOf, usage } from './command.ts';
import { modeString, parseMode } from './mode.ts';
import { isDirectory, linkAt } from './paths.ts';

export async function chmod(process: Process): Promise<number> {
  // The mode may begin with a dash, so options are read by hand.
  const args = process.argv.slice(1).filter((arg) => !/^-[Rvcf]+$/.test(arg));
  const isRecursive = process.argv.some((arg) => /^-[vcf]*R/.test(arg));
  const isVerbose = process.argv.some((arg) => /^-[Rcf]*v[Rcf]*$/.test(arg));
  const isTelling = process.argv.some((arg) => /^-[Rvf]*c[Rvf]*$/.test(arg));
  const isSilent = process.argv.some((arg) => /^-[Rvc]*f[Rvc]*$/.test(arg));
  const modeText = args[0];
  if (modeText === undefined || args.length < 2) return usage(process);
  const change = async (path: string): Promise<number> => {
    try {
      const full = pathOf(process, path);
      const { node } = process.fs.stat(full, process.credentials);
      const mode = parseMode(modeText, node.mode, node.type === 'directory', process.umask);
      if (mode === undefined) return await die(process, `invalid mode '${modeText}'`);
      process.fs.change(full, process.credentials, { mode });
      if (isVerbose || (isTelling && (mode & 0o7777) !== (node.mode & 0o7777))) await process.write(1, `mode of '${path}' changed to ${(mode & 0o7777).toString(8).padStart(4, '0')} (${modeString({ ...node, mode }).slice(1)})\n`);
      let status = 0;
      if (isRecursive && node.type === 'directory') for (const name of process.fs.list(full, process.credentials)) if (!linkAt(process, `${path}/${name}`)) status |= await change(`${path}/${name}`);
      return status;
    } catch (error) {
      if (!(error instanceof Errno)) throw error;
      return isSilent ? 1 : complain(process, `${path}: ${error.message}`);
    }
  };
  let status = 0;
  for (const path of args.slice(1)) status |= await change(path);
  return status;
}

/** The id that a name has in a file of users or groups. */
export function idOf(process: Process, file: string, name: string): number | undefined {
  if (/^\d+$/.test(name)) return Number(name);
  try {
    const line = process.fs.readFile(file, { uid: 0, gid: 0, groups: [] }).split('\n').find((one) => one.startsWith(`${name}:`));
    return line === undefined ? undefined : Number(line.split(':')[2]);
  } catch {
    return undefined;
  }
}

export async function chown(process: Process): Promise<number> {
  const options = await getOptions(process, 'RhfvcLHP', { recursive: 'R' });
  const [owner, ...paths] = options.args;
  if (owner === undefined || paths.length === 0) return usage(process);
  const isGroup = nameOf(process) === 'chgrp';
  const [userName = '', groupName = ''] = isGroup ? ['', owner] : owner.split(/[:.]/);
  const uid = userName === '' ? undefined : idOf(process, '/etc/passwd', userName);
  const gid = groupName === '' ? undefined : idOf(process, '/etc/group', groupName);
  if (userName !== '' && uid === undefined) return die(process, `unknown user ${userName}`);
  if (groupName !== '' && gid === undefined) return die(process, `unknown group ${groupName}`);
  const change = async (path: string): Promise<number> => {
    try {
      const full = pathOf(process, path);
      process.fs.change(full, process.credentials, { ...(uid !== undefined && { uid }), ...(gid !== undefined && { gid }) }, !options.has('h'));
      if (options.has('v') || options.has('c')) {
        const { node } = process.fs.stat(full, process.credentials, { process });
        await process.write(1, `changed ownership of '${path}' to ${String(node.uid)}:${String(node.gid)}\n`);
      }
      let status = 0;
      if (options.has('R') && isDirectory(process, path) && !linkAt(process, path)) for (const name of process.fs.list(full, process.credentials)) status |= await change(`${path}/${name}`);
      return status;
    } catch (error) {
      if (!(error instanceof Errno)) throw error;
      return complain(process, `${path}: ${error.message}`);
    }
  };
  let status = 0;
  for (const path of paths) status |= await change(path);
  return status;
}
