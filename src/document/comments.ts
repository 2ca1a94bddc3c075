// The comments of a YAML document, in order.
import { Lexer } from 'yaml';

/** Marks the token after it as a scalar, whatever it begins with. */
const scalarMark = '\u001f';

/** With their `#`; what looks like a comment inside a scalar is none. */
export function commentsOf(source: string): string[] {
  const comments: string[] = [];
  let isScalar = false;
  for (const lexeme of new Lexer().lex(source)) {
    if (lexeme.startsWith('#') && !isScalar) comments.push(lexeme.trimEnd());
    isScalar = lexeme === scalarMark;
  }
  return comments;
}
