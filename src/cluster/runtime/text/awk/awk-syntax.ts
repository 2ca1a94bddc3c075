// The syntax tree of an awk program.

export type AwkExpression =
  | { readonly t: 'number'; readonly value: number }
  | { readonly t: 'string'; readonly value: string }
  | { readonly t: 'regex'; readonly source: string }
  | { readonly t: 'variable'; readonly name: string }
  | { readonly t: 'field'; readonly index: AwkExpression }
  | { readonly t: 'element'; readonly name: string; readonly keys: readonly AwkExpression[] }
  | { readonly t: 'assign'; readonly op: string; readonly target: AwkExpression; readonly value: AwkExpression }
  | { readonly t: 'step'; readonly by: 1 | -1; readonly isPrefix: boolean; readonly target: AwkExpression }
  | { readonly t: 'unary'; readonly op: string; readonly of: AwkExpression }
  | { readonly t: 'binary'; readonly op: string; readonly left: AwkExpression; readonly right: AwkExpression }
  | { readonly t: 'logical'; readonly op: '&&' | '||'; readonly left: AwkExpression; readonly right: AwkExpression }
  | { readonly t: 'ternary'; readonly condition: AwkExpression; readonly yes: AwkExpression; readonly no: AwkExpression }
  | { readonly t: 'match'; readonly isNegated: boolean; readonly text: AwkExpression; readonly pattern: AwkExpression }
  | { readonly t: 'in'; readonly keys: readonly AwkExpression[]; readonly array: string }
  | { readonly t: 'call'; readonly name: string; readonly args: readonly AwkExpression[] }
  | { readonly t: 'group'; readonly of: AwkExpression }
  | { readonly t: 'getline'; readonly kind: 'main' | 'file' | 'command'; readonly source?: AwkExpression; readonly target?: AwkExpression };

export type AwkStatement =
  | { readonly t: 'expression'; readonly of: AwkExpression }
  | { readonly t: 'print'; readonly isFormatted: boolean; readonly args: readonly AwkExpression[]; readonly redirect?: { readonly op: '>' | '>>' | '|'; readonly to: AwkExpression } }
  | { readonly t: 'block'; readonly body: readonly AwkStatement[] }
  | { readonly t: 'if'; readonly condition: AwkExpression; readonly yes: AwkStatement; readonly no?: AwkStatement }
  | { readonly t: 'while'; readonly condition: AwkExpression; readonly body: AwkStatement; readonly isDo: boolean }
  | { readonly t: 'for'; readonly start?: AwkStatement; readonly condition?: AwkExpression; readonly step?: AwkStatement; readonly body: AwkStatement }
  | { readonly t: 'forIn'; readonly name: string; readonly array: string; readonly body: AwkStatement }
  | { readonly t: 'jump'; readonly kind: 'break' | 'continue' | 'next' | 'nextfile' }
  | { readonly t: 'exit' | 'return'; readonly value?: AwkExpression }
  | { readonly t: 'delete'; readonly name: string; readonly keys?: readonly AwkExpression[] };

export interface AwkRule {
  readonly kind: 'BEGIN' | 'END' | 'main';
  readonly pattern?: AwkExpression;
  readonly end?: AwkExpression;
  readonly body?: AwkStatement;
}

export interface AwkFunction {
  readonly parameters: readonly string[];
  readonly body: AwkStatement;
}

export interface AwkProgram {
  readonly rules: readonly AwkRule[];
  readonly functions: ReadonlyMap<string, AwkFunction>;
}

/** A program that awk refuses. */
export class AwkError extends Error {}
