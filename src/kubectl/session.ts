// What one kubectl invocation shares: the connection, the namespace, discovery and warnings (upstream's cmdutil.Factory).
import type { KubeList, KubeObject } from '../api/meta/object.ts';
import { StatusError } from '../api/meta/status-error.ts';
import type { Client, QueryOptions } from '../client/client.ts';
import type { ApiResponse, PatchType, Verb } from '../client/transport.ts';
import { readKubeconfig } from './commands/config/kubeconfig.ts';
import { Discovery, knownResources, readDiscovery, type ApiResource } from './discovery.ts';
import { errorMessage, KubectlError, PlainError } from './errors.ts';
import type { FlagValues } from './flags.ts';
import type { KubectlIo } from './io.ts';

/** A request about one resource. */
export interface ResourceRequest {
  readonly verb: Verb;
  readonly resource: ApiResource;
  readonly namespace?: string | undefined;
  readonly name?: string;
  readonly subresource?: string;
  readonly query?: QueryOptions;
  readonly body?: unknown;
  readonly contentType?: PatchType;
  readonly accept?: string;
}

const aggregated = 'application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList,application/json;g=apidiscovery.k8s.io;v=v2beta1;as=APIGroupDiscoveryList,application/json';

export class Session {
  readonly io: KubectlIo;
  readonly client: Client;
  readonly namespace: string;
  /** -n was given: objects of another namespace are refused. */
  readonly isNamespaceEnforced: boolean;
  /** Set by commands that go on after a failure. */
  exitCode = 0;
  #discovery: Promise<Discovery> | undefined;
  readonly #warned = new Set<string>();

  private constructor(io: KubectlIo, flags: FlagValues, client: Client, namespace: string) {
    this.io = io;
    this.client = client;
    this.isNamespaceEnforced = flags.string('namespace') !== '';
    this.namespace = flags.string('namespace') || namespace;
  }

  /** Connects as the global flags say. */
  static async open(io: KubectlIo, flags: FlagValues, path = ''): Promise<Session> {
    const kuberc = flags.string('kuberc');
    if (kuberc !== '') {
      await io.readFile(kuberc).catch(() => {
        throw new PlainError(`error occurred while applying preferences kuberc error kuberc: open ${kuberc}: no such file or directory`);
      });
    }
    const kubeconfig = flags.string('kubeconfig');
    if (kubeconfig !== '') {
      await io.readFile(kubeconfig).catch(() => {
        throw new KubectlError(`stat ${kubeconfig}: no such file or directory`);
      });
    }
    if (!path.startsWith('kubectl config')) await checkKubeconfigNames(io, flags);
    return new Session(io, flags, connect(io, flags), io.namespace);
  }

  now(): number {
    return this.io.clock.now();
  }

  /** Sends a request; warnings of the answer, refusals too, go to stderr; refusals are thrown as StatusError. */
  async request(request: ResourceRequest): Promise<ApiResponse> {
    const { resource, namespace, query, ...rest } = request;
    return this.client.send({
      ...rest,
      ref: { group: resource.group, version: resource.version, resource: resource.resource },
      ...(namespace !== undefined && resource.isNamespaced && { namespace }),
      ...(query && { query: toQuery(query) }),
    }, (warning) => { this.warn(warning); });
  }

  async get<T extends KubeObject>(resource: ApiResource, name: string, namespace?: string): Promise<T> {
    return (await this.request({ verb: 'get', resource, name, namespace })).body as T;
  }

  async list<T extends KubeObject>(resource: ApiResource, namespace?: string, query?: QueryOptions): Promise<KubeList<T>> {
    return (await this.request({ verb: 'list', resource, namespace, ...(query && { query }) })).body as KubeList<T>;
  }

  /** GET of a path outside the resources, such as `/version`. */
  async getPath(path: string, accept?: string): Promise<unknown> {
    return (await this.client.send({ verb: 'get', path, ...(accept !== undefined && { accept }) })).body;
  }

  /** Said once for each text. */
  warn(message: string): void {
    if (this.#warned.has(message)) return;
    this.#warned.add(message);
    this.io.stderr(`Warning: ${message}\n`);
  }

  discovery(): Promise<Discovery> {
    this.#discovery ??= this.#discover();
    return this.#discovery;
  }

  async #discover(): Promise<Discovery> {
    const warn = (message: string): void => { this.warn(message); };
    try {
      const [core, groups] = await Promise.all([this.getPath('/api', aggregated), this.getPath('/apis', aggregated)]);
      return new Discovery(readDiscovery(core, groups), warn);
    } catch (error) {
      if (!(error instanceof StatusError) || error.code !== 404) throw error;
      return new Discovery(knownResources(), warn);
    }
  }

  /** The resource of a kind that kubectl itself names. */
  async resource(word: string): Promise<ApiResource> {
    return (await this.discovery()).resourceFor(word);
  }
}

/** `--cluster`, `--context` and `--user` must name entries of the kubeconfig. */
async function checkKubeconfigNames(io: KubectlIo, flags: FlagValues): Promise<void> {
  const named = (flag: string): string => (flags.isList(flag) ? '' : flags.string(flag));
  const [cluster, context, user] = [named('cluster'), named('context'), named('user')];
  if ((cluster === '' && context === '' && user === '') || !io.kubeconfig) return;
  const { clusters, contexts, users } = await readKubeconfig(io);
  if (context !== '' && !contexts.some(({ name }) => name === context)) throw new KubectlError(`context "${context}" does not exist`);
  if (cluster !== '' && !clusters.some(({ name }) => name === cluster)) throw new KubectlError(`no server found for cluster "${cluster}"`);
  if (user !== '' && !users.some(({ name }) => name === user)) throw new KubectlError(`auth info "${user}" does not exist`);
}

function connect(io: KubectlIo, flags: FlagValues): Client {
  const wants = ['as', 'as-group', 'as-uid', 'server', 'context', 'token'].some((name) => flags.isSet(name));
  if (!wants) return io.client;
  const given = (name: string): string | undefined => (flags.isSet(name) ? flags.string(name) : undefined);
  const options = { as: given('as'), asGroups: flags.list('as-group'), asUid: given('as-uid'), server: given('server'), context: given('context'), token: given('token') };
  const present = Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined));
  try {
    const client = io.connectAs?.(present);
    if (client) return client;
  } catch (error) {
    throw new PlainError(errorMessage(error));
  }
  throw new KubectlError('this kubectl cannot connect otherwise than to its own cluster');
}

function toQuery(options: QueryOptions): Record<string, string | readonly string[]> {
  const query: Record<string, string | readonly string[]> = {};
  for (const [key, value] of Object.entries(options)) if (value !== undefined) query[key] = typeof value === 'object' ? value : String(value);
  return query;
}
