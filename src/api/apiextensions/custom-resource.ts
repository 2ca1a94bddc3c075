// What a CustomResourceDefinition says of one version of its kind: apiextensions-apiserver's crdInfo.
import type { CustomResourceColumnDefinition, CustomResourceDefinition, CustomResourceSubresourceScale } from '../generated/apiextensions-v1.ts';
import type { TypeSchema } from '../schema/schema.ts';
import type { OpenApiSchema } from './structural-schema.ts';

/** Of a kind that a definition makes. */
export interface CustomResource {
  readonly definition: CustomResourceDefinition;
  readonly schema: OpenApiSchema;
  /** The schema as one of the API's types. */
  readonly type: TypeSchema;
  readonly storageApiVersion: string;
  readonly hasStatus: boolean;
  readonly scale: CustomResourceSubresourceScale | undefined;
  /** Absent: the age. */
  readonly columns: readonly CustomResourceColumnDefinition[] | undefined;
  /** JSON paths such as `.spec.color`. */
  readonly selectableFields: readonly string[];
  /** Said on every use. */
  readonly warning: string | undefined;
  readonly isTerminating: boolean;
}
