// The JSONPath of kubectl and of columns: k8s.io/client-go/util/jsonpath, parser and evaluator with its error texts.
import { isFields } from '../meta/json.ts';
import { compareText, goText, toCompactJson } from '../field/go-text.ts';
import { JsonPathError } from './json-path-error.ts';
import { parseJsonPath, type PathBlock, type PathNode } from './json-path-parser.ts';

export interface JsonPathOptions {
  /** Missing fields give nothing instead of an error. */
  readonly allowsMissingKeys?: boolean;
}

/** A parsed template: text and `{…}` actions. */
export class JsonPath {
  readonly #blocks: readonly PathBlock[];
  readonly #options: JsonPathOptions;

  /** Throws JsonPathError for a template that cannot be parsed. */
  constructor(template: string, options: JsonPathOptions = {}) {
    this.#blocks = parseJsonPath(template);
    this.#options = options;
  }

  /** The values of each action and text, in order. */
  find(data: unknown): unknown[][] {
    return this.#run(this.#blocks, data);
  }

  /** The template's text for `data`. */
  print(data: unknown): string {
    return this.find(data).map((values) => values.map(valueText).join(' ')).join('');
  }

  #run(blocks: readonly PathBlock[], data: unknown): unknown[][] {
    return blocks.flatMap((block) => {
      if (block.kind === 'text') return [[block.text]];
      const values = this.#walk([data], block.nodes);
      if (block.kind === 'action') return [values];
      return values.flatMap((value) => this.#run(block.body, value));
    });
  }

  #walk(input: readonly unknown[], nodes: readonly PathNode[]): unknown[] {
    let values: readonly unknown[] = input;
    for (const node of nodes) values = this.#step(values, node);
    return [...values];
  }

  #step(input: readonly unknown[], node: PathNode): readonly unknown[] {
    switch (node.kind) {
      case 'value':
        return [node.value];
      case 'identifier':
        throw new JsonPathError(`unrecognized identifier ${node.name}`);
      case 'field':
        return this.#fields(input, node.name);
      case 'wildcard':
        return input.flatMap(children);
      case 'recursive':
        return input.flatMap(descendants);
      case 'array':
        return input.flatMap((value) => slice(value, node.range));
      case 'union':
        return node.parts.flatMap((part) => this.#walk(input, part));
      case 'filter':
        return input.flatMap((value) => this.#filter(value, node));
    }
  }

  #fields(input: readonly unknown[], name: string): unknown[] {
    if (name === '') return [...input];
    const found = input.flatMap((value) => (isFields(value) && Object.hasOwn(value, name) && value[name] !== undefined ? [value[name]] : []));
    if (found.length === 0 && !this.#options.allowsMissingKeys) throw new JsonPathError(`${name} is not found`);
    return found;
  }

  #filter(list: unknown, node: Extract<PathNode, { kind: 'filter' }>): unknown[] {
    if (list === null || list === undefined) return [];
    if (!Array.isArray(list)) throw new JsonPathError(`${goText(list)} is not array or slice and cannot be filtered`);
    return (list as unknown[]).filter((item) => {
      const lefts = new Lenient(this.#options).walk([item], node.left);
      if (node.operator === 'exists') return lefts.length > 0;
      if (lefts.length === 0) return false;
      const rights = this.#walk([item], node.right);
      if (lefts.length > 1 || rights.length > 1) throw new JsonPathError('can only compare one element at a time');
      return rights.length === 1 && compare(lefts[0], rights[0], node.operator);
    });
  }

  /** For filters, where a missing field only fails to match. */
  walk(input: readonly unknown[], nodes: readonly PathNode[]): unknown[] {
    return this.#walk(input, nodes);
  }
}

class Lenient extends JsonPath {
  constructor(options: JsonPathOptions) {
    super('', { ...options, allowsMissingKeys: true });
  }
}

function children(value: unknown): unknown[] {
  if (Array.isArray(value)) return value as unknown[];
  return isFields(value) ? Object.keys(value).sort(compareText).map((key) => value[key]) : [];
}

function descendants(value: unknown): unknown[] {
  return typeof value === 'object' && value !== null ? [value, ...children(value).flatMap(descendants)] : [];
}

type Range = Extract<PathNode, { kind: 'array' }>['range'];

function slice(value: unknown, { start, end, step, isIndex }: Range): unknown[] {
  if (value === null || value === undefined) return [];
  if (!Array.isArray(value)) throw new JsonPathError(`${goText(value)} is not array or slice`);
  const { length } = value;
  let from = start ?? 0;
  if (from < 0) from += length;
  let to = end ?? length;
  if (to < 0 || (to === 0 && isIndex)) to += length;
  if (to === from) return [];
  if (from >= length || from < 0) throw new JsonPathError(`array index out of bounds: index ${from}, length ${length}`);
  if (to > length || to < 0) throw new JsonPathError(`array index out of bounds: index ${to - 1}, length ${length}`);
  if (from > to) throw new JsonPathError(`starting index ${from} is greater than ending index ${to}`);
  return (value as unknown[]).slice(from, to).filter((_, i) => i % (step ?? 1) === 0);
}

function compare(left: unknown, right: unknown, operator: string): boolean {
  if (typeof left !== typeof right || typeof left === 'object') {
    if (operator === '==') return false;
    if (operator === '!=') return true;
    throw new JsonPathError('incompatible types for comparison');
  }
  const order = typeof left === 'string' ? compareText(left, String(right)) : Number(left) - Number(right);
  switch (operator) {
    case '==':
      return order === 0;
    case '!=':
      return order !== 0;
    case '<':
      return order < 0;
    case '>':
      return order > 0;
    case '<=':
      return order <= 0;
    case '>=':
      return order >= 0;
    default:
      throw new JsonPathError(`unrecognized filter operator ${operator}`);
  }
}

/** Maps and lists as JSON, everything else as it is. */
function valueText(value: unknown): string {
  return typeof value === 'object' && value !== null ? toCompactJson(value) : goText(value).replace(/^<nil>$/, '');
}

/** `metadata.name`, `.metadata.name` or `{.metadata.name}` as `{.metadata.name}`. */
export function relaxedPath(path: string): string {
  if (path === '') return '';
  const match = /^\{\.?([^{}]+)\}$|^\.?([^{}]+)$/.exec(path);
  if (!match) throw new JsonPathError(`unexpected path string, expected a 'name1.name2' or '.name1.name2' or '{name1.name2}' or '{.name1.name2}'`);
  return `{.${match[1] ?? match[2] ?? ''}}`;
}
