// Whether two texts of a document say the same: the promise of every edit that only rearranges.
import { commentsOf } from '../../document/comments.ts';
import { parseDocument } from '../../document/parse-document.ts';
import { valueOf } from '../../document/value.ts';
import type { TextReplacement } from '../code-actions/code-action.ts';

/** Equal values and equal comments, neither with a mistake. `isOrdered`: fields and comments in the same order too. */
export function isSameMeaning(before: string, after: string, { isOrdered }: { isOrdered: boolean }): boolean {
  const values = [before, after].map((text) => {
    const { root, findings } = parseDocument(text);
    const built = findings.length > 0 ? undefined : valueOf(root, { isExact: true });
    return built && JSON.stringify(isOrdered ? built.value : sorted(built.value));
  });
  if (values[0] === undefined || values[0] !== values[1]) return false;
  const [first, second] = [commentsOf(before), commentsOf(after)].map((comments) => (isOrdered ? comments : comments.sort()).join('\n'));
  return first === second;
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return value;
  return Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)).map(([key, child]) => [key, sorted(child)]);
}

/** The text after edits that do not overlap. */
export function edited(text: string, edits: readonly TextReplacement[]): string {
  let result = '';
  let at = 0;
  for (const { span, text: replacement } of [...edits].sort((a, b) => a.span.start - b.span.start || a.span.end - b.span.end)) {
    result += text.slice(at, span.start) + replacement;
    at = span.end;
  }
  return result + text.slice(at);
}
