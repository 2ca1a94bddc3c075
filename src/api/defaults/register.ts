// One row of a table of defaults: a Go type and what fills it.

/** Changes a value of the Go type it is registered for, in place. */
export type Defaulter = (value: object) => void;

/** `T` must be the generated type of `goType`; optional fields may be absent, all others are present after decoding. */
export function defaulter<T extends object>(goType: string, fill: (value: T) => void): [string, Defaulter] {
  return [goType, (value) => { fill(value as T); }];
}
