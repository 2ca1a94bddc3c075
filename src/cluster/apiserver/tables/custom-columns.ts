// Tables of custom resources: the columns that their definition names (apiextensions-apiserver's tableconvertor).
import type { CustomResource } from '../../../api/apiextensions/custom-resource.ts';
import { toCompactJson } from '../../../api/field/go-text.ts';
import type { CustomResourceColumnDefinition } from '../../../api/generated/apiextensions-v1.ts';
import { JsonPath } from '../../../api/json-path/json-path.ts';
import { humanDuration } from '../../../api/meta/human-duration.ts';
import type { KubeObject } from '../../../api/meta/object.ts';
import { parseTime } from '../../../base/clock.ts';
import { type Column, column, nameColumn, type Printer } from './column.ts';

const printers = new WeakMap<CustomResource, Printer>();

export function customPrinter(custom: CustomResource): Printer {
  let printer = printers.get(custom);
  if (printer === undefined) printers.set(custom, (printer = makePrinter(custom.columns)));
  return printer;
}

const creation = '.metadata.creationTimestamp';

function makePrinter(definitions: readonly CustomResourceColumnDefinition[] | undefined): Printer {
  if (definitions === undefined) {
    return { columns: [nameColumn(), column('Age', 'meta/v1.ObjectMeta#creationTimestamp', { type: 'date' })], cells: (object, nowMs) => [object.metadata.name, ageOf(object.metadata.creationTimestamp, nowMs)] };
  }
  const columns = definitions.map(({ name, type, format = '', description, jsonPath, priority = 0 }): Column => ({ name, type, format, description: description ?? `Custom resource definition column (in JSONPath format): ${jsonPath}`, priority }));
  const paths = definitions.map(({ jsonPath, type }) => ({ jsonPath, type, read: new JsonPath(`{${jsonPath}}`, { allowsMissingKeys: true }) }));
  return { columns: [nameColumn(), ...columns], cells: (object, nowMs) => [object.metadata.name, ...paths.map(({ jsonPath, type, read }) => (jsonPath === creation && type === 'date' ? ageOf(object.metadata.creationTimestamp, nowMs) : cell(read, type, object, nowMs)))] };
}

/** What stands there, if it is of the column's type. */
function cell(read: JsonPath, type: string, object: KubeObject, nowMs: number): unknown {
  const [first] = valuesOf(read, object);
  if (first === undefined || first === null) return null;
  switch (type) {
    case 'integer': return typeof first === 'number' ? Math.trunc(first) : null;
    case 'number': return typeof first === 'number' ? first : null;
    case 'boolean': return typeof first === 'boolean' ? first : null;
    case 'string': return textOf(first);
    case 'date': return typeof first === 'string' ? ageOf(first, nowMs) : null;
    default: return null;
  }
}

function valuesOf(read: JsonPath, object: KubeObject): readonly unknown[] {
  try {
    return read.find(object)[0] ?? [];
  } catch {
    return [];
  }
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : toCompactJson(value);
}

function ageOf(time: string, nowMs: number): string {
  const ms = parseTime(time);
  return Number.isNaN(ms) ? '<invalid>' : humanDuration(nowMs - ms);
}
