// How much the language server does for a file, by its size.

/** `limited`: only the documents that one edits or looks at. `off`: nothing. */
export type FileMode = 'full' | 'limited' | 'off';

const fullSize = { characters: 5_000_000, lines: 100_000 };
const limitedSize = { characters: 25_000_000, lines: 1_000_000 };

/** By size: within the first limits every keystroke is answered in milliseconds, within the second the window never waits. */
export function fileMode({ characters, lines }: { readonly characters: number; readonly lines: number }): FileMode {
  if (characters < fullSize.characters && lines < fullSize.lines) return 'full';
  return characters < limitedSize.characters && lines < limitedSize.lines ? 'limited' : 'off';
}
