// JSON values as patches and the API server handle them: copies and safe property writes.

export type Fields = Record<string, unknown>;

export function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** A deep copy that may be changed. Undefined properties are left out. */
export function cloneJson<T>(value: T): T {
  return copy(value) as T;
}

function copy(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map(copy);
  const fields: Fields = {};
  for (const key of Object.keys(value)) {
    const child = (value as Fields)[key];
    if (child !== undefined) setOwn(fields, key, typeof child === 'object' ? copy(child) : child);
  }
  return fields;
}

/** Sets a property that is plain data whatever its name. Invariant: no key of a client reaches a prototype. */
export function setOwn(fields: Fields, key: string, value: unknown): void {
  if (key === '__proto__') Object.defineProperty(fields, key, { value, writable: true, enumerable: true, configurable: true });
  else fields[key] = value;
}

/** Reads an own property. */
export function getOwn(fields: Fields, key: string): unknown {
  return Object.hasOwn(fields, key) ? fields[key] : undefined;
}
