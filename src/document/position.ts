// Places in a text as the Language Server Protocol counts them: zero-based lines and UTF-16 code units.

export interface Position {
  readonly line: number;
  readonly character: number;
}

export interface Range {
  readonly start: Position;
  readonly end: Position;
}

/** Half-open offsets into one document's text. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/** Replaces `range` by `text`; without a range, the whole text. */
export interface TextChange {
  readonly range?: Range;
  readonly text: string;
}
