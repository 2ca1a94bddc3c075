// The fix for an image that no registry has: a file that says how its containers behave.
import { pathAt } from '../../document/field-location.ts';
import type { CodeAction } from '../code-actions/code-action.ts';
import type { Manifest } from '../manifest.ts';

const containerLists: ReadonlySet<string | number | undefined> = new Set(['containers', 'initContainers']);

/** Offered at a container's image. */
export function describeImage(manifest: Manifest, offset: number): CodeAction[] {
  const found = pathAt(manifest.parsed.root, offset);
  const { segments = [], node } = found ?? {};
  if (segments.at(-1) !== 'image' || !containerLists.has(segments.at(-3)) || node?.kind !== 'scalar' || typeof node.value !== 'string' || node.value === '') return [];
  return [{ title: `Describe image ${node.value}…`, kind: 'quickfix', edits: [], command: { command: 'podlab.describeImage', arguments: [node.value] } }];
}
