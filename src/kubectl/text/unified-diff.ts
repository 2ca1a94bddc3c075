// Unified diffs, as `diff -u` prints them.

interface Edit {
  readonly kind: ' ' | '-' | '+';
  readonly line: string;
}

/** The hunks between two texts with `context` equal lines around each; '' when they are equal. */
export function unifiedDiff(before: string, after: string, context: number): string {
  const edits = diffLines(splitLines(before), splitLines(after));
  const changed = edits.flatMap(({ kind }, i) => (kind === ' ' ? [] : [i]));
  const groups: { from: number; to: number }[] = [];
  for (const at of changed) {
    const last = groups.at(-1);
    if (last && at - last.to - 1 <= 2 * context) last.to = at;
    else groups.push({ from: at, to: at });
  }
  return groups.map(({ from, to }) => hunk(edits, Math.max(0, from - context), Math.min(edits.length - 1, to + context))).join('');
}

function splitLines(text: string): string[] {
  return text === '' ? [] : text.replace(/\n$/, '').split('\n');
}

function hunk(edits: readonly Edit[], from: number, to: number): string {
  const count = (kinds: string, list: readonly Edit[]): number => list.filter(({ kind }) => kinds.includes(kind)).length;
  const [head, body] = [edits.slice(0, from), edits.slice(from, to + 1)];
  const range = (kinds: string): string => {
    const [start, length] = [count(kinds, head), count(kinds, body)];
    return length === 1 ? `${start + 1}` : `${length === 0 ? start : start + 1},${length}`;
  };
  return `@@ -${range(' -')} +${range(' +')} @@\n${body.map(({ kind, line }) => `${kind}${line}\n`).join('')}`;
}

/** A shortest edit script, deletions before insertions. */
function diffLines(before: readonly string[], after: readonly string[]): Edit[] {
  const lengths = Array.from({ length: before.length + 1 }, () => new Uint32Array(after.length + 1));
  for (let i = before.length - 1; i >= 0; i--) {
    for (let j = after.length - 1; j >= 0; j--) {
      const [row, next] = [lengths[i], lengths[i + 1]];
      if (row) row[j] = before[i] === after[j] ? (next?.[j + 1] ?? 0) + 1 : Math.max(next?.[j] ?? 0, row[j + 1] ?? 0);
    }
  }
  const edits: Edit[] = [];
  let [i, j] = [0, 0];
  while (i < before.length || j < after.length) {
    const [left, right] = [before[i], after[j]];
    if (left !== undefined && left === right) {
      edits.push({ kind: ' ', line: left });
      i++;
      j++;
    } else if (left !== undefined && (right === undefined || (lengths[i + 1]?.[j] ?? 0) >= (lengths[i]?.[j + 1] ?? 0))) {
      edits.push({ kind: '-', line: left });
      i++;
    } else if (right !== undefined) {
      edits.push({ kind: '+', line: right });
      j++;
    }
  }
  return edits;
}
