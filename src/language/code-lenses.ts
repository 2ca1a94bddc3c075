// Above each object of a file: how it is in the running cluster, and what can be done with it.
import type { CustomKinds } from './custom/custom-kinds.ts';
import { rowOf, type ObjectIdentity } from './manifest.ts';

export interface CodeLensCommand {
  readonly title: string;
  /** '' for words without a command. */
  readonly command: string;
  readonly arguments: readonly unknown[];
}

const logged = new Set(['Pod', 'Deployment', 'StatefulSet', 'DaemonSet', 'Job', 'ReplicaSet', 'ReplicationController']);

export interface CodeLensPlace {
  readonly uri: string;
  readonly index: number;
  /** In a few words, how the object is; undefined where the cluster does not have it. */
  readonly liveState: string | undefined;
  readonly kinds: CustomKinds;
}

/** The commands are the extension's: `podlab.apply` and `podlab.diff` take a uri and a document's index, the others a kind, a name, a namespace unless the kind has none, and a resource as `plural.version.group`. */
export function codeLensesOf(identity: ObjectIdentity | undefined, { uri, index, liveState, kinds }: CodeLensPlace): CodeLensCommand[] {
  const target = identity && targetOf(identity, kinds);
  if (identity === undefined || target === undefined) return [];
  const here = [uri, { documentIndex: index }];
  const lenses: CodeLensCommand[] = [];
  if (liveState !== undefined) lenses.push({ title: liveState, command: 'podlab.describe', arguments: [target] });
  lenses.push({ title: 'Apply', command: 'podlab.apply', arguments: here });
  if (identity.name === '') return lenses;
  if (liveState !== undefined) lenses.push({ title: 'Diff', command: 'podlab.diff', arguments: here });
  lenses.push({ title: 'Describe', command: 'podlab.describe', arguments: [target] });
  if (logged.has(identity.kind)) lenses.push({ title: 'Logs', command: 'podlab.viewLogs', arguments: [target] });
  return lenses;
}

/** Above the first object of a file that has very many: VS Code lays out every lens of a file anew at each change. */
export function fileLensesOf(uri: string, objects: number): CodeLensCommand[] {
  return objects === 0 ? [] : [{ title: `Apply ${objects.toLocaleString('en')} objects`, command: 'podlab.apply', arguments: [uri] }];
}

/** Undefined for what a cluster does not keep. */
function targetOf(identity: ObjectIdentity, kinds: CustomKinds): object | undefined {
  const { apiVersion, kind, name } = identity;
  const row = rowOf(identity) ?? kinds.find(apiVersion, kind);
  if (row === undefined || ('isStored' in row && !row.isStored)) return undefined;
  const [group = '', version = ''] = apiVersion.split('/');
  return {
    kind, name, ...(row.isNamespaced && { namespace: identity.namespace === '' ? 'default' : identity.namespace }),
    ...(version !== '' && row.plural !== '' && { resource: `${row.plural}.${version}.${group}` }),
  };
}
