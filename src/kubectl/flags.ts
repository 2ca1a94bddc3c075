// Command-line flags as kubectl reads them: github.com/spf13/pflag with its error texts.
import { KubectlError } from './errors.ts';
import { parseGoBool } from './text/go-values.ts';
import { formatGoDuration, parseGoDuration } from '../api/meta/go-duration.ts';

/** `list` may be repeated; `commaList` may be repeated and holds comma-separated items. */
type FlagType = 'bool' | 'string' | 'int' | 'float' | 'duration' | 'list' | 'commaList';

export interface FlagSpec {
  readonly name: string;
  readonly type: FlagType;
  readonly short?: string;
  /** As written on a command line. */
  readonly default?: string;
  /** The value when the flag stands without one; `true` for bool flags. */
  readonly bare?: string;
  readonly isHidden?: boolean;
}

export interface ParsedFlags {
  readonly values: FlagValues;
  readonly args: readonly string[];
  /** How many args stood before `--`; -1 without one. */
  readonly dashAt: number;
}

/** The flags of one invocation, by name. */
export class FlagValues {
  readonly #given = new Map<string, string[]>();
  readonly #specs: ReadonlyMap<string, FlagSpec>;

  constructor(specs: readonly FlagSpec[]) {
    // A command's own flag hides a global one of the same name.
    this.#specs = new Map([...specs].reverse().map((spec) => [spec.name, spec]));
  }

  /** Stores a checked value. */
  set(name: string, value: string): void {
    const values = this.#given.get(name) ?? [];
    values.push(value);
    this.#given.set(name, values);
  }

  isSet(name: string): boolean {
    return this.#given.has(name);
  }

  string(name: string): string {
    return this.#given.get(name)?.at(-1) ?? this.#specs.get(name)?.default ?? '';
  }

  /** A command may have a list flag where the global one of its name is a string. */
  isList(name: string): boolean {
    const type = this.#specs.get(name)?.type;
    return type === 'list' || type === 'commaList';
  }

  bool(name: string): boolean {
    return parseGoBool(this.string(name)) ?? false;
  }

  number(name: string): number {
    return Number(this.string(name));
  }

  durationMs(name: string): number {
    return parseGoDuration(this.string(name)) ?? 0;
  }

  list(name: string): readonly string[] {
    const values = this.#given.get(name) ?? [];
    return this.#specs.get(name)?.type === 'commaList' ? values.flatMap(splitComma) : values;
  }
}

/** Items as encoding/csv splits one record. */
function splitComma(text: string): string[] {
  if (text === '') return [];
  const items: string[] = [];
  for (const [, quoted, plain] of text.matchAll(/(?:^|,)(?:"((?:[^"]|"")*)"|([^,]*))/g)) items.push(quoted === undefined ? (plain ?? '') : quoted.replaceAll('""', '"'));
  return items;
}

/** Splits a command line into flags and arguments; throws pflag's error texts. */
export function parseFlags(argv: readonly string[], specs: readonly FlagSpec[]): ParsedFlags {
  const values = new FlagValues(specs);
  const args: string[] = [];
  let dashAt = -1;
  for (let at = 0; at < argv.length; at++) {
    const word = argv[at] ?? '';
    if (word === '--') {
      dashAt = args.length;
      args.push(...argv.slice(at + 1));
      break;
    }
    if (word.startsWith('--')) at += parseLong(word, argv[at + 1], specs, values);
    else if (word.startsWith('-') && word.length > 1) at += parseShort(word, argv[at + 1], specs, values);
    else args.push(word);
  }
  return { values, args, dashAt };
}

/** Returns how many further words were used. */
function parseLong(word: string, next: string | undefined, specs: readonly FlagSpec[], values: FlagValues): number {
  const equals = word.indexOf('=');
  const name = word.slice(2, equals < 0 ? undefined : equals);
  if (name === '' || name.startsWith('-')) throw new KubectlError(`bad flag syntax: ${word}`);
  const spec = specs.find((s) => s.name === name);
  if (!spec) throw new KubectlError(`unknown flag: --${name}`);
  if (equals >= 0) {
    store(spec, word.slice(equals + 1), values);
    return 0;
  }
  const bare = bareValue(spec);
  if (bare !== undefined) {
    store(spec, bare, values);
    return 0;
  }
  if (next === undefined) throw new KubectlError(`flag needs an argument: --${name}`);
  store(spec, next, values);
  return 1;
}

function parseShort(word: string, next: string | undefined, specs: readonly FlagSpec[], values: FlagValues): number {
  for (let at = 1; at < word.length; at++) {
    const short = word.charAt(at);
    const spec = specs.find((s) => s.short === short);
    if (!spec) throw new KubectlError(`unknown shorthand flag: '${short}' in ${word.startsWith('-') ? `-${word.slice(at)}` : word}`);
    const rest = word.slice(at + 1);
    const bare = bareValue(spec);
    if (rest.startsWith('=')) {
      store(spec, rest.slice(1), values);
      return 0;
    }
    if (bare !== undefined) {
      store(spec, bare, values);
      continue;
    }
    if (rest !== '') {
      store(spec, rest, values);
      return 0;
    }
    if (next === undefined) throw new KubectlError(`flag needs an argument: '${short}' in -${word.slice(at)}`);
    store(spec, next, values);
    return 1;
  }
  return 0;
}

function bareValue(spec: FlagSpec): string | undefined {
  return spec.bare ?? (spec.type === 'bool' ? 'true' : undefined);
}

function store(spec: FlagSpec, text: string, values: FlagValues): void {
  const problem = problemWith(spec.type, text);
  if (problem !== undefined) {
    const shown = spec.short === undefined ? `--${spec.name}` : `-${spec.short}, --${spec.name}`;
    throw new KubectlError(`invalid argument "${text}" for "${shown}" flag: ${problem}`);
  }
  values.set(spec.name, text);
}

function problemWith(type: FlagType, text: string): string | undefined {
  switch (type) {
    case 'bool':
      return parseGoBool(text) === undefined ? `strconv.ParseBool: parsing "${text}": invalid syntax` : undefined;
    case 'int':
      return /^[+-]?\d+$/.test(text) ? undefined : `strconv.ParseInt: parsing "${text}": invalid syntax`;
    case 'float':
      return text.trim() !== '' && !Number.isNaN(Number(text)) ? undefined : `strconv.ParseFloat: parsing "${text}": invalid syntax`;
    case 'duration':
      return durationProblem(text);
    default:
      return undefined;
  }
}

/** kubectl takes plain seconds nowhere but in `--timeout=0` forms, which Go's parser reads too. */
function durationProblem(text: string): string | undefined {
  if (parseGoDuration(text) !== undefined) return undefined;
  return /^[+-]?[\d.]+$/.test(text) ? `time: missing unit in duration "${text}"` : `time: invalid duration "${text}"`;
}

/** `--name=default` as help lists it. */
export function flagUsage(spec: FlagSpec): string {
  const fallback = spec.default ?? (spec.type === 'bool' ? 'false' : '');
  if (spec.name === 'vmodule') return '--vmodule=:';
  const shown = spec.type === 'list' || spec.type === 'commaList' ? '[]' : spec.type === 'string' ? `'${fallback}'` : spec.type === 'duration' ? formatGoDuration(parseGoDuration(fallback) ?? 0) : fallback || '0';
  return `${spec.short ? `-${spec.short}, ` : ''}--${spec.name}=${shown}:`;
}
