// Matches regular expressions in time proportional to text × pattern (Pike's method), for patterns on which backtracking could take exponential time.

type Instruction =
  | { readonly op: 'char'; readonly matches: (code: number) => boolean }
  | { readonly op: 'split'; first: number; second: number }
  | { readonly op: 'jump'; to: number }
  | { readonly op: 'save'; readonly slot: number }
  | { readonly op: 'assert'; readonly kind: '^' | '$' | 'b' | 'B' }
  | { readonly op: 'match' };

export type VmProgram = readonly Instruction[];

type Node =
  | { readonly t: 'set'; readonly matches: (code: number) => boolean }
  | { readonly t: 'assert'; readonly kind: '^' | '$' | 'b' | 'B' }
  | { readonly t: 'sequence'; readonly items: readonly Node[] }
  | { readonly t: 'choice'; readonly items: readonly Node[] }
  | { readonly t: 'group'; readonly index: number; readonly of: Node }
  | { readonly t: 'repeat'; readonly of: Node; readonly min: number; readonly max: number };

const maxInstructions = 20_000;

/** Reads JavaScript's syntax as `regex.ts` writes it; undefined for what has no place here (back references, look-around). */
class PatternReader {
  readonly #source: string;
  readonly #ignoreCase: boolean;
  #at = 0;
  #groups = 0;

  constructor(source: string, ignoreCase: boolean) {
    this.#source = source;
    this.#ignoreCase = ignoreCase;
  }

  whole(): Node | undefined {
    const node = this.#choice();
    return this.#at === this.#source.length ? node : undefined;
  }

  #choice(): Node | undefined {
    const items: Node[] = [];
    for (;;) {
      const item = this.#sequence();
      if (!item) return undefined;
      items.push(item);
      if (this.#source[this.#at] !== '|') return { t: 'choice', items };
      this.#at++;
    }
  }

  #sequence(): Node | undefined {
    const items: Node[] = [];
    for (let c = this.#source[this.#at]; c !== undefined && c !== '|' && c !== ')'; c = this.#source[this.#at]) {
      const atom = this.#atom(c);
      if (!atom) return undefined;
      items.push(this.#repeated(atom));
    }
    return { t: 'sequence', items };
  }

  #repeated(atom: Node): Node {
    let node = atom;
    for (;;) {
      const found = /^(?:[*+?]|\{(\d+)(,?)(\d*)\})/.exec(this.#source.slice(this.#at, this.#at + 16));
      if (!found) return node;
      this.#at += found[0].length;
      const min = found[0] === '+' ? 1 : found[1] === undefined ? 0 : Number(found[1]);
      const max = found[0] === '?' ? 1 : found[1] === undefined ? Infinity : found[2] === '' ? min : found[3] === '' ? Infinity : Number(found[3]);
      node = { t: 'repeat', of: node, min, max };
    }
  }

  #atom(c: string): Node | undefined {
    this.#at++;
    if (c === '^' || c === '$') return { t: 'assert', kind: c };
    if (c === '(') {
      if (this.#source[this.#at] === '?') return undefined;
      const index = ++this.#groups;
      const of = this.#choice();
      if (!of || this.#source[this.#at++] !== ')') return undefined;
      return { t: 'group', index, of };
    }
    if (c === '[') return this.#set();
    if (c === '\\') {
      const next = this.#source[this.#at++] ?? '';
      if (next === 'b' || next === 'B') return this.#source.startsWith('(?', this.#at) ? undefined : { t: 'assert', kind: next };
      return { t: 'set', matches: escapeClass(next, this.#ignoreCase) };
    }
    return { t: 'set', matches: single(c, this.#ignoreCase) };
  }

  #set(): Node | undefined {
    let end = this.#at;
    while (end < this.#source.length && this.#source[end] !== ']') end += this.#source[end] === '\\' ? 2 : 1;
    const pattern = new RegExp(`^${this.#source.slice(this.#at - 1, end + 1)}$`, this.#ignoreCase ? 'i' : '');
    this.#at = end + 1;
    const members = Uint8Array.from({ length: 256 }, (_, code) => (pattern.test(String.fromCharCode(code)) ? 1 : 0));
    return { t: 'set', matches: (code) => members[code] === 1 };
  }
}

function single(c: string, ignoreCase: boolean): (code: number) => boolean {
  const code = c.charCodeAt(0);
  const other = ignoreCase && /[a-zA-Z]/.test(c) ? code ^ 32 : code;
  return (candidate) => candidate === code || candidate === other;
}

function escapeClass(letter: string, ignoreCase: boolean): (code: number) => boolean {
  if (!/[wWsS]/.test(letter)) return single(letter === 'n' ? '\n' : letter === 't' ? '\t' : letter === '0' ? '\0' : letter, ignoreCase);
  const pattern = new RegExp(`^\\${letter}$`);
  return (code) => pattern.test(String.fromCharCode(code));
}

function emit(node: Node, program: Instruction[]): void {
  if (program.length > maxInstructions) throw new RangeError('pattern too big');
  switch (node.t) {
    case 'set': program.push({ op: 'char', matches: node.matches }); return;
    case 'assert': program.push({ op: 'assert', kind: node.kind }); return;
    case 'sequence': for (const item of node.items) emit(item, program); return;
    case 'group':
      program.push({ op: 'save', slot: node.index * 2 });
      emit(node.of, program);
      program.push({ op: 'save', slot: node.index * 2 + 1 });
      return;
    case 'choice': {
      const ends: { op: 'jump'; to: number }[] = [];
      node.items.forEach((item, i) => {
        if (i === node.items.length - 1) {
          emit(item, program);
          return;
        }
        const split = { op: 'split' as const, first: program.length + 1, second: 0 };
        program.push(split);
        emit(item, program);
        const end = { op: 'jump' as const, to: 0 };
        program.push(end);
        ends.push(end);
        split.second = program.length;
      });
      for (const end of ends) end.to = program.length;
      return;
    }
    case 'repeat': {
      for (let i = 0; i < node.min; i++) emit(node.of, program);
      if (node.max === Infinity) {
        const split = { op: 'split' as const, first: program.length + 1, second: 0 };
        const start = program.length;
        program.push(split);
        emit(node.of, program);
        program.push({ op: 'jump', to: start });
        split.second = program.length;
        return;
      }
      const splits: { op: 'split'; first: number; second: number }[] = [];
      for (let i = node.min; i < node.max; i++) {
        const split = { op: 'split' as const, first: program.length + 1, second: 0 };
        program.push(split);
        splits.push(split);
        emit(node.of, program);
      }
      for (const split of splits) split.second = program.length;
    }
  }
}

/** Undefined when the pattern needs what this machine has not. */
export function compileVm(source: string, ignoreCase: boolean): VmProgram | undefined {
  const node = new PatternReader(source, ignoreCase).whole();
  if (!node) return undefined;
  const program: Instruction[] = [{ op: 'save', slot: 0 }];
  try {
    emit(node, program);
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
  program.push({ op: 'save', slot: 1 }, { op: 'match' });
  return program;
}

function isWord(code: number): boolean {
  return (code >= 48 && code <= 57) || (code >= 65 && code <= 90) || code === 95 || (code >= 97 && code <= 122);
}

function holds(kind: '^' | '$' | 'b' | 'B', text: string, at: number): boolean {
  if (kind === '^') return at === 0;
  if (kind === '$') return at === text.length;
  return (isWord(text.charCodeAt(at - 1)) !== isWord(text.charCodeAt(at))) === (kind === 'b');
}

interface Thread {
  readonly pc: number;
  readonly slots: readonly number[];
}

/** Positions that are looked at between two yields. */
const stride = 1024;

/** Slots of the first match at or after `from`: start and end of the whole and of each group. Yields now and then, so that others get their turn. */
export function* searchVm(program: VmProgram, text: string, from: number): Generator<undefined, readonly number[] | undefined> {
  let threads: Thread[] = [];
  let best: readonly number[] | undefined;
  const seen = new Uint32Array(program.length);
  const todo: Thread[] = [];
  let ready: Thread[] = [];
  let mark = 0;
  const add = (first: Thread, at: number): void => {
    todo.push(first);
    for (let thread = todo.pop(); thread; thread = todo.pop()) {
      if (seen[thread.pc] === mark) continue;
      seen[thread.pc] = mark;
      const instruction = program[thread.pc];
      if (!instruction) continue;
      if (instruction.op === 'jump') todo.push({ pc: instruction.to, slots: thread.slots });
      else if (instruction.op === 'split') todo.push({ pc: instruction.second, slots: thread.slots }, { pc: instruction.first, slots: thread.slots });
      else if (instruction.op === 'save') {
        const saved = [...thread.slots];
        saved[instruction.slot] = at;
        todo.push({ pc: thread.pc + 1, slots: saved });
      } else if (instruction.op === 'assert') {
        if (holds(instruction.kind, text, at)) todo.push({ pc: thread.pc + 1, slots: thread.slots });
      } else ready.push(thread);
    }
  };
  for (let at = from; at <= text.length; at++) {
    if ((at - from) % stride === stride - 1) yield undefined;
    mark++;
    ready = [];
    for (const thread of threads) add(thread, at);
    if (best === undefined) add({ pc: 0, slots: [] }, at);
    threads = [];
    const code = text.charCodeAt(at);
    for (const thread of ready) {
      const instruction = program[thread.pc];
      if (instruction?.op === 'match') {
        best = thread.slots;
        break;
      }
      if (instruction?.op === 'char' && at < text.length && instruction.matches(code)) threads.push({ pc: thread.pc + 1, slots: thread.slots });
    }
    if (best !== undefined && threads.length === 0) return best;
  }
  return best;
}
