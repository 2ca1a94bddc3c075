// Freezes stored objects once, so that they can be shared with every reader.

/** Roots and branches that this module froze all the way down; a merely frozen outside proves nothing about its inside. */
const known = new WeakSet();

/** Freezes `value` and everything in it, and returns it. Parts frozen by an earlier call are not walked again. */
export function deepFreeze<T>(value: T): T {
  if (typeof value !== 'object' || value === null) return value;
  if (Object.isFrozen(value)) {
    if (known.has(value)) return value;
  } else {
    Object.freeze(value);
  }
  known.add(value);
  if (Array.isArray(value)) {
    for (const item of value as unknown[]) if (typeof item === 'object' && item !== null) deepFreeze(item);
    return value;
  }
  for (const key in value) {
    const child: unknown = value[key];
    if (typeof child === 'object' && child !== null) deepFreeze(child);
  }
  return value;
}
