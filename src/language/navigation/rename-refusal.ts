// Whether the API server would take a name, asked of the document as it would be: the rules are the rulebook's.
import type { TextReplacement } from '../code-actions/code-action.ts';
import type { Finding } from '../finding.ts';
import { edited } from '../formatting/same-meaning.ts';

/** What is refused after a rename that was not refused before, in the server's words; undefined where there is nothing. */
export function renameRefusal(text: string, edits: readonly TextReplacement[], { oldName, newName }: { readonly oldName: string; readonly newName: string }, check: (text: string) => { readonly findings: readonly Finding[] }): string | undefined {
  const errors = (findings: readonly Finding[]): string[] => findings.filter(({ severity }) => severity === 'error').map(({ message }) => message);
  const known = new Set(errors(check(text).findings).map((message) => message.replaceAll(JSON.stringify(oldName), JSON.stringify(newName))));
  return errors(check(edited(text, edits)).findings).find((message) => !known.has(message));
}
