// A finding about a field: k8s.io/apimachinery's field.Error, its closed set of types, constructors and exact texts.
import type { FieldPath } from './path.ts';

/** The reasons as they appear in Status causes. */
export type FieldErrorType =
  | 'FieldValueNotFound'
  | 'FieldValueRequired'
  | 'FieldValueDuplicate'
  | 'FieldValueInvalid'
  | 'FieldValueNotSupported'
  | 'FieldValueForbidden'
  | 'FieldValueTooLong'
  | 'FieldValueTooMany'
  | 'FieldValueTypeInvalid'
  | 'InternalError';

/** One finding. `field` is undefined only for findings about the whole object (upstream's nil path, printed `<nil>`). */
export interface FieldError {
  readonly type: FieldErrorType;
  readonly path: FieldPath | undefined;
  readonly badValue: unknown;
  readonly detail: string;
}

const titles: Readonly<Record<FieldErrorType, string>> = {
  FieldValueNotFound: 'Not found',
  FieldValueRequired: 'Required value',
  FieldValueDuplicate: 'Duplicate value',
  FieldValueInvalid: 'Invalid value',
  FieldValueNotSupported: 'Unsupported value',
  FieldValueForbidden: 'Forbidden',
  FieldValueTooLong: 'Too long',
  FieldValueTooMany: 'Too many',
  FieldValueTypeInvalid: 'Invalid value',
  InternalError: 'Internal error',
};

export function required(path: FieldPath | undefined, detail: string): FieldError {
  return { type: 'FieldValueRequired', path, badValue: '', detail };
}
export function invalid(path: FieldPath | undefined, badValue: unknown, detail: string): FieldError {
  return { type: 'FieldValueInvalid', path, badValue, detail };
}
export function typeInvalid(path: FieldPath | undefined, badValue: unknown, detail: string): FieldError {
  return { type: 'FieldValueTypeInvalid', path, badValue, detail };
}
/** `supported` is printed sorted and quoted, as upstream does. */
export function notSupported(path: FieldPath | undefined, badValue: unknown, supported: readonly string[]): FieldError {
  const detail = supported.length === 0 ? '' : `supported values: ${[...supported].sort().map((v) => JSON.stringify(v)).join(', ')}`;
  return { type: 'FieldValueNotSupported', path, badValue, detail };
}
export function forbidden(path: FieldPath | undefined, detail: string): FieldError {
  return { type: 'FieldValueForbidden', path, badValue: '', detail };
}
export function duplicate(path: FieldPath | undefined, badValue: unknown): FieldError {
  return { type: 'FieldValueDuplicate', path, badValue, detail: '' };
}
export function notFound(path: FieldPath | undefined, badValue: unknown): FieldError {
  return { type: 'FieldValueNotFound', path, badValue, detail: '' };
}
export function tooLong(path: FieldPath | undefined, maxLength: number): FieldError {
  return { type: 'FieldValueTooLong', path, badValue: '<value omitted>', detail: `may not be more than ${maxLength} bytes` };
}
export function tooMany(path: FieldPath | undefined, actual: number, max: number): FieldError {
  return { type: 'FieldValueTooMany', path, badValue: actual, detail: `must have at most ${max} items` };
}
export function internalError(path: FieldPath | undefined, detail: string): FieldError {
  return { type: 'InternalError', path, badValue: '', detail };
}

/** The text of a cause: upstream's `Error.ErrorBody()`. */
export function errorBody(error: FieldError): string {
  const title = titles[error.type];
  let text: string;
  switch (error.type) {
    case 'FieldValueRequired':
    case 'FieldValueForbidden':
    case 'FieldValueTooLong':
    case 'InternalError':
      text = title;
      break;
    default:
      text = `${title}: ${goValue(error.badValue)}`;
  }
  return error.detail === '' ? text : `${text}: ${error.detail}`;
}

/** `field: body`, upstream's `Error.Error()`. */
export function errorText(error: FieldError): string {
  return `${error.path?.toString() ?? '<nil>'}: ${errorBody(error)}`;
}

/** A bad value as upstream prints it: strings quoted, numbers and booleans bare, anything else as compact JSON; absent is `null`. */
function goValue(value: unknown): string {
  if (value === undefined || value === null) return 'null';
  return JSON.stringify(value);
}
