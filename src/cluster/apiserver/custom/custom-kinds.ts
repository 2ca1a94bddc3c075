// The kinds that the stored CustomResourceDefinitions make: what apiextensions-apiserver's crdHandler looks up for a request.
// Rows are made of the stored definitions themselves, so that there is nothing to keep in step: not after a write, not after a restart.
import { compareVersions } from '../../../api/apiextensions/kube-versions.ts';
import { type CustomRow, hasCondition, rowsOfDefinition } from '../../../api/apiextensions/custom-rows.ts';
import type { CustomResourceDefinition } from '../../../api/generated/apiextensions-v1.ts';
import type { Store } from '../../store/store.ts';

export const definitionResource = 'customresourcedefinitions.apiextensions.k8s.io';

export class CustomKinds {
  /** Told of every object of a definition's kind that is gone. */
  onDeleted: (definitionName: string) => void = () => undefined;
  readonly #store: Store;
  /** Of the definitions that `#all` was made of. */
  #definitions: readonly unknown[] = [];
  #all: readonly CustomRow[] = [];

  constructor(store: Store) {
    this.#store = store;
  }

  rowByResource(group: string, version: string, plural: string): CustomRow | undefined {
    const definition = this.#store.get(definitionResource, `${plural}.${group}`) as CustomResourceDefinition | undefined;
    return definition === undefined ? undefined : rowsOfDefinition(definition).find((row) => row.version === version);
  }

  /** Every served version of every kind, by the names of their definitions. */
  rows(): readonly CustomRow[] {
    const definitions = this.#store.count(definitionResource) === 0 ? [] : (this.#store.list(definitionResource) as CustomResourceDefinition[]);
    if (definitions.length !== this.#definitions.length || definitions.some((definition, i) => definition !== this.#definitions[i])) {
      this.#definitions = definitions;
      this.#all = definitions.flatMap(rowsOfDefinition);
    }
    return this.#all;
  }

  /** Groups by name with their versions, preferred first. */
  groups(): readonly { readonly group: string; readonly versions: readonly string[] }[] {
    const versions = new Map<string, Set<string>>();
    for (const row of this.rows()) versions.set(row.group, (versions.get(row.group) ?? new Set()).add(row.version));
    return [...versions].sort(([a], [b]) => (a < b ? -1 : 1)).map(([group, names]) => ({ group, versions: [...names].sort(compareVersions) }));
  }

  rowsOf(group: string, version: string): readonly CustomRow[] {
    return this.rows().filter((row) => row.group === group && row.version === version);
  }

  isTerminating(definitionName: string): boolean {
    const definition = this.#store.get(definitionResource, definitionName) as CustomResourceDefinition | undefined;
    return definition !== undefined && hasCondition(definition, 'Terminating');
  }
}
