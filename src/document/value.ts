// The plain value of a document, as Kubernetes' decoder gets it: aliases expanded within a budget, merge keys merged, keys as strings.
import { JsonNumber } from '../api/decode/json-value.ts';
import { dereference, type MappingNode, type ScalarNode, type YamlNode } from './node.ts';

/** How many nodes aliases may expand to in all, before the document counts as an attack (yaml's own limit counts aliases, and refuses honest files). */
const nodeBudget = 200_000;

interface Budget {
  left: number;
  readonly isExact: boolean;
}

/** The value, or undefined where expanding the document's aliases would take too much. An empty document is null. `isExact`: integers that JavaScript's numbers cannot hold are `JsonNumber`s, as the decoder wants them. */
export function valueOf(root: YamlNode | undefined, { isExact = false }: { isExact?: boolean } = {}): { readonly value: unknown } | undefined {
  const budget: Budget = { left: nodeBudget, isExact };
  const value = build(root, budget);
  return budget.left < 0 ? undefined : { value };
}

function build(node: YamlNode | undefined, budget: Budget): unknown {
  if (--budget.left < 0) return null;
  const target = dereference(node);
  switch (target?.kind) {
    case undefined:
      return null;
    case 'scalar':
      return budget.isExact && typeof target.value === 'number' && Math.abs(target.value) > Number.MAX_SAFE_INTEGER ? exactNumber(target) : target.value;
    case 'sequence':
      return target.items.map((item) => build(item, budget));
    case 'mapping': {
      const value: Record<string, unknown> = {};
      fill(value, target, budget);
      return value;
    }
  }
}

function fill(value: Record<string, unknown>, mapping: MappingNode, budget: Budget): void {
  for (const entry of mapping.entries) if (!entry.isMerge && entry.name !== undefined) setField(value, entry.name, build(entry.value, budget));
  for (const entry of mapping.entries) {
    if (!entry.isMerge || budget.left < 0) continue;
    const merged = dereference(entry.value);
    for (const source of merged?.kind === 'sequence' ? merged.items : [merged]) {
      const from = dereference(source);
      if (from?.kind !== 'mapping') continue;
      const built = build(from, budget) as Record<string, unknown> | null;
      for (const [name, v] of Object.entries(built ?? {})) if (!Object.hasOwn(value, name)) setField(value, name, v);
    }
  }
}

/** Invariant: `__proto__` is data, never a prototype. */
function setField(object: Record<string, unknown>, name: string, value: unknown): void {
  if (name === '__proto__') Object.defineProperty(object, name, { value, enumerable: true, configurable: true, writable: true });
  else object[name] = value;
}

function exactNumber({ text, value }: ScalarNode): unknown {
  const digits = text.replaceAll('_', '').replace(/^\+/, '');
  return /^-?\d+$/.test(digits) ? new JsonNumber(digits) : value;
}
