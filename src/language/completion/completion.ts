// All completions at a place of a document: one file per kind, tried in turn.
import type { Position } from '../../document/position.ts';
import type { Manifest } from '../manifest.ts';
import { apiVersionAndKindCompletions } from './api-version-and-kind.ts';
import { completionContext, type Completion, type CompletionContext } from './completion-context.ts';
import { fieldNameCompletions } from './field-names.ts';
import { newManifestCompletions } from './new-manifest.ts';
import { valueCompletions } from './values.ts';

const kinds: readonly ((context: CompletionContext) => Completion[])[] = [newManifestCompletions, fieldNameCompletions, valueCompletions, apiVersionAndKindCompletions];

/** `position` is of the document, not of its file. */
export function completionsAt(manifest: Manifest, position: Position): Completion[] {
  const context = completionContext(manifest, position);
  return context.cursor.kind === 'none' ? [] : kinds.flatMap((complete) => complete(context));
}
