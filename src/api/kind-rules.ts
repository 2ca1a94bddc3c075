// The shape of a kind's rules: what upstream calls its strategy's Validate, ValidateUpdate and WarningsOnCreate.
import type { FieldError } from './field/error.ts';
import type { KubeObject } from './meta/object.ts';

/** The rules of one kind, over decoded and defaulted objects. */
export interface KindRules {
  readonly validateCreate: (object: KubeObject) => FieldError[];
  /** All findings about replacing `old` by `object`, metadata included. */
  readonly validateUpdate?: (object: KubeObject, old: KubeObject) => FieldError[];
  /** The same for the status subresource, without the findings about metadata that hold for every kind. */
  readonly validateStatusUpdate?: (object: KubeObject, old: KubeObject) => FieldError[];
  /** Texts of Warning headers. `old` is absent on creation. */
  readonly warnings?: (object: KubeObject, old?: KubeObject) => string[];
}

/** Rules written for the generated type `T`. */
export function kindRules<T extends KubeObject>(goType: string, rules: {
  readonly validateCreate: (object: T) => FieldError[];
  readonly validateUpdate?: (object: T, old: T) => FieldError[];
  readonly validateStatusUpdate?: (object: T, old: T) => FieldError[];
  readonly warnings?: (object: T, old?: T) => string[];
}): [string, KindRules] {
  const { validateCreate, validateUpdate, validateStatusUpdate, warnings } = rules;
  return [goType, {
    validateCreate: (object) => validateCreate(object as T),
    ...(validateUpdate && { validateUpdate: (object, old) => validateUpdate(object as T, old as T) }),
    ...(validateStatusUpdate && { validateStatusUpdate: (object, old) => validateStatusUpdate(object as T, old as T) }),
    ...(warnings && { warnings: (object, old) => warnings(object as T, old as T | undefined) }),
  }];
}
