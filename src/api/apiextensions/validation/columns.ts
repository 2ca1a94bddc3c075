// Additional columns of tables.
import { type FieldError, invalid, required } from '../../field/error.ts';
import type { FieldPath } from '../../field/path.ts';
import type { CustomResourceColumnDefinition } from '../../generated/apiextensions-v1.ts';

const types = ['boolean', 'date', 'integer', 'number', 'string'];
const formats = ['byte', 'date', 'date-time', 'double', 'float', 'int32', 'int64', 'password'];

export function validateColumns(columns: readonly CustomResourceColumnDefinition[], path: FieldPath): FieldError[] {
  return columns.flatMap((column, i) => validateColumn(column, path.index(i)));
}

function validateColumn({ name, type, format = '', jsonPath }: CustomResourceColumnDefinition, path: FieldPath): FieldError[] {
  const errors: FieldError[] = [];
  if (name === '') errors.push(required(path.child('name'), ''));
  if (type === '') errors.push(required(path.child('type'), `must be one of ${types.join(',')}`));
  else if (!types.includes(type)) errors.push(invalid(path.child('type'), type, `must be one of ${types.join(',')}`));
  if (format !== '' && !formats.includes(format)) errors.push(invalid(path.child('format'), format, `must be one of ${formats.join(',')}`));
  if (jsonPath === '') errors.push(required(path.child('JSONPath'), ''));
  else errors.push(...validateSimpleJsonPath(jsonPath, path.child('JSONPath')));
  return errors;
}

/** Of the kind of paths that definitions use. */
export function validateSimpleJsonPath(text: string, path: FieldPath): FieldError[] {
  if (text === '.') return [invalid(path, text, 'can not be "."')];
  return text.startsWith('.') ? [] : [invalid(path, text, 'must be a simple json path starting with .')];
}
