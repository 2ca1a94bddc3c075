// Reads one of Podlab's own files from its text: what is wrong with it is said with its lines.
import { errorText, type FieldError } from '../api/field/error.ts';
import { findingSpan } from '../document/field-location.ts';
import { parseDocument } from '../document/parse-document.ts';
import { valueOf } from '../document/value.ts';

export interface PodlabText {
  readonly value: unknown;
  /** The line, from 1, of a field or its nearest written parent. */
  lineOf(path: readonly (string | number)[]): number;
}

/** `source` names the text in problems, one line each; none: the value is what `check` takes. */
export function readPodlabText(text: string, source: string, check: (value: unknown) => readonly FieldError[]): PodlabText | { readonly problems: readonly string[] } {
  const { root, findings } = parseDocument(text);
  const lineAt = (offset: number): number => text.slice(0, offset).split('\n').length;
  const broken = findings.filter(({ severity }) => severity === 'error');
  if (broken.length > 0) return { problems: broken.map(({ start, message }) => `${source}:${lineAt(start)}: ${message}`) };
  const built = valueOf(root);
  if (built === undefined) return { problems: [`${source}: its aliases expand to too much`] };
  const lineOf = (path: readonly (string | number)[]): number => lineAt(findingSpan(text, root, path).start);
  const problems = check(built.value).map((finding) => `${source}:${lineOf(finding.path?.segments() ?? [])}: ${errorText(finding)}`);
  return problems.length > 0 ? { problems } : { value: built.value, lineOf };
}
