// What the editor and `podlab validate` say about a place in a document.
import type { Range, Span } from '../document/position.ts';

export type Severity = 'error' | 'warning' | 'information' | 'hint';

/** A finding at offsets of its own document, so that it stays true while the rest of the file changes. */
export interface Finding {
  readonly span: Span;
  readonly severity: Severity;
  /** The cause's type (`FieldValueRequired`), a syntax code, or a lint's id. */
  readonly code: string;
  readonly message: string;
  /** Where it stands in the object, for quick fixes. */
  readonly path?: readonly (string | number)[];
  readonly related?: readonly { readonly span: Span; readonly message: string }[];
  /** Places of any file. */
  readonly relatedInFiles?: readonly FileRelated[];
  /** Who says it, where it isn't the rulebook. */
  readonly source?: string;
  readonly isUnnecessary?: boolean;
}

/** A finding in its file. */
export interface FileFinding {
  readonly range: Range;
  readonly severity: Severity;
  readonly code: string;
  readonly message: string;
  readonly related: readonly FileRelated[];
  readonly source?: string;
  readonly isUnnecessary: boolean;
}

/** A place that explains a finding; without a uri, in the same file. */
export interface FileRelated {
  readonly uri?: string;
  readonly range: Range;
  readonly message: string;
}
