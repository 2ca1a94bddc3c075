// What is wrong with a document as YAML, before anybody asks what it means.
import type { Span } from './position.ts';

export interface SyntaxFinding extends Span {
  /** A closed set: the error codes of `yaml` in kebab-case, and our own limits. */
  readonly code: string;
  readonly message: string;
  readonly severity: 'error' | 'warning';
  /** Where the other half of the mistake is, as the first of two equal keys. */
  readonly related?: Span;
}
