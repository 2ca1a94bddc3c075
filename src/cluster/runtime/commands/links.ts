// ln, readlink and realpath.
import { Errno } from '../process/errno.ts';
import type { Process } from '../process/process.ts';
import { complain, die, getOptions, nameOf, pathOf } from './command.ts';
import { baseName, isDirectory, linkAt, removeQuietly } from './paths.ts';

export async function ln(process: Process): Promise<number> {
  const options = await getOptions(process, 'sfnbTvr', { symbolic: 's', force: 'f', verbose: 'v' }, { min: 1 });
  const args = options.args.length === 1 ? [...options.args, baseName(options.args[0] ?? '')] : options.args;
  if (args.length < 2) return die(process, 'missing operand');
  const target = args.at(-1) ?? '';
  const isInto = isDirectory(process, target) && !options.has('T') && !(options.has('n') && options.has('f') && linkAt(process, target));
  let status = 0;
  for (const source of args.slice(0, -1)) {
    const to = isInto ? `${target.replace(/\/$/, '')}/${baseName(source)}` : target;
    try {
      if (options.has('f') && !isDirectory(process, to)) removeQuietly(process, to);
      else if (options.has('f') && linkAt(process, to)) removeQuietly(process, to);
      if (options.has('s')) process.fs.symlink(source, pathOf(process, to), process.credentials);
      else process.fs.link(pathOf(process, source), pathOf(process, to), process.credentials);
    } catch (error) {
      if (!(error instanceof Errno)) throw error;
      status = await complain(process, `${error.code === 'ENOENT' && !options.has('s') ? source : to}: ${error.message}`);
      continue;
    }
    if (options.has('v')) await process.write(1, `'${to}' -> '${source}'\n`);
  }
  return status;
}

export async function readlink(process: Process): Promise<number> {
  const isReal = nameOf(process) === 'realpath';
  const options = await getOptions(process, 'femnvsz', {}, { min: 1, ...(!isReal && { max: 1 }) });
  let status = 0;
  for (const path of options.args) {
    await process.tick();
    try {
      const follows = options.has('f') || options.has('e') || options.has('m') || nameOf(process) === 'realpath';
      const found = process.fs.resolve(pathOf(process, path), process.credentials, { followLast: follows, process });
      if (!follows && found.node?.type !== 'link') throw new Errno('EINVAL');
      // busybox' -f also says where a link leads that has no end, but not where nothing is.
      const isLink = follows && !isReal && !options.has('e') && process.fs.resolve(pathOf(process, path), process.credentials, { followLast: false, process }).node?.type === 'link';
      if (follows && !found.node && !isLink) throw new Errno('ENOENT');
      const text = follows ? found.path : found.node?.type === 'link' ? found.node.target : '';
      await process.write(1, options.has('n') ? text : `${text}\n`);
    } catch (error) {
      if (!(error instanceof Errno)) throw error;
      status = nameOf(process) === 'realpath' ? await complain(process, `${path}: ${error.message}`) : 1;
    }
  }
  return status;
}
