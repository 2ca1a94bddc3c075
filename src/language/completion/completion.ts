// All completions at a place of a document: one file per kind, tried in turn.
import type { KubernetesVersion } from '../../api/schema/versions.ts';
import type { Position } from '../../document/position.ts';
import type { Manifest } from '../manifest.ts';
import { apiVersionAndKindCompletions } from './api-version-and-kind.ts';
import { completionContext, type Completion, type CompletionContext, type DocumentNameIndex } from './completion-context.ts';
import { fieldNameCompletions } from './field-names.ts';
import { fieldSnippetCompletions } from './field-snippets.ts';
import { knownCompletions } from './known.ts';
import { liveValueCompletions } from './live-values.ts';
import { newManifestCompletions } from './new-manifest.ts';
import { referenceCompletions } from './references.ts';
import { valueCompletions } from './values.ts';

const kinds: readonly ((context: CompletionContext) => Completion[])[] = [newManifestCompletions, fieldNameCompletions, fieldSnippetCompletions, valueCompletions, apiVersionAndKindCompletions, referenceCompletions, liveValueCompletions, knownCompletions];

/** `position` is of the document, not of its file. */
export function completionsAt(manifest: Manifest, position: Position, names?: DocumentNameIndex, version?: KubernetesVersion): Completion[] {
  const context = completionContext(manifest, position, names, version);
  if (context.cursor.kind === 'none') return [];
  const offered = new Map<string, Completion>();
  for (const completion of kinds.flatMap((complete) => complete(context))) if (!offered.has(completion.label)) offered.set(completion.label, completion);
  return [...offered.values()];
}

/** Whether what is offered at a place may be names that other documents define. */
export function completesNames(manifest: Manifest, position: Position): boolean {
  const { cursor, place } = completionContext(manifest, position);
  return cursor.kind === 'value' || (cursor.kind === 'key' && place?.type.shape === 'map');
}
