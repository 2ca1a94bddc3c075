// The kubectl command behind a click: in the output, so that whoever clicks learns what to type, and for the lessons that ask for it.
import type { Podlab } from './podlab.ts';

export function sayCommand({ log, lessonProgress }: Podlab, argv: readonly string[]): void {
  log.info(`$ kubectl ${argv.map(quoted).join(' ')}`);
  lessonProgress.ran(argv.join(' '));
}

function quoted(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
}
