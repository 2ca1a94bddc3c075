// What a kubectl command is: its place in the command tree, its flags, and the function that runs it.
import type { FlagSpec, FlagValues } from './flags.ts';
import type { Session } from './session.ts';

/** One command or, with `subcommands`, a group of them. */
export interface Command {
  readonly name: string;
  readonly aliases?: readonly string[];
  /** The usage line without `kubectl`, e.g. `get … [options]`. */
  readonly use: string;
  readonly short: string;
  /** The help's opening, where it is more than `short`. */
  readonly long?: string;
  readonly examples?: readonly string[];
  readonly flags?: readonly FlagSpec[];
  /** Names of flags without which cobra refuses. */
  readonly requiredFlags?: readonly string[];
  readonly subcommands?: readonly Command[];
  /** The exit code; undefined is 0. Throws KubectlError, StatusError or AggregateFailure. */
  run?(invocation: Invocation): Promise<number | undefined>;
}

/** One call of a command. */
export interface Invocation {
  readonly session: Session;
  readonly flags: FlagValues;
  readonly args: readonly string[];
  /** How many args stood before `--`; -1 without one. */
  readonly dashAt: number;
  /** `kubectl create deployment`. */
  readonly path: string;
  readonly command: Command;
}

/** Flags that every command takes. */
export const globalFlags: readonly FlagSpec[] = [
  { name: 'as', type: 'string' },
  { name: 'as-group', type: 'list' },
  { name: 'as-uid', type: 'string' },
  { name: 'as-user-extra', type: 'list' },
  { name: 'cache-dir', type: 'string', default: '/root/.kube/cache' },
  { name: 'certificate-authority', type: 'string' },
  { name: 'client-certificate', type: 'string' },
  { name: 'client-key', type: 'string' },
  { name: 'cluster', type: 'string' },
  { name: 'context', type: 'string' },
  { name: 'disable-compression', type: 'bool' },
  { name: 'insecure-skip-tls-verify', type: 'bool' },
  { name: 'kubeconfig', type: 'string' },
  { name: 'kuberc', type: 'string' },
  { name: 'log-flush-frequency', type: 'duration', default: '5s' },
  { name: 'match-server-version', type: 'bool' },
  { name: 'namespace', short: 'n', type: 'string' },
  { name: 'password', type: 'string' },
  { name: 'profile', type: 'string', default: 'none' },
  { name: 'profile-output', type: 'string', default: 'profile.pprof' },
  { name: 'request-timeout', type: 'string', default: '0' },
  { name: 'server', short: 's', type: 'string' },
  { name: 'tls-server-name', type: 'string' },
  { name: 'token', type: 'string' },
  { name: 'user', type: 'string' },
  { name: 'username', type: 'string' },
  { name: 'v', short: 'v', type: 'int', default: '0' },
  { name: 'vmodule', type: 'string' },
  { name: 'warnings-as-errors', type: 'bool' },
  { name: 'help', short: 'h', type: 'bool', isHidden: true },
];
