// Gives a workload's template the labels that its selector asks for.
import { dereference, entryOf, nodeAt, type MappingNode } from '../../document/node.ts';
import { appended, type Fixer, type TextReplacement } from './code-action.ts';

export const matchLabels: Fixer = (manifest, finding) => {
  if (finding.code !== 'FieldValueInvalid' || !finding.message.includes('`selector` does not match template `labels`')) return [];
  const spec = finding.path?.slice(0, finding.path.lastIndexOf('template')) ?? [];
  const template = dereference(nodeAt(manifest.parsed.root, [...spec, 'template']));
  const selector = dereference(nodeAt(manifest.parsed.root, [...spec, 'selector']));
  const wanted = selector?.kind === 'mapping' ? dereference(entryOf(selector, 'matchLabels')?.value ?? (entryOf(selector, 'matchExpressions') === undefined ? selector : undefined)) : undefined;
  if (template?.kind !== 'mapping' || wanted?.kind !== 'mapping') return [];
  const pairs = wanted.entries.flatMap(({ name, key, value }) => (name === undefined || key === undefined || value?.kind !== 'scalar' ? [] : [{ name, key: manifest.text.text.slice(key.start, key.end), value: manifest.text.text.slice(value.start, value.end) }]));
  const metadata = entryOf(template, 'metadata')?.value;
  const labels = metadata?.kind === 'mapping' ? entryOf(metadata, 'labels')?.value : undefined;
  const edits = labels?.kind === 'mapping' ? intoLabels(labels) : [appended(manifest, metadata?.kind === 'mapping' ? metadata : template, [...(metadata?.kind === 'mapping' ? [] : ['metadata:']), ...['labels:', ...pairs.map(({ key, value }) => `  ${key}: ${value}`)].map((line) => (metadata?.kind === 'mapping' ? line : `  ${line}`))])];
  return edits.some((edit) => edit === undefined) || edits.length === 0 || pairs.length === 0 ? [] : [{ title: 'Give the template the labels of the selector', finding, isPreferred: true, edits: edits.filter((edit) => edit !== undefined) }];

  function intoLabels(mapping: MappingNode): (TextReplacement | undefined)[] {
    const missing = pairs.filter(({ name }) => entryOf(mapping, name) === undefined);
    const changed = pairs.flatMap(({ name, value }): TextReplacement[] => {
      const written = entryOf(mapping, name)?.value;
      return written?.kind === 'scalar' && manifest.text.text.slice(written.start, written.end) !== value ? [{ span: written, text: written.end === written.start ? ` ${value}` : value }] : [];
    });
    if (missing.length === 0) return changed;
    if (!mapping.isFlow || mapping.entries.length === 0) return [...changed, appended(manifest, mapping, missing.map(({ key, value }) => `${key}: ${value}`))];
    const at = mapping.start + 1;
    return [...changed, { span: { start: at, end: at }, text: missing.map(({ key, value }) => `${key}: ${value}, `).join('') }];
  }
};
