// What ajv finds in Podlab's own files, in the words of the API's field errors.
import { type FieldError, forbidden, invalid, notSupported, required } from '../field/error.ts';
import { FieldPath } from '../field/path.ts';

/** What ajv's compiled code says; its types are its documentation's. */
interface ShapeError {
  readonly instancePath: string;
  readonly keyword: string;
  readonly params: { readonly missingProperty?: string; readonly additionalProperty?: string; readonly allowedValues?: readonly string[]; readonly type?: string | readonly string[] };
  readonly message?: string;
}

/** `validate` is compiled by ajv; keys of the fields in `maps` are free. */
export function shapeFindings(validate: unknown, value: unknown, { maps }: { readonly maps: readonly string[] }): FieldError[] {
  const check = validate as { (value: unknown): boolean; errors?: readonly ShapeError[] | null };
  if (check(value)) return [];
  // `if` only says that one of its branches failed, which the branch says better.
  return (check.errors ?? []).filter(({ keyword }) => keyword !== 'if').map((error) => shapeFinding(error, value, maps));
}

function shapeFinding({ instancePath, keyword, params, message }: ShapeError, root: unknown, maps: readonly string[]): FieldError {
  const segments = instancePath.split('/').slice(1).map((segment) => segment.replaceAll('~1', '/').replaceAll('~0', '~'));
  const path = pathOf(segments, maps);
  const bad = segments.reduce<unknown>((at, segment) => (at as Record<string, unknown>)[segment], root);
  const child = (name: string): FieldPath => path?.child(name) ?? FieldPath.of(name);
  switch (keyword) {
    case 'required':
      return required(child(params.missingProperty ?? ''), '');
    case 'additionalProperties':
      return forbidden(child(params.additionalProperty ?? ''), 'unknown field');
    case 'enum':
      return notSupported(path, bad, params.allowedValues ?? []);
    case 'type':
      return { type: 'FieldValueTypeInvalid', path, badValue: bad, detail: `must be of type ${[params.type ?? ''].flat().join(' or ')}` };
    default:
      return invalid(path, bad, message ?? '');
  }
}

function pathOf([first, ...rest]: readonly string[], maps: readonly string[]): FieldPath | undefined {
  if (first === undefined) return undefined;
  let path = FieldPath.of(first);
  let last = first;
  for (const segment of rest) {
    path = maps.includes(last) ? path.key(segment) : /^\d+$/.test(segment) ? path.index(Number(segment)) : path.child(segment);
    last = segment;
  }
  return path;
}
