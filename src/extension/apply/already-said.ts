// Whether the editor says already what an apply was refused with: one rulebook makes both, in nearly the same words.

export interface SaidFinding {
  readonly line: number;
  readonly message: string;
  /** The editor's code: `unknown-field`, or a mistake of the YAML as `bad-indent`. */
  readonly code: string;
}

/** Codes of the editor's errors that are about what the YAML means, not about YAML. */
const meanings: ReadonlySet<string> = new Set(['unknown-field', 'duplicate-key', 'missing-kind', 'missing-api-version', 'no-matches-for-kind', 'too-large']);

export function isAlreadySaid(refusal: Pick<SaidFinding, 'line' | 'message'>, said: readonly SaidFinding[]): boolean {
  return said.some((other) => (isYamlMistake(refusal.message) ? isSyntax(other) : other.line === refusal.line && isSame(refusal.message, other.message)));
}

/** A text that is no YAML: the editor and kubectl's parser may see the mistake on different lines. */
function isYamlMistake(message: string): boolean {
  return /error converting YAML to JSON|^error: error parsing /.test(message);
}

function isSyntax({ code }: SaidFinding): boolean {
  return /^[a-z][a-z-]*$/.test(code) && !meanings.has(code);
}

function isSame(refusal: string, other: string): boolean {
  const kind = /no matches for kind "[^"]*" in version "[^"]*"/;
  const refused = kind.exec(refusal)?.[0];
  if (refused !== undefined) return kind.exec(other)?.[0] === refused;
  return refusal.endsWith(other) || other.startsWith(refusal);
}
