// Freezes stored objects once, so that they can be shared with every reader.

/**
 * Freezes `value` and everything in it, and returns it. What is frozen already is not walked again.
 * Invariant: an object that reaches the store frozen is frozen all the way down; the API server hands over its own copies and parts of stored objects only.
 */
export function deepFreeze<T>(value: T): T {
  if (typeof value === 'object' && value !== null && !Object.isFrozen(value)) freezeAll(value);
  return value;
}

function freezeAll(value: object): void {
  Object.freeze(value);
  if (Array.isArray(value)) {
    for (const item of value as unknown[]) if (typeof item === 'object' && item !== null && !Object.isFrozen(item)) freezeAll(item);
    return;
  }
  // Not by Object.keys, whose lists would be garbage: objects of the API inherit nothing.
  for (const key in value) {
    const child = (value as Record<string, unknown>)[key];
    if (typeof child === 'object' && child !== null && !Object.isFrozen(child)) freezeAll(child);
  }
}
