// Adds to a container what is often wanted, as completion would write it: probes, resources, a security context.
import { dereference, nodeAt, type MappingNode } from '../../document/node.ts';
import { pathAt } from '../../document/field-location.ts';
import { fieldSnippets } from '../completion/field-snippets.ts';
import { plainText } from '../completion/snippet-text.ts';
import { schemaAt, type Manifest } from '../manifest.ts';
import { appended, type CodeAction } from './code-action.ts';

/** The lines of one of completion's snippets, with its placeholders filled in. */
export function snippetLines(goType: string, label: string): string[] {
  return (fieldSnippets[goType]?.find((snippet) => snippet.label === label)?.lines ?? []).map(plainText);
}

const offered: Readonly<Record<string, readonly string[]>> = {
  'core/v1.Container': ['resources: requests and limits', 'readinessProbe: httpGet', 'livenessProbe: httpGet', 'startupProbe: httpGet', 'securityContext: restricted', 'lifecycle: preStop'],
};

/** Offered at a container's name. */
export function addSnippets(manifest: Manifest, offset: number): CodeAction[] {
  const { root } = manifest.parsed;
  const at = pathAt(root, offset);
  if (at?.segments.at(-1) !== 'name') return [];
  const path = at.segments.slice(0, -1);
  const goType = schemaAt(manifest, path)?.type.goType ?? '';
  const struct = dereference(nodeAt(root, path));
  if (struct?.kind !== 'mapping' || path.includes('ephemeralContainers')) return [];
  return (offered[goType] ?? []).flatMap((label) => action(manifest, struct, { goType, label }));
}

function action(manifest: Manifest, struct: MappingNode, { goType, label }: { goType: string; label: string }): CodeAction[] {
  const [field = '', what = ''] = label.split(': ');
  if (struct.entries.some(({ name }) => name === field)) return [];
  const edit = appended(manifest, struct, snippetLines(goType, label));
  return edit === undefined ? [] : [{ title: `Add ${field} (${what})`, edits: [edit], kind: 'refactor.rewrite' }];
}
