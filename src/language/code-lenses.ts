// Above each object of a file: what can be done with it.
import { rowOf, type ObjectIdentity } from './manifest.ts';

export interface CodeLensCommand {
  readonly title: string;
  readonly command: string;
  readonly arguments: readonly unknown[];
}

const described = new Set(['Pod', 'Deployment', 'StatefulSet', 'DaemonSet', 'Job', 'CronJob', 'ReplicaSet', 'Node']);

/** The commands are the extension's: `podlab.apply` takes a uri and a document's index, the others a kind, a name and a namespace. */
export function codeLensesOf(identity: ObjectIdentity | undefined, uri: string, index: number): CodeLensCommand[] {
  if (identity === undefined || rowOf(identity) === undefined) return [];
  const lenses: CodeLensCommand[] = [{ title: 'Apply', command: 'podlab.apply', arguments: [uri, { documentIndex: index }] }];
  if (identity.name === '') return lenses;
  const target = { kind: identity.kind, name: identity.name, namespace: identity.namespace === '' ? 'default' : identity.namespace };
  if (described.has(identity.kind)) lenses.push({ title: 'Describe', command: 'podlab.describe', arguments: [target] });
  if (identity.kind === 'Pod') lenses.push({ title: 'Logs', command: 'podlab.viewLogs', arguments: [target] });
  return lenses;
}
