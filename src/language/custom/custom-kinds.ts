// The kinds that CustomResourceDefinitions of the open files, the workspace and the cluster make.
import { kindSchema, type TypeSchema } from '../../api/schema/schema.ts';
import { customType, type OpenApiSchema } from '../../api/apiextensions/structural-schema.ts';

export interface CustomKind {
  readonly apiVersion: string;
  readonly kind: string;
  /** As in the API's paths; '' where the definition does not say. */
  readonly plural: string;
  readonly isNamespaced: boolean;
  readonly schema: OpenApiSchema;
  readonly type: TypeSchema;
}

/** Where a definition stands: the uri of a file, or the cluster. */
export const clusterSource = 'cluster:';

/** Reads what a CustomResourceDefinition defines; what has no readable schema defines nothing. */
function kindsOfDefinition(value: unknown): CustomKind[] {
  const { apiVersion, kind, spec } = asRecord(value);
  if (kind !== 'CustomResourceDefinition' || apiVersion !== 'apiextensions.k8s.io/v1') return [];
  const { group, names, versions, scope } = asRecord(spec);
  const { kind: name, plural } = asRecord(names);
  if (typeof group !== 'string' || group === '' || typeof name !== 'string' || name === '' || !Array.isArray(versions)) return [];
  return versions.flatMap((version: unknown) => {
    const { name: label, schema, served } = asRecord(version);
    const { openAPIV3Schema } = asRecord(schema);
    if (typeof label !== 'string' || served === false || typeof openAPIV3Schema !== 'object' || openAPIV3Schema === null) return [];
    const written = openAPIV3Schema as OpenApiSchema;
    return [{ apiVersion: `${group}/${label}`, kind: name, plural: typeof plural === 'string' ? plural : '', isNamespaced: scope !== 'Cluster', schema: written, type: customType(written, `${group}/${label}.${name}`) }];
  });
}

export class CustomKinds {
  readonly #bySource = new Map<string, { readonly text: string; readonly kinds: readonly CustomKind[] }>();
  #byName = new Map<string, CustomKind>();
  #revision = 0;

  /** Grows when a kind comes, changes or goes. */
  get revision(): number {
    return this.#revision;
  }

  /** What a file or the cluster defines from now on; CustomResourceDefinitions as plain values. */
  replace(source: string, definitions: readonly unknown[]): void {
    const text = definitions.length === 0 ? '' : JSON.stringify(definitions);
    if ((this.#bySource.get(source)?.text ?? '') === text) return;
    if (definitions.length === 0) this.#bySource.delete(source);
    else this.#bySource.set(source, { text, kinds: definitions.flatMap(kindsOfDefinition) });
    this.#revision++;
    this.#byName = new Map();
    // What is written in the workspace will be applied: it counts more than what the cluster has.
    for (const [, { kinds }] of [...this.#bySource].sort(([a], [b]) => Number(b === clusterSource) - Number(a === clusterSource))) {
      for (const kind of kinds) this.#byName.set(`${kind.apiVersion}/${kind.kind}`, kind);
    }
  }

  /** All kinds, for completion. */
  all(): readonly CustomKind[] {
    return [...this.#byName.values()];
  }

  find(apiVersion: string, kind: string): CustomKind | undefined {
    return this.#byName.get(`${apiVersion}/${kind}`);
  }
}

/** The type of a kind, be it built in or custom. */
export function typeOfKind(apiVersion: string, kind: string, kinds: CustomKinds | undefined): TypeSchema | undefined {
  return kindSchema(apiVersion, kind) ?? kinds?.find(apiVersion, kind)?.type;
}

function asRecord(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
}
