// Durations as sleep and timeout take them.

/** Milliseconds of `5`, `0.2`, `2m`, `infinity`; undefined when malformed. */
export function parseDuration(text: string): number | undefined {
  if (/^inf(?:inity)?$/i.test(text)) return Infinity;
  const found = /^(\d*\.?\d+|\d+\.)([smhd]?)$/.exec(text);
  if (!found) return undefined;
  const unit = ({ '': 1, s: 1, m: 60, h: 3600, d: 86400 } as Readonly<Record<string, number>>)[found[2] ?? ''] ?? 1;
  return Number(found[1]) * unit * 1000;
}
