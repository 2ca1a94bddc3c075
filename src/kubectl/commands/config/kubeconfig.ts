// The kubeconfig file: what kubectl's config commands read and write.
import { KubectlError } from '../../errors.ts';
import type { KubectlIo } from '../../io.ts';
import { parseManifests } from '../../manifests.ts';
import type { Fields } from '../../../api/meta/json.ts';
import { toYaml } from '../../../api/yaml/go-yaml.ts';

interface Named<Field extends string> {
  name: string;
  value: Fields;
  readonly field?: Field;
}

/** A kubeconfig with its lists as maps by name, in file order. */
export interface Kubeconfig {
  currentContext: string;
  readonly clusters: Named<'cluster'>[];
  readonly contexts: Named<'context'>[];
  readonly users: Named<'user'>[];
}

/** The file; without one, the single context of the cluster that kubectl runs in. */
export async function readKubeconfig(io: KubectlIo): Promise<Kubeconfig> {
  if (!io.kubeconfig) {
    return {
      currentContext: 'podlab',
      clusters: [{ name: 'podlab', value: { server: 'https://podlab.local' } }],
      contexts: [{ name: 'podlab', value: { cluster: 'podlab', namespace: io.namespace, user: 'kubernetes-admin' } }],
      users: [{ name: 'kubernetes-admin', value: {} }],
    };
  }
  const { manifests, error } = parseManifests({ source: 'kubeconfig', text: await io.kubeconfig.read() });
  if (error) throw error;
  const file = (manifests[0]?.value ?? {}) as Fields;
  const list = (name: string, field: string): Named<never>[] => ((file[name] as Fields[] | undefined) ?? []).map((item) => ({ name: String(item.name), value: (item[field] ?? {}) as Fields }));
  return { currentContext: String((file['current-context'] as string | undefined) ?? ''), clusters: list('clusters', 'cluster'), contexts: list('contexts', 'context'), users: list('users', 'user') };
}

export async function writeKubeconfig(io: KubectlIo, config: Kubeconfig): Promise<void> {
  if (!io.kubeconfig) throw new KubectlError('the kubeconfig of this kubectl cannot be changed');
  await io.kubeconfig.write(toYaml(asFile(config)));
}

/** The value as it stands in the file. */
export function asFile(config: Kubeconfig): Fields {
  const list = (items: readonly Named<string>[], field: string): unknown => (items.length > 0 ? items.map(({ name, value }) => ({ [field]: value, name })) : null);
  return { apiVersion: 'v1', clusters: list(config.clusters, 'cluster'), contexts: list(config.contexts, 'context'), 'current-context': config.currentContext, kind: 'Config', users: list(config.users, 'user') };
}

const secretFields = new Set(['token', 'password', 'client-key-data', 'client-certificate-data', 'certificate-authority-data']);

/** Tokens and keys are not shown unless asked for. */
export function redacted(config: Kubeconfig): Kubeconfig {
  const hide = (items: readonly Named<never>[]): Named<never>[] => items.map(({ name, value }) => ({ name, value: Object.fromEntries(Object.entries(value).map(([key, v]) => [key, secretFields.has(key) ? (key.endsWith('-data') ? 'DATA+OMITTED' : 'REDACTED') : v])) }));
  return { ...config, clusters: hide(config.clusters as Named<never>[]), users: hide(config.users as Named<never>[]) };
}

/** Only what the current context needs. */
export function minified(config: Kubeconfig): Kubeconfig {
  const context = config.contexts.find(({ name }) => name === config.currentContext);
  if (!context) throw new KubectlError(config.currentContext === '' ? 'current-context must exist in order to minify' : `cannot locate context ${config.currentContext}`);
  return {
    ...config,
    contexts: [context],
    clusters: config.clusters.filter(({ name }) => name === context.value.cluster),
    users: config.users.filter(({ name }) => name === context.value.user),
  };
}

/** The URL of the current cluster. */
export async function currentServer(io: KubectlIo): Promise<string> {
  const [cluster] = minified(await readKubeconfig(io)).clusters;
  return String((cluster?.value.server as string | undefined) ?? '');
}
