// `podlab.yaml`: what an embedded cluster is made of; its shape is schemas/podlab-config.json, its names and quantities follow the API's own rules.
import { duplicate, type FieldError, invalid } from '../field/error.ts';
import { FieldPath } from '../field/path.ts';
import type { Taint } from '../generated/core-v1.ts';
import { schema, validate } from '../generated/podlab-config.ts';
import { validateLabelName, validateLabels } from '../meta/validation/labels.ts';
import { isDNS1123Subdomain, isQualifiedName, isValidLabelValue } from '../meta/validation/names.ts';
import { parseQuantity, quantityValue } from '../resource/quantity.ts';
import { shapeFindings } from './shape-findings.ts';

/** A machine as podlab.yaml, the form of the extension and `podlab node add` write it; what is left out is as usual. */
export interface NodeEntry {
  readonly name: string;
  readonly role?: 'control-plane' | 'worker';
  readonly capacity?: Readonly<Record<string, string | number>>;
  readonly labels?: Readonly<Record<string, string>>;
  readonly taints?: readonly Taint[];
  readonly preloadedImages?: readonly string[];
}

/** JSON Schema of the file. */
export const configSchema: unknown = schema;

/** What is wrong with a file's value, which may be null for an empty file. */
export function configFindings(value: unknown): readonly FieldError[] {
  if (value === null || value === undefined) return [];
  const shape = shapeFindings(validate, value, { maps: ['capacity', 'labels'] });
  return shape.length > 0 ? shape : nodeFindings((value as { readonly nodes?: readonly NodeEntry[] }).nodes ?? []);
}

/** What the schema cannot say. */
function nodeFindings(nodes: readonly NodeEntry[]): FieldError[] {
  const names = new Set<string>();
  return nodes.flatMap(({ name, capacity = {}, labels, taints = [] }, i) => {
    const path = FieldPath.of('nodes').index(i);
    const errors: FieldError[] = isDNS1123Subdomain(name).map((text) => invalid(path.child('name'), name, text));
    if (names.has(name)) errors.push(duplicate(path.child('name'), name));
    names.add(name);
    for (const [resource, amount] of Object.entries(capacity)) errors.push(...quantityFindings(resource, amount, path.child('capacity').key(resource)));
    errors.push(...validateLabels(labels, path.child('labels')), ...taintFindings(taints, path.child('taints')));
    return errors;
  });
}

function quantityFindings(resource: string, amount: string | number, path: FieldPath): FieldError[] {
  const parsed = parseQuantity(String(amount));
  const errors: FieldError[] = isQualifiedName(resource).map((text) => invalid(path, resource, text));
  if (typeof parsed === 'string') errors.push(invalid(path, amount, parsed));
  else if (quantityValue(parsed) < 0) errors.push(invalid(path, amount, 'must be greater than or equal to 0'));
  return errors;
}

function taintFindings(taints: readonly Taint[], path: FieldPath): FieldError[] {
  const seen = new Set<string>();
  return taints.flatMap(({ key, value = '', effect }, i) => {
    const errors = [...validateLabelName(key, path.index(i).child('key')), ...isValidLabelValue(value).map((text) => invalid(path.index(i).child('value'), value, text))];
    if (seen.has(`${key}:${effect}`)) errors.push(duplicate(path.index(i), `${key}:${effect}`));
    seen.add(`${key}:${effect}`);
    return errors;
  });
}
