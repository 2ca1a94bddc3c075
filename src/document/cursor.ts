// What is being written at a cursor, as completion needs to know it.
import type { Span } from './position.ts';

export interface Cursor {
  /** `key`: a field name in the mapping at `path`; `value`: the value at `path`, on the line of its key; `none`: nothing that a schema knows. */
  readonly kind: 'key' | 'value' | 'none';
  readonly path: readonly (string | number)[];
  /** What is typed so far, up to the cursor, without quotes. */
  readonly prefix: string;
  /** What an accepted completion replaces. Always on the cursor's line. */
  readonly replace: Span;
  /** Keys that the mapping has besides the one at the cursor. */
  readonly siblings: readonly string[];
  /** Column of the keys of the mapping at `path`; where nothing is written there yet, of what would be. */
  readonly column: number;
  readonly style: 'block' | 'flow';
  /** A key's colon is there already. */
  readonly hasColon: boolean;
  /** Nothing is written at `path` yet, so that a list or a scalar may begin as well as a mapping. */
  readonly isFresh: boolean;
  /** What must come before the new text: a space after `-` or `:`, or the right indentation. */
  readonly before: string;
  /** The line continues after the cursor's token with something else than a colon or comment. */
  readonly isMidLine: boolean;
}
