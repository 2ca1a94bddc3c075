// Structural sharing: a new version of a value keeps the parts of the old one that did not change, so that history costs little memory.

/** `next` with every part that equals its counterpart in `old` replaced by it; `old` itself when all is equal. An undefined property counts as absent. */
export function reuse<T>(old: unknown, next: T): T {
  return share(old, next) as T;
}

function share(old: unknown, next: unknown): unknown {
  if (old === next || typeof old !== 'object' || typeof next !== 'object' || old === null || next === null) return next;
  if (Array.isArray(next)) return Array.isArray(old) ? shareItems(old as unknown[], next as unknown[]) : next;
  if (Array.isArray(old)) return next;
  return shareProperties(old as Record<string, unknown>, next as Record<string, unknown>);
}

function shareItems(old: readonly unknown[], next: unknown[]): unknown {
  let isSame = old.length === next.length;
  for (let i = 0; i < next.length; i++) {
    const shared = share(old[i], next[i]);
    if (shared !== next[i] && !Object.isFrozen(next)) next[i] = shared;
    if (shared !== old[i]) isSame = false;
  }
  return isSame ? old : next;
}

function shareProperties(old: Record<string, unknown>, next: Record<string, unknown>): unknown {
  let count = 0;
  let isSame = true;
  // Not by Object.keys, whose lists would be garbage: objects of the API inherit nothing.
  for (const name in next) {
    const value = next[name];
    if (value === undefined) continue;
    count++;
    const before = Object.hasOwn(old, name) ? old[name] : undefined;
    const shared = share(before, value);
    // Assigning to an own `__proto__` would reach the prototype; such a property is left as it is.
    if (shared !== value && name !== '__proto__' && !Object.isFrozen(next)) next[name] = shared;
    if (shared !== before) isSame = false;
  }
  if (isSame) for (const name in old) if (old[name] !== undefined) count--;
  return isSame && count === 0 ? old : next;
}
