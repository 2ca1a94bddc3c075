// Equality of JSON values, as apiequality.Semantic compares objects before a write: an undefined property counts as absent.

export function deepEqual(a: unknown, b: unknown): boolean {
  if (a === b) return true;
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false;
  if (Array.isArray(a)) return Array.isArray(b) && a.length === b.length && a.every((item, i) => deepEqual(item, b[i]));
  if (Array.isArray(b)) return false;
  return equalProperties(a as Record<string, unknown>, b as Record<string, unknown>);
}

/** Compares the own properties of two objects, those named in `except` left out. */
export function equalProperties(a: Record<string, unknown>, b: Record<string, unknown>, except?: string): boolean {
  let count = 0;
  // Not by Object.keys, whose lists would be garbage: JSON values inherit nothing.
  for (const key in a) {
    if (key === except || a[key] === undefined) continue;
    count++;
    if (!Object.hasOwn(b, key) || !deepEqual(a[key], b[key])) return false;
  }
  for (const key in b) if (key !== except && b[key] !== undefined) count--;
  return count === 0;
}
