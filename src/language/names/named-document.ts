// A document with its names, and where in its file they stand.
import type { Range, Span } from '../../document/position.ts';
import type { DocumentNames, NamePlace } from './document-names.ts';

/** A document in a file, with its names. */
export interface NamedDocument {
  readonly uri: string;
  readonly index: number;
  readonly names: DocumentNames;
  /** A span of one of its names as a range of its file. */
  readonly rangeOf: (span: Span) => Range;
}

export interface FoundPlace extends NamePlace {
  readonly document: NamedDocument;
}

/** Definitions by kind and scope, then by name. */
export type Definitions = ReadonlyMap<string, ReadonlyMap<string, NamePlace>>;
