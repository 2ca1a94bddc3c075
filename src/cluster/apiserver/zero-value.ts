// What a Go struct looks like in JSON when nothing was set: fields without omitempty appear with their zero values.
import { fieldsOf, typeSchema, type TypeSchema } from '../../api/schema/schema.ts';
import type { Fields } from '../../api/meta/json.ts';

/** The zero value of a struct type as the server writes it, e.g. `{}` or `{ replicas: 0 }`; fresh on every call. */
export function zeroValue(goType: string): Fields {
  return zeroStruct(typeSchema(goType));
}

function zeroStruct(type: TypeSchema): Fields {
  const fields: Fields = {};
  for (const field of fieldsOf(type)) {
    // omitempty leaves out anything but a struct.
    if (field.isOmitEmpty && (field.isPointer || field.type.shape !== 'struct')) continue;
    fields[field.name] = field.isPointer ? null : zeroOf(field.type);
  }
  return fields;
}

function zeroOf(type: TypeSchema): unknown {
  switch (type.shape) {
    case 'struct': return zeroStruct(type);
    case 'string': return '';
    case 'bool': return false;
    case 'integer': case 'number': return 0;
    case 'quantity': return '0';
    case 'intOrString': return 0;
    default: return null;
  }
}
