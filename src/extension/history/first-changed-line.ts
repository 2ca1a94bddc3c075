// Where two versions of an object differ first. Knows nothing of VS Code.

/** The line of `after`, counted from 0; the resourceVersion, which always differs, counts only when nothing else does. */
export function firstChangedLine(before: string, after: string): number {
  const old = before.split('\n');
  const lines = after.split('\n');
  const differs = lines.flatMap((line, at) => (line === old[at] ? [] : [at]));
  return differs.find((at) => !/^ {2}(resourceVersion|generation):/.test(lines[at] ?? '')) ?? differs[0] ?? 0;
}
