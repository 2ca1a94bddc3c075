// A typed command line as words, with the quotes of a POSIX shell, and its one redirection. Nothing is expanded and no shell runs.

export interface CommandLine {
  readonly words: readonly string[];
  /** Where `>` or `>>` sends the output. */
  readonly output?: { readonly path: string; readonly isAppending: boolean };
}

interface Token {
  readonly text: string;
  readonly isOperator: boolean;
}

/** Throws an Error with words for the user. */
export function parseCommandLine(line: string): CommandLine {
  const tokens = tokensOf(line);
  const words: string[] = [];
  let output: CommandLine['output'];
  for (let at = 0; at < tokens.length; at++) {
    const { text, isOperator } = tokens[at] ?? { text: '', isOperator: false };
    if (!isOperator) {
      words.push(text);
      continue;
    }
    const target = tokens[++at];
    if (text !== '>' && text !== '>>') throw new Error(`${text} is a shell’s; this terminal runs one kubectl command at a time`);
    if (target === undefined || target.isOperator) throw new Error(`a file name is missing after ${text}`);
    output = { path: target.text, isAppending: text === '>>' };
  }
  return { words, ...(output !== undefined && { output }) };
}

function tokensOf(line: string): Token[] {
  const tokens: Token[] = [];
  const pattern = /\s+|(#.*$)|(>>|&&|\|\||<<|[|<>;&])|((?:[^\s'"\\|<>;&]|\\.|'[^']*'|"(?:[^"\\]|\\.)*")+)|(.)/gsuy;
  for (const [, comment, operator, word, broken] of line.matchAll(pattern)) {
    if (comment !== undefined) break;
    if (operator !== undefined) tokens.push({ text: operator, isOperator: true });
    if (word !== undefined) tokens.push({ text: unquoted(word), isOperator: false });
    if (broken !== undefined) throw new Error(broken === '\\' ? 'the line ends with a backslash' : `a ${broken} is not closed`);
  }
  return tokens;
}

function unquoted(word: string): string {
  return word.replace(/'([^']*)'|"((?:[^"\\]|\\.)*)"|\\(.)/gsu, (_, single: string | undefined, double: string | undefined, escaped: string | undefined) => single ?? double?.replace(/\\(["\\$`])/g, '$1') ?? escaped ?? '');
}
