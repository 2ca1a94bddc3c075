// A finding about a field: k8s.io/apimachinery's field.Error, its closed set of types, constructors and exact texts.
import { goJson, goQuote } from './go-text.ts';
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
/** `supported` is printed quoted and in the given order: upstream's sets list theirs sorted, its slices do not. */
export function notSupported(path: FieldPath | undefined, badValue: unknown, supported: readonly string[]): FieldError {
  const detail = supported.length === 0 ? '' : `supported values: ${supported.map(goQuote).join(', ')}`;
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
  return { type: 'FieldValueTooLong', path, badValue: '<value omitted>', detail: `may not be more than ${maxLength} ${maxLength === 1 ? 'byte' : 'bytes'}` };
}
export function tooMany(path: FieldPath | undefined, actual: number, max: number): FieldError {
  return { type: 'FieldValueTooMany', path, badValue: actual, detail: `must have at most ${max} ${max === 1 ? 'item' : 'items'}` };
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
      text = error.badValue === omittedValue ? title : `${title}: ${goValue(error.badValue)}`;
  }
  return error.detail === '' ? text : `${text}: ${error.detail}`;
}

/** `field: body`, upstream's `Error.Error()`. */
export function errorText(error: FieldError): string {
  return `${error.path?.toString() ?? '<nil>'}: ${errorBody(error)}`;
}

/** A bad value that is not shown: upstream's OmitValueType. */
export const omittedValue: unique symbol = Symbol('omitted');

/** A bad value of a named Go string type (an enum, a UID …), which upstream prints as JSON and not with `%q`. */
export class NamedString {
  readonly value: string;

  constructor(value: string) {
    this.value = value;
  }
}

export function named(value: string | undefined): NamedString {
  return new NamedString(value ?? '');
}

/** A bad value as upstream prints it: strings quoted, numbers and booleans bare, anything else as compact JSON; absent is `null`. */
function goValue(value: unknown): string {
  if (typeof value === 'string') return goQuote(value);
  if (value instanceof NamedString) return goJson(value.value);
  if (typeof value === 'bigint') return String(value);
  return goJson(value);
}
