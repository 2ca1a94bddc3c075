// Pathname expansion: which files a pattern names.
import type { Process } from '../process/process.ts';
import { compilePattern, hasPattern, matchesPattern, unescapePattern } from './pattern.ts';

/** Paths that match `pattern` (escaped as by `escapePattern`), sorted; empty when none does. `options` are bash's: dotglob, globstar, nocaseglob. */
export function expandPathnames(process: Process, pattern: string, options: ReadonlySet<string>): string[] {
  const isAbsolute = pattern.startsWith('/');
  let found: string[] = [isAbsolute ? '/' : ''];
  const parts = pattern.split('/');
  const last = parts.length - 1;
  for (const [index, part] of parts.entries()) {
    if (part === '') {
      if (index === last && index > 0) found = found.filter((path) => isDirectory(process, path)).map((path) => (path.endsWith('/') ? path : `${path}/`));
      continue;
    }
    const next: string[] = [];
    if (part === '**' && options.has('globstar')) {
      for (const prefix of found) next.push(...treeBelow(process, prefix, index === last, options));
      found = next;
      continue;
    }
    for (const prefix of found) {
      const at = prefix === '' || prefix.endsWith('/') ? prefix : `${prefix}/`;
      for (const name of matchingNames(process, at, part, options)) {
        const path = `${at}${name}`;
        if (index === last || isDirectory(process, path)) next.push(path);
      }
    }
    found = next;
  }
  return found.sort();
}

/** What `**` stands for below `prefix`: the directories, itself included, and as the last part the files too. */
function treeBelow(process: Process, prefix: string, withFiles: boolean, options: ReadonlySet<string>): string[] {
  const at = prefix === '' || prefix.endsWith('/') ? prefix : `${prefix}/`;
  const paths = withFiles ? [] : [prefix];
  for (const name of matchingNames(process, at, '*', options)) {
    const path = `${at}${name}`;
    const isInside = isDirectory(process, path);
    if (withFiles) paths.push(path);
    if (isInside) paths.push(...treeBelow(process, path, withFiles, options));
  }
  return paths;
}

function absolute(process: Process, path: string): string {
  return path.startsWith('/') ? path : `${process.cwd === '/' ? '' : process.cwd}/${path}`;
}

function isDirectory(process: Process, path: string): boolean {
  try {
    return process.fs.stat(absolute(process, path), process.credentials, { process }).node.type === 'directory';
  } catch {
    return false;
  }
}

function matchingNames(process: Process, directory: string, part: string, options: ReadonlySet<string>): string[] {
  if (!hasPattern(part)) {
    const name = unescapePattern(part);
    try {
      process.fs.stat(absolute(process, `${directory}${name}`), process.credentials, { followLast: false, process });
      return [name];
    } catch {
      return [];
    }
  }
  try {
    const pattern = compilePattern(options.has('nocaseglob') ? part.toLowerCase() : part);
    const names = process.fs.list(absolute(process, directory === '' ? '.' : directory), process.credentials, process);
    const all = part.startsWith('.') ? ['.', '..', ...names] : names;
    const isShown = (name: string): boolean => name.startsWith('.') === part.startsWith('.') || (options.has('dotglob') && !part.startsWith('.'));
    return all.filter((name) => isShown(name) && matchesPattern(pattern, options.has('nocaseglob') ? name.toLowerCase() : name));
  } catch {
    return [];
  }
}
