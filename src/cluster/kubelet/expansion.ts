// `$(VAR)` references in commands, arguments, environment values and subPathExpr: k8s.io/kubernetes/third_party/forked/golang/expansion.

/** Replaces `$(NAME)` by what `lookup` knows; unknown references stay as they are, `$$` becomes `$`. */
export function expand(input: string, lookup: (name: string) => string | undefined): string {
  let output = '';
  for (let at = 0; at < input.length; at++) {
    const char = input.charAt(at);
    const next = input.charAt(at + 1);
    if (char !== '$' || next === '') {
      output += char;
      continue;
    }
    if (next === '$') {
      output += '$';
      at++;
      continue;
    }
    const end = next === '(' ? input.indexOf(')', at + 2) : -1;
    if (next !== '(') {
      output += `$${next}`;
      at++;
    } else if (end < 0) {
      output += '$(';
      at++;
    } else {
      const name = input.slice(at + 2, end);
      output += lookup(name) ?? `$(${name})`;
      at = end;
    }
  }
  return output;
}

/** Expands every element with the variables given. */
export function expandAll(inputs: readonly string[] | undefined, variables: ReadonlyMap<string, string>): string[] | undefined {
  return inputs?.map((input) => expand(input, (name) => variables.get(name)));
}
