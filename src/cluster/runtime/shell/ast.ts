// The syntax tree of a shell script, after busybox ash's grammar (and the parts of bash that images with bash need).

export type WordPart =
  | { readonly t: 'text'; readonly text: string; readonly isQuoted: boolean }
  | { readonly t: 'quotes'; readonly parts: readonly WordPart[] }
  | { readonly t: 'parameter'; readonly name: string; readonly index?: Word; readonly operation?: ParameterOperation }
  | { readonly t: 'command'; readonly body: readonly CommandLine[] }
  | { readonly t: 'arithmetic'; readonly expression: Word }
  | { readonly t: 'tilde'; readonly user: string; /** Behind `name=`: expanded only in assignments. */ readonly isAssigned: boolean }
  | { readonly t: 'process'; readonly body: readonly CommandLine[]; readonly isInput: boolean };

/** `op` is as written: `-`, `:-`, `=`, `:=`, `?`, `:?`, `+`, `:+`, `#`, `##`, `%`, `%%`, `/`, `//`, `:` (substring), `length`, `^`, `^^`, `,`, `,,`, `!` (indirect), `names` (of variables with that prefix), `~`, `~~`, `@Q` …, `bad`. */
export interface ParameterOperation {
  readonly op: string;
  /** `${!name…}`: of the parameter that the value names. */
  readonly isIndirect?: boolean;
  readonly word?: Word;
  readonly second?: Word;
}

export type Word = readonly WordPart[];

export interface Assignment {
  readonly name: string;
  readonly index?: Word;
  readonly isAppend: boolean;
  readonly value: Word;
  /** bash arrays: `a=(x y)`. */
  readonly elements?: readonly Word[];
}

export interface Redirection {
  readonly fd: number;
  /** `<`, `>`, `>>`, `>|`, `<>`, `<&`, `>&`, `<<` (here-document or here-string, in `word`). */
  readonly op: string;
  readonly word: Word;
  /** `&>`: standard error too. */
  readonly isBoth?: boolean;
  /** `{name}>`: the variable that gets the descriptor, or has the one to close. */
  readonly variable?: string;
}

export interface SimpleCommand {
  readonly t: 'simple';
  readonly line: number;
  readonly assignments: readonly Assignment[];
  readonly words: readonly Word[];
  readonly redirections: readonly Redirection[];
}

export type CompoundBody =
  | { readonly t: 'subshell'; readonly body: CommandLine[] }
  | { readonly t: 'group'; readonly body: CommandLine[] }
  | { readonly t: 'if'; readonly clauses: readonly { readonly condition: CommandLine[]; readonly body: CommandLine[] }[]; readonly otherwise?: CommandLine[] }
  | { readonly t: 'for'; readonly name: string; readonly words?: readonly Word[]; readonly body: CommandLine[] }
  | { readonly t: 'select'; readonly name: string; readonly words?: readonly Word[]; readonly body: CommandLine[] }
  | { readonly t: 'arithmeticFor'; readonly parts: readonly [Word, Word, Word]; readonly body: CommandLine[] }
  | { readonly t: 'while'; readonly isUntil: boolean; readonly condition: CommandLine[]; readonly body: CommandLine[] }
  | { readonly t: 'case'; readonly word: Word; readonly items: readonly { readonly patterns: readonly Word[]; readonly body: CommandLine[]; readonly fallsThrough: boolean; /** `;;&`: later patterns are tried. */ readonly goesOn?: boolean }[] }
  | { readonly t: 'arithmeticCommand'; readonly expression: Word }
  | { readonly t: 'condition'; readonly expression: Condition };

export interface CompoundCommand {
  readonly t: 'compound';
  readonly line: number;
  readonly body: CompoundBody;
  readonly redirections: readonly Redirection[];
}

export interface FunctionDefinition {
  readonly t: 'function';
  readonly line: number;
  readonly name: string;
  readonly body: Command;
}

export type Command = SimpleCommand | CompoundCommand | FunctionDefinition;

export interface Pipeline {
  readonly commands: readonly Command[];
  readonly isNegated: boolean;
  readonly isTimed: boolean;
}

/** Pipelines joined by `&&` and `||`; `operators[i]` stands before pipeline i + 1. */
export interface CommandLine {
  readonly pipelines: readonly Pipeline[];
  readonly operators: readonly ('&&' | '||')[];
  readonly isBackground: boolean;
  /** As written, for `jobs`. */
  readonly text: string;
}

export type Condition =
  | { readonly t: 'unary'; readonly op: string; readonly word: Word }
  | { readonly t: 'binary'; readonly op: string; readonly left: Word; readonly right: Word }
  | { readonly t: 'not'; readonly of: Condition }
  | { readonly t: 'and' | 'or'; readonly left: Condition; readonly right: Condition };

/** The text of a word without expansions. */
export function onlyText(word: Word): string | undefined {
  const part = word[0];
  return word.length === 1 && part?.t === 'text' ? part.text : undefined;
}
