// Every name that is known: of the open files, of the workspace's other files, and of the running cluster. For completion, navigation and lints.
import type { ClusterSnapshot } from '../cluster/cluster-snapshot.ts';
import type { WorkspaceIndex } from '../workspace/workspace-index.ts';
import type { DocumentNames, LabelSet, NamePlace } from './document-names.ts';
import type { FoundPlace, NamedDocument } from './named-document.ts';
import { builtIn, type NameKind, type ObjectKind } from './name-kinds.ts';

export interface NameSources {
  /** Documents of the open files, as they are when it is asked. */
  readonly open: () => Iterable<NamedDocument>;
  readonly isOpen: (uri: string) => boolean;
  readonly workspace: WorkspaceIndex;
  readonly cluster: ClusterSnapshot;
}

/** A name that may be used, and what it is. */
export interface KnownName {
  readonly name: string;
  readonly detail: string;
}

export class NameIndex {
  readonly #sources: NameSources;

  constructor(sources: NameSources) {
    this.#sources = sources;
  }

  get cluster(): ClusterSnapshot {
    return this.#sources.cluster;
  }

  *documents(): Generator<NamedDocument> {
    const { open, isOpen, workspace } = this.#sources;
    yield* open();
    yield* workspace.documents(isOpen);
  }

  *namesBeside(uri: string): Generator<DocumentNames> {
    for (const document of this.documents()) if (document.uri !== uri) yield document.names;
  }

  /** Where a name is written. Local names are looked for in their own document, given by `within`. */
  places({ kind, scope, name, role, within }: { kind: NameKind; scope?: string; name?: string; role?: NamePlace['role']; within?: Pick<NamedDocument, 'uri' | 'index'> }): FoundPlace[] {
    const found: FoundPlace[] = [];
    for (const document of this.documents()) {
      for (const place of document.names.places) {
        if (place.kind !== kind || (scope !== undefined && place.scope !== scope) || (name !== undefined && place.name !== name) || (role !== undefined && place.role !== role)) continue;
        if (place.isLocal && within !== undefined && (within.uri !== document.uri || within.index !== document.index)) continue;
        found.push({ ...place, document });
      }
    }
    return found;
  }

  /** The names that may be used, each once, with what they are: the nearest first. */
  definitions(query: { kind: NameKind; scope?: string; within?: Pick<NamedDocument, 'uri' | 'index'> }): KnownName[] {
    const names = new Map<string, string>();
    const add = (name: string, detail: string): void => { if (!names.has(name)) names.set(name, detail); };
    for (const { name, detail = '' } of this.places({ ...query, role: 'definition' })) add(name, detail);
    for (const name of liveNames(this.cluster, query.kind, query.scope)) add(name, 'in the cluster');
    for (const name of builtIn[query.kind as ObjectKind] ?? []) add(name, 'in every cluster');
    return [...names].map(([name, detail]) => ({ name, detail }));
  }

  labelSets(role: LabelSet['role']): { set: LabelSet; document: NamedDocument }[] {
    return [...this.documents()].flatMap((document) => document.names.labelSets.filter((set) => set.role === role).map((set) => ({ set, document })));
  }

  /** A definition outside the file `uri`: in another open file, else in the workspace. */
  definitionBeside(uri: string, { kind, scope, name }: Pick<NamePlace, 'kind' | 'scope' | 'name'>): FoundPlace | undefined {
    const { open, isOpen, workspace } = this.#sources;
    for (const document of open()) {
      if (document.uri === uri) continue;
      const place = document.names.objectPlaces.find((p) => p.role === 'definition' && p.kind === kind && p.scope === scope && p.name === name);
      if (place !== undefined) return { ...place, document };
    }
    const saved = workspace.definitions().get(`${kind} ${scope}`)?.get(name) as FoundPlace | undefined;
    return saved === undefined || isOpen(saved.document.uri) ? undefined : saved;
  }
}

/** Names of objects of a kind, or of the keys or ports of one object, that the running cluster has in a scope. */
export function* liveNames(cluster: ClusterSnapshot, kind: NameKind, scope: string | undefined): Generator<string> {
  if (scope === undefined) return;
  if (kind === 'key' || kind === 'servicePort') {
    const [owner = '', namespace = '', name = ''] = scope.split('/');
    yield* cluster.named(owner, namespace, name)?.keys ?? [];
  } else for (const object of cluster.ofKind(kind)) if (object.namespace === scope) yield object.name;
}
