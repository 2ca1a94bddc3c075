// What the forms for labels and taints accept, by the API's own rules.
import { isQualifiedName, isValidLabelValue } from '../api/meta/validation/names.ts';

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
