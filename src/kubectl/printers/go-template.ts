// `-o go-template`: the part of Go's text/template that templates over API objects use.
import { KubectlError } from '../errors.ts';
import { goText } from '../../api/field/go-text.ts';
import { parseTemplate, type Operand, type Pipeline, type TemplateNode } from './go-template-parser.ts';
import { callFunction, isTrue } from './go-template-functions.ts';

/** What a missing field evaluates to; prints as `<no value>`. */
const noValue = Symbol('no value');

type Scope = Map<string, unknown>;

export class GoTemplate {
  readonly #nodes: readonly TemplateNode[];

  /** Throws KubectlError with Go's words when it cannot be parsed. */
  constructor(text: string) {
    this.#nodes = parseTemplate(text);
  }

  print(data: unknown): string {
    return new Execution(data).run(this.#nodes, data, new Map([['$', data]]));
  }
}

class Execution {
  readonly #root: unknown;

  constructor(root: unknown) {
    this.#root = root;
  }

  run(nodes: readonly TemplateNode[], dot: unknown, scope: Scope): string {
    return nodes.map((node) => this.#node(node, dot, scope)).join('');
  }

  #node(node: TemplateNode, dot: unknown, scope: Scope): string {
    switch (node.kind) {
      case 'text':
        return node.text;
      case 'action': {
        const value = this.#pipeline(node.pipeline, dot, scope);
        return node.pipeline.declares.length > 0 ? '' : printed(value);
      }
      case 'if':
      case 'with': {
        const inner = new Map(scope);
        const value = this.#pipeline(node.pipeline, dot, inner);
        if (!isTrue(value)) return this.run(node.otherwise, dot, inner);
        return this.run(node.body, node.kind === 'with' ? value : dot, inner);
      }
      case 'range':
        return this.#range(node, dot, scope);
    }
  }

  #range(node: Extract<TemplateNode, { kind: 'range' }>, dot: unknown, scope: Scope): string {
    const value = this.#evaluate(node.pipeline, dot, scope);
    const entries = rangeEntries(value);
    if (entries.length === 0) return this.run(node.otherwise, dot, new Map(scope));
    const { declares } = node.pipeline;
    return entries
      .map(([key, item]) => {
        const inner = new Map(scope);
        const [first, second] = declares;
        if (second !== undefined) inner.set(second, item);
        if (first !== undefined) inner.set(first, second === undefined ? item : key);
        return this.run(node.body, item, inner);
      })
      .join('');
  }

  #pipeline(pipeline: Pipeline, dot: unknown, scope: Scope): unknown {
    const value = this.#evaluate(pipeline, dot, scope);
    for (const name of pipeline.declares) scope.set(name, value);
    return value;
  }

  #evaluate({ commands }: Pipeline, dot: unknown, scope: Scope): unknown {
    let value: unknown;
    for (const [i, command] of commands.entries()) {
      const [head, ...rest] = command;
      if (!head) continue;
      if (head.kind === 'function') {
        const args = rest.map((operand) => this.#operand(operand, dot, scope));
        value = callFunction(head.name, i === 0 ? args : [...args, value]);
      } else {
        value = this.#operand(head, dot, scope);
      }
    }
    return value;
  }

  #operand(operand: Operand, dot: unknown, scope: Scope): unknown {
    switch (operand.kind) {
      case 'literal':
        return operand.value;
      case 'dot':
        return fields(dot, operand.path);
      case 'variable': {
        if (operand.name !== '$' && !scope.has(operand.name)) throw new KubectlError(`undefined variable: ${operand.name}`);
        return fields(operand.name === '$' ? this.#root : scope.get(operand.name), operand.path);
      }
      case 'group':
        return fields(this.#evaluate(operand.pipeline, dot, scope), operand.path);
      case 'function':
        return callFunction(operand.name, []);
    }
  }
}

function fields(start: unknown, path: readonly string[]): unknown {
  let value = start;
  for (const name of path) {
    if (value === noValue) return noValue;
    if (value === null || value === undefined) throw new KubectlError(`nil pointer evaluating interface {}.${name}`);
    if (typeof value !== 'object' || Array.isArray(value)) throw new KubectlError(`can't evaluate field ${name} in type interface {}`);
    value = Object.hasOwn(value, name) ? (value as Record<string, unknown>)[name] : noValue;
  }
  return value;
}

function rangeEntries(value: unknown): [unknown, unknown][] {
  if (Array.isArray(value)) return value.map((item: unknown, i) => [i, item]);
  if (value === null || value === undefined || value === noValue) return [];
  if (typeof value === 'number') return Array.from({ length: value }, (_, i) => [i, i]);
  if (typeof value !== 'object') throw new KubectlError(`range can't iterate over ${goText(value)}`);
  return Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
}

function printed(value: unknown): string {
  return value === noValue || value === null || value === undefined ? '<no value>' : goText(value);
}
