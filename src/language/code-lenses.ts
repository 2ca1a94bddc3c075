// Above each object of a file: how it is in the running cluster, and what can be done with it.
import { rowOf, type ObjectIdentity } from './manifest.ts';

export interface CodeLensCommand {
  readonly title: string;
  /** '' for words without a command. */
  readonly command: string;
  readonly arguments: readonly unknown[];
}

const described = new Set(['Pod', 'Deployment', 'StatefulSet', 'DaemonSet', 'Job', 'CronJob', 'ReplicaSet', 'Node']);

export interface CodeLensPlace {
  readonly uri: string;
  readonly index: number;
  /** In a few words, how the object is; undefined where the cluster does not have it. */
  readonly liveState: string | undefined;
}

/** The commands are the extension's: `podlab.apply` and `podlab.diff` take a uri and a document's index, the others a kind, a name and a namespace. */
export function codeLensesOf(identity: ObjectIdentity | undefined, { uri, index, liveState }: CodeLensPlace): CodeLensCommand[] {
  if (identity === undefined || rowOf(identity) === undefined) return [];
  const here = [uri, { documentIndex: index }];
  const target = { kind: identity.kind, name: identity.name, namespace: identity.namespace === '' ? 'default' : identity.namespace };
  const lenses: CodeLensCommand[] = [];
  if (liveState !== undefined && liveState !== '') lenses.push(described.has(identity.kind) ? { title: liveState, command: 'podlab.describe', arguments: [target] } : { title: liveState, command: '', arguments: [] });
  lenses.push({ title: 'Apply', command: 'podlab.apply', arguments: here });
  if (identity.name === '') return lenses;
  if (liveState !== undefined) lenses.push({ title: 'Diff', command: 'podlab.diff', arguments: here });
  if (described.has(identity.kind)) lenses.push({ title: 'Describe', command: 'podlab.describe', arguments: [target] });
  if (identity.kind === 'Pod') lenses.push({ title: 'Logs', command: 'podlab.viewLogs', arguments: [target] });
  return lenses;
}
