// An object in a document: the document itself, or an item of its List.
import type { TypeSchema } from '../../api/schema/schema.ts';
import type { YamlNode } from '../../document/node.ts';
import type { ObjectIdentity } from '../manifest.ts';

export interface ObjectPlace {
  readonly text: string;
  /** Of the document. */
  readonly root: YamlNode | undefined;
  readonly identity: ObjectIdentity;
  readonly type: TypeSchema;
  readonly value: unknown;
  /** Where the object is in the document. */
  readonly base: readonly (string | number)[];
}
