// Help texts: what kubectl's templater makes of a command tree, in Podlab's own short words.
import type { Command } from './command.ts';
import { flagUsage } from './flags.ts';
import { compareText } from '../api/field/go-text.ts';

/** Titles of the root's groups with their commands, as kubectl orders them. */
const groups: readonly (readonly [title: string, names: readonly string[]])[] = [
  ['Basic Commands (Beginner)', ['create', 'expose', 'run', 'set']],
  ['Basic Commands (Intermediate)', ['explain', 'get', 'edit', 'delete']],
  ['Deploy Commands', ['rollout', 'scale', 'autoscale']],
  ['Cluster Management Commands', ['certificate', 'cluster-info', 'top', 'cordon', 'uncordon', 'drain', 'taint']],
  ['Troubleshooting and Debugging Commands', ['describe', 'logs', 'attach', 'exec', 'port-forward', 'proxy', 'cp', 'auth', 'debug', 'events']],
  ['Advanced Commands', ['diff', 'apply', 'patch', 'replace', 'wait', 'kustomize']],
  ['Settings Commands', ['label', 'annotate', 'completion']],
];
const otherCommands = ['api-resources', 'api-versions', 'config', 'kuberc', 'plugin', 'version'];

/** The help of `kubectl` itself. */
export function rootHelp(commands: readonly Command[]): string {
  const section = (title: string, names: readonly string[]): string => `${title}:\n${names.map((name) => row(name, commands)).join('')}\n`;
  return (
    'kubectl controls the Kubernetes cluster manager.\n\n' +
    ' Find more information at: https://kubernetes.io/docs/reference/kubectl/\n\n' +
    groups.map(([title, names]) => section(title, names)).join('') +
    'Subcommands provided by plugins:\n\n' +
    section('Other Commands', otherCommands) +
    'Usage:\n  kubectl [flags] [options]\n\n' +
    'Use "kubectl <command> --help" for more information about a given command.\n' +
    'Use "kubectl options" for a list of global command-line options (applies to all commands).\n'
  );
}

function row(name: string, commands: readonly Command[], width = 16): string {
  const short = commands.find((c) => c.name === name)?.short;
  return short === undefined ? '' : `  ${name.padEnd(width)}${short}\n`;
}

/** The help of one command. */
export function helpText(command: Command, path: string): string {
  const subcommands = command.subcommands ?? [];
  const width = Math.max(11, ...subcommands.map(({ name }) => name.length)) + 3;
  const options = [...(command.flags ?? [])].filter(({ isHidden }) => !isHidden).sort((a, b) => compareText(a.name, b.name));
  return [
    `${command.long ?? `${command.short}.`}\n`,
    `Examples:\n${(command.examples ?? [`kubectl ${command.use.split(' ')[0] ?? ''} --help`]).map((example) => `  ${example}\n`).join('')}`,
    subcommands.length > 0 && `Available Commands:\n${subcommands.map((c) => row(c.name, subcommands, width)).join('')}`,
    options.length > 0 && `Options:\n${options.map((flag) => `    ${flagUsage(flag)}\n`).join('')}`,
    `Usage:\n  kubectl ${command.use}\n`,
    subcommands.length > 0 && `Use "${path} <command> --help" for more information about a given command.`,
    'Use "kubectl options" for a list of global command-line options (applies to all commands).\n',
  ]
    .filter((part) => part !== false)
    .join('\n');
}
