// What is wrong with the structure of a value that is applied: structured-merge-diff's validation.
import { goQuote, goText } from '../../../api/field/go-text.ts';
import { type Fields, getOwn, isFields } from '../../../api/meta/json.ts';
import { keysText, type PathElement, pathText } from './field-set.ts';
import { fieldPlace, itemElement, itemPlace, kindOf, type Place } from './place.ts';

/** What is wrong with an applied value's structure, in upstream's words. */
export function typedErrors(place: Place, value: unknown, path: readonly PathElement[] = []): string[] {
  if (value === null || value === undefined) return [];
  const fail = (what: string): string[] => [`${pathText(path)}: ${what}`];
  switch (place.type?.shape) {
    case 'struct': case 'map': return isFields(value) ? fieldErrors(place, value, path) : fail(`expected map, got &{${goText(value)}}`);
    case 'list': return Array.isArray(value) ? itemErrors(place, value as unknown[], path) : fail(`expected list, got &{${goText(value)}}`);
    case 'string': case 'bytes': return typeof value === 'string' ? [] : fail(`expected string, got &value.valueUnstructured{Value:${goSyntax(value)}}`);
    case 'time': case 'microTime': case 'duration': case 'quantity': return typeof value === 'object' ? fail(`expected any scalar, got &{${goText(value)}}`) : [];
    case 'bool': return typeof value === 'boolean' ? [] : fail(`expected boolean, got &{${goText(value)}}`);
    case 'integer': case 'number': return typeof value === 'number' ? [] : fail(`expected numeric (int or float), got ${goType(value)}`);
    default: return [];
  }
}

/** A value as Go source, `%#v`. */
function goSyntax(value: unknown): string {
  if (value === null) return 'interface {}(nil)';
  if (typeof value === 'string') return goQuote(value);
  if (Array.isArray(value)) return `[]interface {}{${value.map(goSyntax).join(', ')}}`;
  if (isFields(value)) return `map[string]interface {}{${Object.keys(value).sort().map((key) => `${goQuote(key)}:${goSyntax(value[key])}`).join(', ')}}`;
  return goText(value);
}

function goType(value: unknown): string {
  return typeof value === 'string' ? 'string' : typeof value === 'boolean' ? 'bool' : Array.isArray(value) ? '[]interface {}' : 'map[string]interface {}';
}

function fieldErrors(place: Place, value: Fields, path: readonly PathElement[]): string[] {
  const errors: string[] = [];
  for (const name of Object.keys(value)) {
    const element = `f:${name}`;
    const child = fieldPlace(place, name);
    // Upstream goes no further in a map once it meets a name that it does not know.
    if (child === undefined) return [...errors, `${pathText([...path, element])}: field not declared in schema`];
    errors.push(...typedErrors(child, getOwn(value, name), [...path, element]));
  }
  return errors;
}

function itemErrors(place: Place, list: readonly unknown[], path: readonly PathElement[]): string[] {
  const kind = kindOf(place);
  if (kind === 'leaf') return list.flatMap((item, i) => typedErrors(itemPlace(place), item, [...path, `i:${i}`]));
  const seen = new Set<PathElement>();
  let isNameless = false;
  return list.flatMap((item, i) => {
    // Upstream reads no further in a list once an item has no name.
    if (isNameless) return [];
    const element = itemElement(place, kind, item);
    isNameless = element === undefined;
    if (element === undefined) return [`${pathText(path)}: element ${i}: ${keylessText(place, item)}`];
    const repeated = seen.has(element) ? [`${pathText(path)}: duplicate entries for key ${element.startsWith('k:') ? keysText(element.slice(2)) : `[=${element.slice(2)}]`}`] : [];
    seen.add(element);
    return [...repeated, ...typedErrors(itemPlace(place), item, [...path, element])];
  });
}

function keylessText({ merge }: Place, item: unknown): string {
  if (item === null) return 'associative list with keys may not have a null element';
  if (!isFields(item)) return 'associative list with keys may not have non-map elements';
  return `associative list with keys has an element that omits all key fields [${(merge?.keys ?? []).map((key) => JSON.stringify(key)).join(' ')}] (and doesn't have default values for any key fields)`;
}
