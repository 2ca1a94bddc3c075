// Whether two values of any type are the same, for fields without amounts; see semantic-equal.ts for typed ones.

/** Absent, null and empty are the same, and the order of names does not count. */
export function isEqual(a: unknown, b: unknown): boolean {
  if (a === b || (isEmpty(a) && isEmpty(b))) return true;
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return a === b;
  if (Array.isArray(a) !== Array.isArray(b)) return false;
  const names = new Set([...Object.keys(a), ...Object.keys(b)]);
  return [...names].every((name) => isEqual((a as Record<string, unknown>)[name], (b as Record<string, unknown>)[name]));
}
function isEmpty(value: unknown): boolean {
  return value === undefined || value === null || (typeof value === 'object' && Object.keys(value).length === 0);
}
