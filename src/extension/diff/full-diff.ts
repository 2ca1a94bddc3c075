// Both sides of each object that `kubectl diff` finds to differ, read back from a diff with all lines as context.

export interface DifferingObject {
  /** `v1.Pod.default.web`. */
  readonly name: string;
  readonly live: string;
  readonly merged: string;
}

/** Lines of context that no object has. */
const allLines = 100_000;

/** Has `kubectl diff` print every line. */
export const fullDiffEnvironment = { KUBECTL_EXTERNAL_DIFF: `diff -u -N -U${allLines}` };

export function readFullDiff(text: string): DifferingObject[] {
  return text.split(/^(?=diff )/m).filter((part) => part.startsWith('diff ')).map((part) => {
    const lines = part.split('\n');
    const name = /^\+\+\+ \S*\/([^\s/]+)/m.exec(part)?.[1] ?? '';
    const body = lines.slice(lines.findIndex((line) => line.startsWith('@@')) + 1).filter((line) => !line.startsWith('@@') && line !== '');
    const side = (mark: string): string => body.filter((line) => line.startsWith(' ') || line.startsWith(mark)).map((line) => `${line.slice(1)}\n`).join('');
    return { name, live: side('-'), merged: side('+') };
  });
}
