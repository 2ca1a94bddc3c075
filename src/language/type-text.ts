// A field's type in words for completion details and hovers.
import { goTypeText, type TypeSchema } from '../api/schema/schema.ts';

const words: Readonly<Partial<Record<TypeSchema['shape'], string>>> = {
  bool: 'boolean', bytes: 'base64 string', quantity: 'quantity', time: 'time', microTime: 'time', duration: 'duration', intOrString: 'integer or string', any: 'any value', number: 'number', string: 'string',
};

/** `string`, `list of Container`, `map of strings`, `Probe`. */
export function typeText(type: TypeSchema): string {
  switch (type.shape) {
    case 'list':
      return `list of ${plural(type.element)}`;
    case 'map':
      return `map of ${plural(type.element)}`;
    case 'struct':
      return goTypeText(type.goType).split('.').at(-1) ?? type.goType;
    case 'integer':
      return type.bits === 32 ? 'integer' : 'integer (64 bits)';
    default:
      return type.values !== undefined && !type.isOpenEnum ? 'enum' : (words[type.shape] ?? type.shape);
  }
}

function plural(type: TypeSchema | undefined): string {
  if (type === undefined) return 'values';
  const text = typeText(type);
  return type.shape === 'struct' ? text : `${text}s`;
}
