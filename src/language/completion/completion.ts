// All completions at a place of a document: one file per kind, tried in turn.
import type { KubernetesVersion } from '../../api/schema/versions.ts';
import type { Position } from '../../document/position.ts';
import { isSample } from '../begun/samples.ts';
import type { Manifest } from '../manifest.ts';
import { apiVersionAndKindCompletions } from './api-version-and-kind.ts';
import { completionContext, type Completion, type CompletionContext, type DocumentNameIndex } from './completion-context.ts';
import { fieldNameCompletions } from './field-names.ts';
import { fieldSnippetCompletions } from './field-snippets.ts';
import { withKeptQuotes } from './kept-quotes.ts';
import { knownCompletions } from './known.ts';
import { liveValueCompletions } from './live-values.ts';
import { newManifestCompletions } from './new-manifest.ts';
import { referenceCompletions } from './references.ts';
import { valueCompletions } from './values.ts';

const kinds: readonly ((context: CompletionContext) => Completion[])[] = [newManifestCompletions, fieldNameCompletions, fieldSnippetCompletions, valueCompletions, apiVersionAndKindCompletions, referenceCompletions, liveValueCompletions, knownCompletions];

/** `position` is of the document, not of its file. */
export function completionsAt(manifest: Manifest, position: Position, names?: DocumentNameIndex, version?: KubernetesVersion, isAsked?: boolean): Completion[] {
  const context = completionContext(manifest, position, names, version, isAsked);
  if (context.cursor.kind === 'none') return [];
  const offered = new Map<string, Completion>();
  for (const completion of kinds.flatMap((complete) => complete(context))) if (!offered.has(completion.label)) offered.set(completion.label, completion);
  const completions = [...offered.values()].map((completion) => withKeptQuotes(context, completion));
  const whole = wholeValue(context, position, offered);
  return whole === undefined ? completions : completions.map((completion) => ({ ...completion, filterText: whole }));
}

/** The value before the cursor where it is a whole one, not a beginning: what may stand instead of it is everything. */
function wholeValue({ cursor, lines, place }: CompletionContext, position: Position, offered: ReadonlyMap<string, Completion>): string | undefined {
  if (cursor.kind !== 'value' || lines.offsetAt(position) !== cursor.replace.end) return undefined;
  const text = lines.text.slice(cursor.replace.start, cursor.replace.end);
  const isWhole = text !== '' && (offered.has(text) || (place?.parent !== undefined && place.field !== undefined && isSample(place.parent, place.field, text)));
  return isWhole ? text : undefined;
}

/** Whether what is offered at a place may be names that other documents define. */
export function completesNames(manifest: Manifest, position: Position): boolean {
  const { cursor, place } = completionContext(manifest, position);
  return cursor.kind === 'value' || (cursor.kind === 'key' && (place?.type.shape === 'map' || cursor.path.at(-2) === 'values'));
}
