// The names of all open files, for completion, navigation and lints.
import type { DocumentNames, LabelSet, NamePlace } from './document-names.ts';
import { builtIn, type NameKind, type ObjectKind } from './name-kinds.ts';

/** A document in a file, with its names. */
export interface NamedDocument {
  readonly uri: string;
  readonly index: number;
  readonly names: DocumentNames;
}

export interface FoundPlace extends NamePlace {
  readonly document: NamedDocument;
}

export class NameIndex {
  readonly #documents: () => Iterable<NamedDocument>;

  /** `documents` answers those of all open files as they are when it is asked. */
  constructor(documents: () => Iterable<NamedDocument>) {
    this.#documents = documents;
  }

  /** Where a name is written. Local names are looked for in their own document, given by `within`. */
  places({ kind, scope, name, role, within }: { kind: NameKind; scope?: string; name?: string; role?: NamePlace['role']; within?: Pick<NamedDocument, 'uri' | 'index'> }): FoundPlace[] {
    const found: FoundPlace[] = [];
    for (const document of this.#documents()) {
      for (const place of document.names.places) {
        if (place.kind !== kind || (scope !== undefined && place.scope !== scope) || (name !== undefined && place.name !== name) || (role !== undefined && place.role !== role)) continue;
        if (place.isLocal && within !== undefined && (within.uri !== document.uri || within.index !== document.index)) continue;
        found.push({ ...place, document });
      }
    }
    return found;
  }

  /** The names that may be used, each once, with what they are. */
  definitions(query: { kind: NameKind; scope?: string; within?: Pick<NamedDocument, 'uri' | 'index'> }): { name: string; detail: string }[] {
    const names = new Map<string, string>();
    for (const { name, detail = '' } of this.places({ ...query, role: 'definition' })) if (!names.has(name)) names.set(name, detail);
    for (const name of builtIn[query.kind as ObjectKind] ?? []) if (!names.has(name)) names.set(name, 'in every cluster');
    return [...names].map(([name, detail]) => ({ name, detail }));
  }

  labelSets(role: LabelSet['role']): { set: LabelSet; document: NamedDocument }[] {
    return [...this.#documents()].flatMap((document) => document.names.labelSets.filter((set) => set.role === role).map((set) => ({ set, document })));
  }
}
