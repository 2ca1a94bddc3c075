// Finds a field in an object as kubectl prints it in YAML. Its layout is known, so nothing is parsed.

/** The line of `spec.containers[0].image`, or of the nearest field above it that is printed; counted from 0. */
export function lineOfField(text: string, path: string): number {
  const lines = text.split('\n');
  const segments = [...path.matchAll(/\[(\d+)\]|\[([^\]]+)\]|([^.[\]]+)/g)].map(([, index, key, name]) => (index === undefined ? (key ?? name ?? '') : Number(index)));
  let found = 0;
  let from = 0;
  let column = 0;
  for (const segment of segments) {
    const at = typeof segment === 'number' ? itemLine(lines, from, column, segment) : keyLine(lines, from, column, segment);
    if (at === undefined) return found;
    found = at;
    // A list stands in its key's column, and its items' keys two further, from the line of the dash on.
    const next = lines[at + 1] ?? '';
    const isList = typeof segment !== 'number' && next.startsWith(`${' '.repeat(column)}- `);
    from = typeof segment === 'number' ? at : at + 1;
    if (!isList) column += 2;
  }
  return found;
}

function keyLine(lines: readonly string[], from: number, column: number, key: string): number | undefined {
  for (let at = from; at < lines.length; at++) {
    const line = lines[at] ?? '';
    const own = column >= 2 && at === from && line.startsWith(`${' '.repeat(column - 2)}- `) ? `${' '.repeat(column)}${line.slice(column)}` : line;
    const width = own.length - own.trimStart().length;
    if (width < column) return undefined;
    if (width === column && (own.slice(column).startsWith(`${key}:`) || own.slice(column).startsWith(`"${key}":`))) return at;
  }
  return undefined;
}

function itemLine(lines: readonly string[], from: number, column: number, index: number): number | undefined {
  let count = -1;
  for (let at = from; at < lines.length; at++) {
    const line = lines[at] ?? '';
    const width = line.length - line.trimStart().length;
    if (width < column || (width === column && !line.startsWith('- ', column))) return undefined;
    if (width === column && ++count === index) return at;
  }
  return undefined;
}
