// `*.podlab-image.yaml`: how a container of an image behaves that the catalogue does not have; its shape is schemas/podlab-image.json.
import { type FieldError, invalid } from '../field/error.ts';
import { FieldPath } from '../field/path.ts';
import { schema, validate } from '../generated/podlab-image.ts';
import { shapeFindings } from './shape-findings.ts';

/** The content of a `*.podlab-image.yaml` file. Times are seconds after the start. */
export interface ImageDescription {
  /** `registry/name:tag`. */
  readonly image: string;
  /** A shell script that is the container's main process; the rest describes what happens without one. */
  readonly script?: string;
  readonly log?: readonly { readonly after?: number; readonly line: string; readonly every?: number }[];
  readonly memory?: readonly { readonly after: number; readonly bytes: number }[];
  readonly http?: { readonly port: number; readonly startsAfter?: number; readonly answers?: readonly { readonly path: string; readonly status?: number; readonly body?: string; readonly from?: number; readonly until?: number }[] };
  readonly exit?: { readonly after: number; readonly code: number };
  /** `exit` (the default): TERM ends it with 0. `ignore`: only KILL does. */
  readonly onTerm?: 'exit' | 'ignore';
  readonly user?: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly ports?: readonly number[];
  readonly sizeBytes?: number;
}

/** JSON Schema of the file. */
export const imageSchema: unknown = schema;

/** What is wrong with a file's value; none: it is an `ImageDescription`. */
export function imageFindings(value: unknown): readonly FieldError[] {
  const shape = shapeFindings(validate, value, { maps: ['env'] });
  return shape.length > 0 ? shape : ruleFindings(value as ImageDescription);
}

/** What the schema cannot say. */
function ruleFindings({ script, log, memory, http, exit, onTerm }: ImageDescription): FieldError[] {
  const errors: FieldError[] = [];
  const unused = Object.entries({ log, memory, http, exit, onTerm }).find(([, part]) => part !== undefined);
  if (script !== undefined && unused !== undefined) errors.push({ type: 'FieldValueForbidden', path: FieldPath.of(unused[0]), badValue: '', detail: 'may not be set with `script`, whose process decides this' });
  for (const [i, { from = 0, until = Infinity }] of (http?.answers ?? []).entries()) {
    if (until <= from) errors.push(invalid(FieldPath.of('http').child('answers').index(i).child('until'), until, 'must be later than `from`'));
  }
  return errors;
}
