// Where a value stands in an object: k8s.io/apimachinery's field.Path.

/** An immutable path, built from its root by `child`, `index` and `key`; prints as `spec.containers[0].name`. */
export class FieldPath {
  readonly parent: FieldPath | undefined;
  /** A field name, an array index, or a map key (see `kind`). */
  readonly element: string | number;
  readonly kind: 'field' | 'index' | 'key';

  private constructor(parent: FieldPath | undefined, element: string | number, kind: 'field' | 'index' | 'key') {
    this.parent = parent;
    this.element = element;
    this.kind = kind;
  }

  /** `field.NewPath("spec", "template")`. */
  static of(name: string, ...more: readonly string[]): FieldPath {
    return new FieldPath(undefined, name, 'field').child(...more);
  }

  child(...names: readonly string[]): FieldPath {
    let path: FieldPath = this as FieldPath;
    for (const name of names) path = new FieldPath(path, name, 'field');
    return path;
  }

  index(index: number): FieldPath {
    return new FieldPath(this, index, 'index');
  }

  key(key: string): FieldPath {
    return new FieldPath(this, key, 'key');
  }

  /** From the root down. */
  elements(): FieldPath[] {
    const elements: FieldPath[] = [];
    for (let path: FieldPath | undefined = this as FieldPath; path !== undefined; path = path.parent) elements.push(path);
    return elements.reverse();
  }

  /** The names, indexes and keys from the root down, as `document` locates them. */
  segments(): (string | number)[] {
    return this.elements().map((e) => e.element);
  }

  /** A field without a name prints as `[]`, which upstream uses for the whole object in places. */
  toString(): string {
    let text = '';
    for (const { element, kind } of this.elements()) text += kind === 'field' && element !== '' ? (text === '' ? String(element) : `.${element}`) : `[${element}]`;
    return text;
  }
}
