// What the forms for nodes, labels and taints accept, by the API's own rules.
import { isDNS1123Subdomain, isQualifiedName, isValidLabelValue } from '../api/meta/validation/names.ts';
import { parseQuantity, quantityValue } from '../api/resource/quantity.ts';
import { listOf, taintsOf } from '../client/node-entry.ts';

/** What is wrong with `key` or `key=value`; undefined when nothing. */
export function keyAndValueProblem(text: string, { needsValue }: { needsValue: boolean }): string | undefined {
  const at = text.indexOf('=');
  const [key, value] = at < 0 ? [text, undefined] : [text.slice(0, at), text.slice(at + 1)];
  if (key === '') return 'Enter a key';
  if (value === undefined && needsValue) return 'Enter key=value; the value may be empty';
  const [keyProblem] = isQualifiedName(key);
  if (keyProblem !== undefined) return `Key: ${keyProblem}`;
  const [valueProblem] = isValidLabelValue(value ?? '');
  return valueProblem === undefined ? undefined : `Value: ${valueProblem}`;
}

export function nameProblem(text: string): string | undefined {
  return text === '' ? 'Enter a name' : isDNS1123Subdomain(text)[0];
}

export function quantityProblem(text: string): string | undefined {
  const parsed = parseQuantity(text);
  if (typeof parsed === 'string') return text === '' ? 'Enter a quantity' : parsed;
  return quantityValue(parsed) < 0 ? 'Must be 0 or more' : undefined;
}

/** Of a list with commas: `key=value` each, the value judged as a label's unless by `valueProblem`. */
export function pairsProblem(text: string, valueProblem?: (value: string) => string | undefined): string | undefined {
  for (const pair of listOf(text)) {
    const problem = keyAndValueProblem(valueProblem === undefined ? pair : `${pair.split('=')[0] ?? ''}=`, { needsValue: true }) ?? valueProblem?.(pair.slice(pair.indexOf('=') + 1));
    if (problem !== undefined) return `${pair}: ${problem}`;
  }
  return undefined;
}

/** Of a list with commas: `key:effect` or `key=value:effect` each. */
export function taintsProblem(text: string): string | undefined {
  for (const { key, value, effect } of taintsOf(text)) {
    const problem = keyAndValueProblem(value === undefined ? key : `${key}=${value}`, { needsValue: false });
    if (problem !== undefined) return problem;
    if (!['NoSchedule', 'PreferNoSchedule', 'NoExecute'].includes(effect)) return `${key}: add an effect, as in ${key}:NoSchedule (or PreferNoSchedule, NoExecute)`;
  }
  return undefined;
}
