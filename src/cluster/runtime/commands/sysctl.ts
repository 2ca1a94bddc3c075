// sysctl: the settings of /proc/sys by their dotted names.
import { Errno } from '../process/errno.ts';
import type { Process } from '../process/process.ts';
import { complain, getOptions } from './command.ts';

const top = '/proc/sys';

/** Files below a directory, in order of their names. */
function filesBelow(process: Process, path: string): string[] {
  const { node } = process.fs.stat(path, process.credentials, { process });
  if (node.type !== 'directory') return (node.mode & 0o444) === 0 ? [] : [path];
  return process.fs.list(path, process.credentials, process).sort().flatMap((name) => filesBelow(process, `${path}/${name}`));
}

export async function sysctl(process: Process): Promise<number> {
  const options = await getOptions(process, 'neNqwaA');
  const show = async (path: string): Promise<void> => {
    const name = path.slice(top.length + 1).replaceAll('/', '.');
    const value = process.fs.readFile(path, process.credentials, process).replace(/\n$/, '');
    if (options.has('N')) await process.write(1, `${name}\n`);
    else for (const line of value.split('\n')) await process.write(1, options.has('n') ? `${line}\n` : `${name} = ${line}\n`);
  };
  if (options.has('a') || options.has('A')) {
    for (const path of filesBelow(process, top)) await show(path);
    return 0;
  }
  let status = 0;
  for (const arg of options.args) {
    await process.tick();
    const [name = '', value] = arg.split('=', 2);
    const path = `${top}/${name.trim().includes('/') ? name.trim() : name.trim().replaceAll('.', '/')}`;
    try {
      if (value !== undefined) {
        const file = process.fs.open(path, { write: true }, process);
        await file.write(process, `${value}\n`);
        await process.write(1, `${name} = ${value}\n`);
        continue;
      }
      for (const one of filesBelow(process, path)) await show(one);
    } catch (error) {
      if (!(error instanceof Errno)) throw error;
      if (options.has('e') && error.code === 'ENOENT') continue;
      status = await complain(process, error.code === 'ENOENT' ? `error: '${path.slice(top.length + 1)}' is an unknown key` : `error setting key '${path.slice(top.length + 1)}': ${error.message}`);
    }
  }
  return status;
}
