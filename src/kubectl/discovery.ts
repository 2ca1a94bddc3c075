// What the server serves, and how kubectl finds a resource by what a user types: client-go's aggregated discovery, RESTMapper and ShortcutExpander.
import { kindRows } from '../api/scheme.ts';
import { KubectlError } from './errors.ts';

export interface ApiResource {
  readonly group: string;
  readonly version: string;
  /** Plural, lower case. */
  readonly resource: string;
  readonly singular: string;
  readonly kind: string;
  readonly isNamespaced: boolean;
  readonly shortNames: readonly string[];
  readonly categories: readonly string[];
  readonly verbs: readonly string[];
  /** Whether its size can be set through the subresource `scale`. */
  readonly hasScale: boolean;
}

/** The parts of an APIGroupDiscoveryList that kubectl reads. */
interface GroupDiscoveryList {
  readonly items?: readonly {
    readonly metadata?: { readonly name?: string };
    readonly versions?: readonly {
      readonly version: string;
      readonly resources?: readonly {
        readonly resource: string;
        readonly responseKind?: { readonly kind?: string };
        readonly scope?: string;
        readonly singularResource?: string;
        readonly shortNames?: readonly string[];
        readonly categories?: readonly string[];
        readonly verbs?: readonly string[];
        readonly subresources?: readonly { readonly subresource?: string }[];
      }[];
    }[];
  }[];
}

/** The resources of every group and version, in the server's order of priority. */
export function readDiscovery(...lists: readonly unknown[]): ApiResource[] {
  return (lists as readonly GroupDiscoveryList[]).flatMap(({ items }) =>
    (items ?? []).flatMap(({ metadata, versions }) =>
      (versions ?? []).flatMap(({ version, resources }) =>
        (resources ?? []).map((r) => ({
          group: metadata?.name ?? '',
          version,
          resource: r.resource,
          singular: r.singularResource ?? '',
          kind: r.responseKind?.kind ?? '',
          isNamespaced: r.scope === 'Namespaced',
          shortNames: r.shortNames ?? [],
          categories: r.categories ?? [],
          verbs: r.verbs ?? [],
          hasScale: (r.subresources ?? []).some(({ subresource }) => subresource === 'scale'),
        })),
      ),
    ),
  );
}

/** The kinds that Podlab itself knows, for a server without discovery. */
export function knownResources(): ApiResource[] {
  return kindRows.map(({ plural, subresources, ...row }) => ({ ...row, resource: plural, hasScale: subresources.some(({ name }) => name === 'scale') }));
}

/** Answers which resource a word, a kind or a category means. */
export class Discovery {
  readonly resources: readonly ApiResource[];
  readonly #warn: (message: string) => void;

  /** `warn` hears of short names that could mean several resources. */
  constructor(resources: readonly ApiResource[], warn: (message: string) => void) {
    this.resources = resources;
    this.#warn = warn;
  }

  /** The preferred version of each resource. */
  get preferred(): ApiResource[] {
    return this.resources.filter((r) => this.resources.find((first) => first.group === r.group && first.resource === r.resource) === r);
  }

  /** By `pods`, `pod`, `po`, `Pod`, `deployments.apps`, `deployments.v1.apps`; throws kubectl's words when the server has none. */
  resourceFor(word: string): ApiResource {
    const found = this.findResource(word);
    if (!found) throw new KubectlError(`the server doesn't have a resource type "${word.split('.')[0] ?? ''}"`);
    return found;
  }

  findResource(word: string): ApiResource | undefined {
    const [name = '', ...rest] = word.toLowerCase().split('.');
    if (rest.length >= 2) {
      const exact = this.resources.find((r) => isNamed(r, name) && r.version === rest[0] && r.group === rest.slice(1).join('.'));
      if (exact) return exact;
    }
    const group = rest.join('.');
    const candidates = rest.length === 0 ? this.resources : this.resources.filter((r) => r.group === group);
    return candidates.find((r) => isNamed(r, name)) ?? this.#byShortName(name, candidates) ?? this.#byKind(word, candidates) ?? this.#byGroupPrefix(name, group);
  }

  #byShortName(name: string, candidates: readonly ApiResource[]): ApiResource | undefined {
    const matches = candidates.filter((r) => r.shortNames.includes(name));
    const [first] = matches;
    const warned = new Set<string>();
    for (const other of matches) {
      const text = groupResourceText(other);
      if (first === undefined || text === groupResourceText(first) || warned.has(text)) continue;
      warned.add(text);
      this.#warn(`short name "${name}" could also match lower priority resource ${text}`);
    }
    return first;
  }

  #byKind(word: string, candidates: readonly ApiResource[]): ApiResource | undefined {
    const [kind = ''] = word.split('.');
    return candidates.find((r) => r.kind === kind);
  }

  #byGroupPrefix(name: string, group: string): ApiResource | undefined {
    return group === '' ? undefined : this.resources.find((r) => r.group.startsWith(group) && (isNamed(r, name) || r.shortNames.includes(name)));
  }

  /** By a manifest's apiVersion and kind. */
  findKind(apiVersion: string, kind: string): ApiResource | undefined {
    const { group, version } = parseGroupVersion(apiVersion);
    return this.resources.find((r) => r.group === group && r.version === version && r.kind === kind);
  }

  /** The resources of a category such as `all`; empty when it is none. */
  inCategory(category: string): ApiResource[] {
    return this.preferred.filter((r) => r.categories.includes(category));
  }
}

function isNamed(r: ApiResource, name: string): boolean {
  return r.resource === name || r.singular === name;
}

export function parseGroupVersion(apiVersion: string): { group: string; version: string } {
  const slash = apiVersion.indexOf('/');
  return slash < 0 ? { group: '', version: apiVersion } : { group: apiVersion.slice(0, slash), version: apiVersion.slice(slash + 1) };
}

/** `deployments.apps`, `pods`. */
export function groupResourceText({ group, resource }: Pick<ApiResource, 'group' | 'resource'>): string {
  return group === '' ? resource : `${resource}.${group}`;
}

/** `Deployment.apps`, `Pod`: how messages name a kind. */
export function groupKindText({ group, kind }: Pick<ApiResource, 'group' | 'kind'>): string {
  return group === '' ? kind : `${kind}.${group}`;
}

/** `*v1.Service`: the Go type that kubectl reads an object as, for messages. */
export function goTypeText({ version, kind }: Pick<ApiResource, 'version' | 'kind'>): string {
  return `*${version}.${kind}`;
}

/** `deployment.apps`, `pod`: how kubectl names a kind before `/name`. */
export function kindText({ group, kind }: Pick<ApiResource, 'group' | 'kind'>): string {
  const lower = kind.toLowerCase();
  return group === '' ? lower : `${lower}.${group}`;
}

export function apiVersionOf({ group, version }: Pick<ApiResource, 'group' | 'version'>): string {
  return group === '' ? version : `${group}/${version}`;
}
