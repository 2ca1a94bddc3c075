// The manifest that a command line would make: the built-in kubectl's own generators are asked, as with `--dry-run=client -o yaml`.
import type { ClusterSession } from '../session/cluster-session.ts';
import { kubectlText } from '../session/cluster-session.ts';
import { parseCommandLine } from '../../kubectl/command-words.ts';
import { printable } from '../text/printable.ts';
import { kubectlOfDocker } from './docker-run.ts';

export interface ConvertedCommand {
  readonly argv: readonly string[];
  /** What has no place in a manifest, in words. */
  readonly left: readonly string[];
}

/** A line that may be made a manifest, with a prompt before it or without. */
export const looksLikeCommand = /^\s*(?:[$#>]\s+)?(?:sudo\s+)?(?:kubectl|k|docker|podman)\s+\S/;

const dropped = /^--(?:dry-run|output|rm|attach|stdin|tty|it|quiet|wait|save-config)(?:=|$)|^-(?:i|t|it|ti|o|q)$/;

/** kubectl's arguments for a pasted line; throws an Error with words for the user. */
export function readCommand(text: string): ConvertedCommand {
  const line = text.trim().replace(/^[$#>]\s+/, '').replace(/\\\r?\n\s*/g, ' ').replace(/^sudo\s+/, '');
  const { words } = parseCommandLine(line);
  const [program, ...rest] = words;
  if (program === 'docker' || program === 'podman') return kubectlOfDocker(words);
  if (program !== 'kubectl' && program !== 'k') throw new Error('a line that begins with kubectl run, kubectl create or docker run can be made a manifest');
  if (rest[0] !== 'run' && rest[0] !== 'create' && rest[0] !== 'expose') throw new Error(`kubectl ${rest[0] ?? ''} makes no object; kubectl run, create and expose do`);
  const end = rest.indexOf('--') < 0 ? rest.length : rest.indexOf('--');
  const before = rest.slice(0, end);
  const isInteractive = before.some((word) => /^-(?:i|it|ti)$|^--stdin(?:=true)?$/.test(word));
  const kept = before.filter((word, i) => !dropped.test(word) && !/^(?:-o|--output|--dry-run)$/.test(before[i - 1] ?? ''));
  return { argv: [...kept, ...rest.slice(end)], left: isInteractive ? ['-i'] : [] };
}

/** The manifest's YAML, without the empty fields that kubectl prints. */
export async function manifestOfCommand(session: ClusterSession, { argv }: ConvertedCommand): Promise<string> {
  const end = argv.indexOf('--') < 0 ? argv.length : argv.indexOf('--');
  const { code, stdout, stderr } = await kubectlText(session, [...argv.slice(0, end), '--dry-run=client', '--output=yaml', ...argv.slice(end)]);
  if (code !== 0) throw new Error(printable(stderr.trim()));
  return printable(stdout).replace(/^ *(?:(?:status|resources|strategy): \{\}|creationTimestamp: null)\n/gm, '');
}
