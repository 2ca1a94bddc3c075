// Pathname expansion: which files a pattern names.
import type { Process } from '../process/process.ts';
import { compilePattern, hasPattern, matchesPattern, unescapePattern } from './pattern.ts';

/** Paths that match `pattern` (escaped as by `escapePattern`), sorted; empty when none does. */
export function expandPathnames(process: Process, pattern: string): string[] {
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
    for (const prefix of found) {
      const at = prefix === '' || prefix.endsWith('/') ? prefix : `${prefix}/`;
      for (const name of matchingNames(process, at, part)) {
        const path = `${at}${name}`;
        if (index === last || isDirectory(process, path)) next.push(path);
      }
    }
    found = next;
  }
  return found.sort();
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

function matchingNames(process: Process, directory: string, part: string): string[] {
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
    const pattern = compilePattern(part);
    const names = process.fs.list(absolute(process, directory === '' ? '.' : directory), process.credentials, process);
    const all = part.startsWith('.') ? ['.', '..', ...names] : names;
    return all.filter((name) => name.startsWith('.') === part.startsWith('.') && matchesPattern(pattern, name));
  } catch {
    return [];
  }
}
