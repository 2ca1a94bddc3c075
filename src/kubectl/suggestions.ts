// "Did you mean this?": cobra's suggestions for a mistyped command.
import type { Command } from './command.ts';

/** Commands within two edits of the word, or that begin with it, in the order of help. */
export function suggestions(word: string, commands: readonly Command[]): string[] {
  const lower = word.toLowerCase();
  return commands.map(({ name }) => name).filter((name) => editDistance(lower, name) <= 2 || name.startsWith(lower));
}

function editDistance(a: string, b: string): number {
  let previous = Array.from({ length: b.length + 1 }, (_, i) => i);
  for (let i = 1; i <= a.length; i++) {
    const current = [i];
    for (let j = 1; j <= b.length; j++) {
      const swap = (previous[j - 1] ?? 0) + (a.charAt(i - 1) === b.charAt(j - 1) ? 0 : 1);
      current.push(Math.min((previous[j] ?? 0) + 1, (current[j - 1] ?? 0) + 1, swap));
    }
    previous = current;
  }
  return previous[b.length] ?? 0;
}
