// Offers whole manifests where a document has nothing yet, and the fields that every object begins with.
import { likelyIdentity, sibling } from './api-version-and-kind.ts';
import type { Completion, CompletionContext } from './completion-context.ts';
import { plainText } from './snippet-text.ts';
import { manifestSnippets } from './manifest-snippets.ts';

export function newManifestCompletions(context: CompletionContext): Completion[] {
  const { cursor, manifest } = context;
  if (cursor.kind !== 'key' || cursor.path.length > 0 || cursor.column > 0 || manifest.type !== undefined) return [];
  const likely = likelyIdentity({ apiVersion: sibling(context, 'apiVersion', []).text, kind: sibling(context, 'kind', []).text }, context);
  const isEmpty = cursor.siblings.length === 0;
  if (!isEmpty && !cursor.siblings.some((name) => name === 'apiVersion' || name === 'kind')) return [];
  const fields = ['apiVersion', 'kind', 'metadata', 'spec'].filter((name) => !cursor.siblings.includes(name)).map((name, i): Completion => ({
    label: name, kind: 'field', sortText: `0${i}`, replace: cursor.replace,
    snippet: cursor.hasColon ? name : name === 'metadata' ? 'metadata:\n  name: ${1:my-name}' : name === 'spec' ? 'spec:\n  $0' : likely === undefined ? `${name}: $0` : `${name}: \${1:${likely[name as keyof typeof likely]}}`,
    ...(!cursor.hasColon && (name === 'apiVersion' || name === 'kind') && { retriggers: true }),
  }));
  if (!isEmpty || cursor.hasColon) return fields;
  return [...fields, ...manifestSnippets.map(({ label, detail, body }, i): Completion => ({ label, kind: 'snippet', detail, documentation: `\`\`\`yaml\n${plainText(body)}\`\`\``, snippet: body, replace: cursor.replace, sortText: `1${String(i).padStart(2, '0')}` }))];
}
