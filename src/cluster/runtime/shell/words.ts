// Names of variables and quoting as the shell prints it.

/** A variable's name. */
export const namePattern = /^[A-Za-z_][A-Za-z0-9_]*$/;

/** The text in single quotes. */
export function quote(text: string): string {
  return `'${text.replaceAll("'", "'\"'\"'")}'`;
}
