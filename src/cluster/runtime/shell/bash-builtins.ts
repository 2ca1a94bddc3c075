// Built-ins that only bash has: shopt, the directory stack, mapfile, compgen and their kin.
import { joinPath, normalizePath } from '../fs/paths.ts';
import { declaring } from './bash-declare.ts';
import { readArray } from './builtins-read.ts';
import type { Builtin, Shell } from './shell.ts';

/** Options of shopt as bash lists them. */
const shellOptionNames: readonly string[] = [
  'autocd', 'assoc_expand_once', 'cdable_vars', 'cdspell', 'checkhash', 'checkjobs', 'checkwinsize', 'cmdhist', 'compat31', 'complete_fullquote', 'direxpand', 'dirspell', 'dotglob', 'execfail', 'expand_aliases', 'extdebug', 'extglob', 'extquote', 'failglob', 'force_fignore', 'globasciiranges',
  'globskipdots', 'globstar', 'gnu_errfmt', 'histappend', 'histreedit', 'histverify', 'hostcomplete', 'huponexit', 'inherit_errexit', 'interactive_comments', 'lastpipe', 'lithist', 'localvar_inherit', 'localvar_unset', 'login_shell', 'mailwarn', 'no_empty_cmd_completion', 'nocaseglob', 'nocasematch',
  'noexpand_translation', 'nullglob', 'patsub_replacement', 'progcomp', 'progcomp_alias', 'promptvars', 'restricted_shell', 'shift_verbose', 'sourcepath', 'varredir_close', 'xpg_echo',
];

async function shopt(shell: Shell, argv: readonly string[]): Promise<number> {
  const letters = argv.slice(1).filter((arg) => arg.startsWith('-')).join('').replaceAll('-', '');
  const names = argv.slice(1).filter((arg) => !arg.startsWith('-'));
  let status = 0;
  if (names.length === 0) {
    const listed = shellOptionNames.filter((name) => (letters.includes('s') ? shell.shellOptions.has(name) : letters.includes('u') ? !shell.shellOptions.has(name) : true));
    await shell.process.write(1, listed.map((name) => `${name.padEnd(15)}\t${shell.shellOptions.has(name) ? 'on' : 'off'}\n`).join(''));
    return 0;
  }
  for (const name of names) {
    if (!shellOptionNames.includes(name)) {
      await shell.error(`shopt: ${name}: invalid shell option name`);
      status = 1;
    } else if (letters.includes('s')) shell.shellOptions.add(name);
    else if (letters.includes('u')) shell.shellOptions.delete(name);
    else {
      if (!letters.includes('q')) await shell.process.write(1, `${name.padEnd(15)}\t${shell.shellOptions.has(name) ? 'on' : 'off'}\n`);
      if (!shell.shellOptions.has(name)) status = 1;
    }
  }
  return status;
}

function shown(shell: Shell, path: string): string {
  const home = shell.variables.get('HOME') ?? '';
  return home !== '' && (path === home || path.startsWith(`${home}/`)) ? `~${path.slice(home.length)}` : path;
}

async function showStack(shell: Shell): Promise<number> {
  await shell.process.write(1, `${[shell.process.cwd, ...shell.directoryStack].map((path) => shown(shell, path)).join(' ')}\n`);
  return 0;
}

async function goTo(shell: Shell, name: string, path: string): Promise<boolean> {
  const { process } = shell;
  const target = normalizePath(joinPath(process.cwd, path));
  const found = process.fs.tryStat(target, process.credentials, { process });
  if (typeof found === 'string' || found.node.type !== 'directory') {
    await shell.error(`${name}: ${path}: ${typeof found === 'string' ? 'No such file or directory' : 'Not a directory'}`);
    return false;
  }
  shell.variables.set('OLDPWD', process.cwd);
  process.cwd = target;
  shell.variables.set('PWD', target);
  return true;
}

async function pushd(shell: Shell, argv: readonly string[]): Promise<number> {
  const from = shell.process.cwd;
  const [first] = shell.directoryStack;
  if (argv[1] === undefined && first === undefined) {
    await shell.error('pushd: no other directory');
    return 1;
  }
  if (!(await goTo(shell, 'pushd', argv[1] ?? first ?? ''))) return 1;
  shell.directoryStack.splice(0, argv[1] === undefined ? 1 : 0, from);
  return showStack(shell);
}

async function popd(shell: Shell): Promise<number> {
  const [first] = shell.directoryStack;
  if (first === undefined) {
    await shell.error('popd: directory stack empty');
    return 1;
  }
  if (!(await goTo(shell, 'popd', first))) return 1;
  shell.directoryStack.shift();
  return showStack(shell);
}

async function compgen(shell: Shell, argv: readonly string[]): Promise<number> {
  const what = argv[1] === '-A' ? argv[2] : argv[1];
  const prefix = argv[argv[1] === '-A' ? 3 : 2] ?? '';
  const names = what === '-v' || what === 'variable' ? shell.variables.names() : what === 'function' ? [...shell.functions.keys()] : what === '-b' || what === 'builtin' ? [...shell.builtins.keys()] : what === '-a' || what === 'alias' ? [...shell.aliases.keys()] : [];
  const found = names.filter((name) => name.startsWith(prefix)).sort();
  await shell.process.write(1, found.map((name) => `${name}\n`).join(''));
  return found.length > 0 ? 0 : 1;
}

function disown(shell: Shell): number {
  shell.jobs.length = 0;
  return 0;
}

/** By name. */
export const bashBuiltins: Readonly<Record<string, Builtin>> = {
  declare: { run: declaring(false) },
  typeset: { run: declaring(false) },
  local: { run: declaring(true) },
  shopt: { run: shopt },
  builtin: { run: (shell, argv) => shell.builtins.get(argv[1] ?? '')?.run(shell, argv.slice(1)) ?? 1 },
  enable: { run: () => 0 },
  mapfile: { run: readArray },
  readarray: { run: readArray },
  pushd: { run: pushd },
  popd: { run: popd },
  dirs: { run: showStack },
  compgen: { run: compgen },
  complete: { run: () => 0 },
  disown: { run: disown },
  caller: { run: () => 1 },
};
