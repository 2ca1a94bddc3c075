// Which documents of a YAML text a selection touches. Only the lines that YAML itself reserves as document boundaries are looked at.

/** First and last line, counted from 0, both included. */
export interface LineRange {
  readonly start: number;
  readonly end: number;
}

const boundary = /^---(?:[ \t]|$)/;

/**
 * The text with every document blanked that no range touches. Boundaries and line numbers stay, so that documents keep their index and findings their place.
 * Without ranges the text as it is.
 */
export function selectedDocuments(text: string, ranges: readonly LineRange[]): string {
  if (ranges.length === 0) return text;
  const lines = text.split('\n');
  let start = 0;
  const kept: string[] = [];
  for (let at = 1; at <= lines.length; at++) {
    if (at < lines.length && !boundary.test(lines[at] ?? '')) continue;
    const end = at - 1;
    const isTouched = ranges.some((range) => range.start <= end && range.end >= start);
    for (let line = start; line <= end; line++) {
      const content = lines[line] ?? '';
      kept.push(isTouched ? content : boundary.test(content) ? '---' : '');
    }
    start = at;
  }
  return kept.join('\n');
}

/** The lines of the document with this index, or undefined when there are fewer. */
export function documentLines(text: string, documentIndex: number): LineRange | undefined {
  const lines = text.split('\n');
  const starts = [0];
  lines.forEach((line, at) => { if (at > 0 && boundary.test(line)) starts.push(at); });
  // A text that opens with a boundary, or with nothing but comments before one, has no document in front of it.
  if (starts.length > 1 && lines.slice(0, starts[1]).every((line) => /^\s*(?:#|%|$)/.test(line))) starts.shift();
  const start = starts[documentIndex];
  return start === undefined ? undefined : { start, end: (starts[documentIndex + 1] ?? lines.length) - 1 };
}
