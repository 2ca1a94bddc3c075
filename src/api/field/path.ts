// Where a value stands in an object: k8s.io/apimachinery's field.Path.

const maxKept = 200;
const roots = new Map<string, FieldPath>();

/** An immutable path, built from its root by `child`, `index` and `key`; prints as `spec.containers[0].name`. */
export class FieldPath {
  readonly parent: FieldPath | undefined;
  /** A field name, an array index, or a map key (see `kind`). */
  readonly element: string | number;
  readonly kind: 'field' | 'index' | 'key';
  /** Of a root that is kept: its fields that were asked for. */
  #children: Map<string, FieldPath> | undefined;

  private constructor(parent: FieldPath | undefined, element: string | number, kind: 'field' | 'index' | 'key') {
    this.parent = parent;
    this.element = element;
    this.kind = kind;
  }

  /** `field.NewPath("spec", "template")`. */
  static of(name: string, ...more: readonly string[]): FieldPath {
    let root = roots.get(name);
    if (root === undefined) {
      root = new FieldPath(undefined, name, 'field');
      root.#children = new Map();
      if (roots.size < maxKept) roots.set(name, root);
    }
    return root.child(...more);
  }

  child(...names: readonly string[]): FieldPath {
    let path: FieldPath = this as FieldPath;
    for (const name of names) path = path.#child(name);
    return path;
  }

  /** Judging an object asks for the same few fields of metadata, spec and status again and again. */
  #child(name: string): FieldPath {
    const known = this.#children?.get(name);
    if (known !== undefined) return known;
    const child = new FieldPath(this, name, 'field');
    if (this.#children !== undefined && this.#children.size < maxKept) this.#children.set(name, child);
    return child;
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
