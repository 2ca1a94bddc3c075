// Unified diffs, as `diff -u` prints them.
import { structuredPatch } from 'diff';

/** The hunks between two texts with `context` equal lines around each; '' when they are equal. */
export function unifiedDiff(before: string, after: string, context: number): string {
  const { hunks } = structuredPatch('', '', before, after, undefined, undefined, { context });
  return hunks.map(({ oldStart, oldLines, newStart, newLines, lines }) => `@@ -${range(oldStart, oldLines)} +${range(newStart, newLines)} @@\n${lines.map((line) => `${line}\n`).join('')}`).join('');
}

/** diff leaves out a length of 1; a range without lines stands after the line that it names. */
function range(start: number, length: number): string {
  if (length === 1) return String(start);
  return `${length === 0 ? start - 1 : start},${length}`;
}
