// For values that a test knows to be there.

/** The value; fails the test when it is missing. */
export function defined<T>(value: T | undefined): T {
  if (value === undefined) throw new Error('expected a value');
  return value;
}
