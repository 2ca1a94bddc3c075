// chmod, chown and chgrp.
import { Errno } from '../process/errno.ts';
import type { Process } from '../process/process.ts';
import { complain, die, getOptions, nameOf, pathOf } from './command.ts';
import { parseMode } from './mode.ts';
import { isDirectory, linkAt } from './paths.ts';

export async function chmod(process: Process): Promise<number> {
  // The mode may begin with a dash, so options are read by hand.
  const args = process.argv.slice(1).filter((arg) => !/^-[Rvcf]+$/.test(arg));
  const isRecursive = process.argv.some((arg) => /^-[vcf]*R/.test(arg));
  const modeText = args[0];
  if (modeText === undefined || args.length < 2) return die(process, 'missing operand');
  const change = async (path: string): Promise<number> => {
    try {
      const full = pathOf(process, path);
      const { node } = process.fs.stat(full, process.credentials);
      const mode = parseMode(modeText, node.mode, node.type === 'directory', process.umask);
      if (mode === undefined) return await die(process, `invalid mode '${modeText}'`);
      process.fs.change(full, process.credentials, { mode });
      let status = 0;
      if (isRecursive && node.type === 'directory') for (const name of process.fs.list(full, process.credentials)) if (!linkAt(process, `${path}/${name}`)) status |= await change(`${path}/${name}`);
      return status;
    } catch (error) {
      if (!(error instanceof Errno)) throw error;
      return complain(process, `${path}: ${error.message}`);
    }
  };
  let status = 0;
  for (const path of args.slice(1)) status |= await change(path);
  return status;
}

function lookUp(process: Process, file: string, name: string): number | undefined {
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
  if (owner === undefined || paths.length === 0) return die(process, 'missing operand');
  const isGroup = nameOf(process) === 'chgrp';
  const [userName = '', groupName = ''] = isGroup ? ['', owner] : owner.split(/[:.]/);
  const uid = userName === '' ? undefined : lookUp(process, '/etc/passwd', userName);
  const gid = groupName === '' ? undefined : lookUp(process, '/etc/group', groupName);
  if (userName !== '' && uid === undefined) return die(process, `unknown user ${userName}`);
  if (groupName !== '' && gid === undefined) return die(process, `unknown group ${groupName}`);
  const change = async (path: string): Promise<number> => {
    try {
      const full = pathOf(process, path);
      process.fs.change(full, process.credentials, { ...(uid !== undefined && { uid }), ...(gid !== undefined && { gid }) }, !options.has('h'));
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
