// File modes as chmod reads them and ls writes them.
import type { Inode } from '../fs/inode.ts';

/** `755`, `u+x,go-w`, `a=r` applied to `old`; undefined when malformed. */
export function parseMode(text: string, old: number, isDirectory: boolean, umask: number): number | undefined {
  if (/^[0-7]{1,4}$/.test(text)) return parseInt(text, 8);
  let mode = old;
  for (const clause of text.split(',')) {
    const found = /^([ugoa]*)((?:[-+=][rwxXstugo]*)+)$/.exec(clause);
    if (!found) return undefined;
    const who = found[1] ?? '';
    const shifts = who === '' || who.includes('a') ? [6, 3, 0] : [who.includes('u') ? 6 : -1, who.includes('g') ? 3 : -1, who.includes('o') ? 0 : -1].filter((shift) => shift >= 0);
    const masked = who === '' ? umask : 0;
    for (const [, op = '', letters = ''] of (found[2] ?? '').matchAll(/([-+=])([rwxXstugo]*)/g)) {
      let bits = 0;
      for (const letter of letters) {
        if (letter === 'r') bits |= 4;
        else if (letter === 'w') bits |= 2;
        else if (letter === 'x' || (letter === 'X' && (isDirectory || (mode & 0o111) !== 0))) bits |= 1;
        else if (letter === 'u') bits |= (mode >> 6) & 7;
        else if (letter === 'g') bits |= (mode >> 3) & 7;
        else if (letter === 'o') bits |= mode & 7;
      }
      let special = 0;
      if (letters.includes('s')) special |= (shifts.includes(6) ? 0o4000 : 0) | (shifts.includes(3) ? 0o2000 : 0);
      if (letters.includes('t') && (who === '' || who.includes('a'))) special |= 0o1000;
      const mask = shifts.reduce((sum, shift) => sum | (bits << shift), 0) & ~masked;
      if (op === '+') mode |= mask | special;
      else if (op === '-') mode &= ~(mask | special);
      else {
        const cleared = (shifts.includes(6) ? 0o4000 : 0) | (shifts.includes(3) ? 0o2000 : 0) | (shifts.length === 3 ? 0o1000 : 0);
        mode = (mode & ~(shifts.reduce((sum, shift) => sum | (7 << shift), 0) | cleared)) | mask | special;
      }
    }
  }
  return mode;
}

const typeLetters = { file: '-', directory: 'd', link: 'l', device: 'c', fifo: 'p', socket: 's' } as const;

/** `-rw-r--r--`. */
export function modeString(node: Inode): string {
  const part = (shift: number, special: number, letter: string): string => {
    const bits = (node.mode >> shift) & 7;
    const isSpecial = (node.mode & special) !== 0;
    const x = (bits & 1) !== 0;
    return `${bits & 4 ? 'r' : '-'}${bits & 2 ? 'w' : '-'}${isSpecial ? (x ? letter : letter.toUpperCase()) : x ? 'x' : '-'}`;
  };
  return `${typeLetters[node.type]}${part(6, 0o4000, 's')}${part(3, 0o2000, 's')}${part(0, 0o1000, 't')}`;
}
