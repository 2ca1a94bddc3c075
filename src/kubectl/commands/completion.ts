// Completion of kubectl's own words: the hidden `__complete` command and the shell glue around it.
import type { Command } from '../command.ts';

/** Glue that asks `kubectl __complete`. */
export function completionScript(shell: string): string {
  if (shell === 'bash') {
    return [
      '# bash completion V2 for kubectl                              -*- shell-script -*-',
      '__start_kubectl()',
      '{',
      '    local IFS=$\'\\n\' line',
      '    COMPREPLY=()',
      '    while read -r line; do',
      '        [[ $line == :* ]] || COMPREPLY+=("${line%%$\'\\t\'*}")',
      '    done < <(kubectl __complete "${COMP_WORDS[@]:1:COMP_CWORD}" 2>/dev/null)',
      '}',
      'if [[ $(type -t compopt) = "builtin" ]]; then',
      '    complete -o default -F __start_kubectl kubectl',
      'else',
      '    complete -o default -o nospace -F __start_kubectl kubectl',
      'fi',
      '',
    ].join('\n');
  }
  return `# ${shell} completion for kubectl: words come from \`kubectl __complete\`\n`;
}

/** `__complete WORD…`: the commands that fit the last word, with their descriptions. */
export function completeCommand(commands: () => readonly Command[]): Command {
  return {
    name: '__complete',
    use: '__complete [command-line]',
    short: 'Request shell completion choices for the specified command-line',
    run: ({ session, args }) => {
      let level: readonly Command[] = commands();
      for (const word of args.slice(0, -1)) level = level.find((c) => c.name === word || c.aliases?.includes(word))?.subcommands ?? [];
      const prefix = args.at(-1) ?? '';
      const fitting = level.filter(({ name }) => name.startsWith(prefix) && !name.startsWith('__')).sort((a, b) => (a.name < b.name ? -1 : 1));
      session.io.stdout(`${fitting.map(({ name, short }) => `${name}\t${short}\n`).join('')}:4\n`);
      session.io.stderr('Completion ended with directive: ShellCompDirectiveNoFileComp\n');
      return Promise.resolve(undefined);
    },
  };
}
