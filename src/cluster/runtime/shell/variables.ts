// Shell variables: values, export and read-only marks, locals of functions, bash arrays.

export interface Variable {
  value: string | undefined;
  isExported: boolean;
  isReadOnly: boolean;
  /** bash: indexed or associative array; `value` then is unused. */
  array?: Map<string, string>;
  isAssociative?: boolean;
  /** bash's `declare -i`, `-l`, `-u`: what becomes of a value that is set. */
  attribute?: 'i' | 'l' | 'u';
  coerce?: (value: string) => string;
  /** bash's `declare -n`: the name that is meant. */
  refersTo?: string;
}

/** Setting a read-only variable, or using an unset one under `set -u`; `message` as ash prints it. */
export class VariableError extends Error {}

type Saved = Map<string, Variable | undefined>;

/** One shell's variables. `onGrow` hears how many bytes values grew or shrank. */
export class Variables {
  readonly #variables: Map<string, Variable>;
  readonly #onGrow: (bytes: number) => void;
  readonly #locals: Saved[] = [];
  /** Computed when read: RANDOM, LINENO, PPID. */
  readonly dynamic = new Map<string, () => string>();
  /** bash's arrays that are computed: PIPESTATUS, FUNCNAME. */
  readonly dynamicArrays = new Map<string, () => readonly string[]>();
  /** How a read-only variable is complained about. */
  readOnlyText = 'is read only';

  constructor(onGrow: (bytes: number) => void, from?: Variables) {
    this.#onGrow = onGrow;
    this.#variables = new Map();
    if (!from) return;
    for (const [name, variable] of from.#variables) this.#variables.set(name, { ...variable, ...(variable.array && { array: new Map(variable.array) }) });
    for (const [name, compute] of from.dynamic) this.dynamic.set(name, compute);
    this.readOnlyText = from.readOnlyText;
    // Forked inside a function: `local` still works there.
    for (let i = 0; i < from.#locals.length; i++) this.#locals.push(new Map());
  }

  get(name: string): string | undefined {
    const dynamic = this.dynamic.get(name);
    if (dynamic) return dynamic();
    const variable = this.#variables.get(name) ?? this.#computed(name);
    if (variable?.refersTo !== undefined && variable.refersTo !== name) return this.get(variable.refersTo);
    if (variable?.array) return variable.array.get('0');
    return variable?.value;
  }

  find(name: string): Variable | undefined {
    const variable = this.#variables.get(name);
    if (variable === undefined) return this.#computed(name);
    return variable.refersTo === undefined || variable.refersTo === name ? variable : this.find(variable.refersTo);
  }

  /** The variable itself, also when it stands for another. */
  findReference(name: string): Variable | undefined {
    return this.#variables.get(name);
  }

  /** Makes `name` stand for `target`. */
  setReference(name: string, target: string): void {
    this.#variables.set(name, { value: undefined, isExported: false, isReadOnly: false, refersTo: target });
  }

  #computed(name: string): Variable | undefined {
    const compute = this.dynamicArrays.size > 0 ? this.dynamicArrays.get(name) : undefined;
    return compute && { value: undefined, isExported: false, isReadOnly: false, array: new Map(compute().map((value, i) => [String(i), value])) };
  }

  names(): string[] {
    return [...this.#variables.keys()];
  }

  set(name: string, given: string): void {
    const variable = this.#variables.get(name);
    if (variable === undefined) {
      this.#onGrow(name.length + given.length + 64);
      this.#variables.set(name, { value: given, isExported: false, isReadOnly: false });
      return;
    }
    if (variable.refersTo !== undefined && variable.refersTo !== name) {
      this.set(variable.refersTo, given);
      return;
    }
    if (variable.isReadOnly) throw new VariableError(`${name}: ${this.readOnlyText}`);
    const value = variable.coerce ? variable.coerce(given) : given;
    this.#onGrow(value.length - (variable.value?.length ?? 0));
    if (variable.array) variable.array.set('0', value);
    else variable.value = value;
    if (this.dynamic.size > 0) this.dynamic.delete(name);
  }

  setElement(name: string, key: string, value: string): void {
    const variable = this.array(name);
    this.#onGrow(key.length + value.length - (variable.get(key)?.length ?? 0));
    const coerce = this.#variables.get(name)?.coerce;
    variable.set(key, coerce ? coerce(value) : value);
  }

  /** The array of that name, made from a plain variable when it is none yet. */
  array(name: string): Map<string, string> {
    const variable = this.declare(name);
    if (variable.isReadOnly) throw new VariableError(`${name}: ${this.readOnlyText}`);
    variable.array ??= new Map(variable.value === undefined ? [] : [['0', variable.value]]);
    return variable.array;
  }

  declare(name: string): Variable {
    let variable = this.#variables.get(name);
    if (variable === undefined) {
      variable = { value: undefined, isExported: false, isReadOnly: false };
      this.#variables.set(name, variable);
    }
    return variable.refersTo === undefined || variable.refersTo === name ? variable : this.declare(variable.refersTo);
  }

  unset(name: string): void {
    const variable = this.#variables.get(name);
    if (variable?.isReadOnly) throw new VariableError(`${name}: ${this.readOnlyText}`);
    this.#onGrow(-(variable?.value?.length ?? 0));
    this.#variables.delete(name);
    this.dynamic.delete(name);
  }

  /** What children get. */
  exported(): Map<string, string> {
    const env = new Map<string, string>();
    for (const [name, variable] of this.#variables) if (variable.isExported && variable.value !== undefined) env.set(name, variable.value);
    return env;
  }

  get isInFunction(): boolean {
    return this.#locals.length > 0;
  }

  enterFunction(): void {
    this.#locals.push(new Map());
  }

  leaveFunction(): void {
    this.restore(this.#locals.pop() ?? new Map<string, Variable | undefined>());
  }

  /** Makes `name` local to the running function: `made` when it was not yet; false outside functions. */
  makeLocal(name: string): boolean | 'made' {
    const locals = this.#locals.at(-1);
    if (locals === undefined) return false;
    if (!locals.has(name)) {
      const old = this.#variables.get(name);
      locals.set(name, old && { ...old, ...(old.array && { array: new Map(old.array) }) });
      return 'made';
    }
    return true;
  }

  /** Copies of the named variables, to be put back by `restore`. */
  save(names: readonly string[]): Saved {
    const saved: Saved = new Map();
    for (const name of names) {
      const old = this.#variables.get(name);
      saved.set(name, old && { ...old });
    }
    return saved;
  }

  restore(saved: Saved): void {
    for (const [name, old] of saved) {
      if (old === undefined) this.#variables.delete(name);
      else this.#variables.set(name, old);
    }
  }
}
