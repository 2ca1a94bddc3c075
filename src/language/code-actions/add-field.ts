// Adds a required field where it is missing, with a value to begin with.
import { fieldOf } from '../../api/schema/schema.ts';
import { dereference, entryOf, nodeAt, type MappingEntry } from '../../document/node.ts';
import { missingApiVersionCode, missingKindCode } from '../diagnostics/codes.ts';
import type { Finding } from '../finding.ts';
import { apiVersionsOf, schemaAt, type Manifest } from '../manifest.ts';
import { appended, type CodeAction, type Fixer } from './code-action.ts';
import { fieldLines, sampleValue, type SampleValue } from './sample-value.ts';

export const addField: Fixer = (manifest, finding) => {
  const { code, path } = finding;
  const name = path?.at(-1);
  if (path === undefined || typeof name !== 'string' || ![missingApiVersionCode, missingKindCode, 'FieldValueRequired'].includes(code)) return [];
  const parent = dereference(nodeAt(manifest.parsed.root, path.slice(0, -1)));
  if (parent?.kind !== 'mapping') return [];
  if (code === missingApiVersionCode) return addApiVersion(manifest, finding);
  const type = schemaAt(manifest, path.slice(0, -1))?.type;
  const field = type && fieldOf(type, name);
  if (type === undefined || field === undefined) return [];
  const written = entryOf(parent, name);
  const sample = sampleValue(type, field, { root: manifest.parsed.root, path: path.slice(0, -1) });
  if (written !== undefined) return fill(manifest, finding, written, sample);
  const lines = fieldLines(field, sample);
  if (!parent.isFlow || parent.entries.length === 0) {
    const edit = appended(manifest, parent, lines);
    if (edit !== undefined) return [{ title: `Add ${name}`, finding, isPreferred: true, edits: [edit] }];
  }
  const at = parent.start + 1;
  return lines.length > 1 ? [] : [{ title: `Add ${name}`, finding, isPreferred: true, edits: [{ span: { start: at, end: at }, text: `${lines[0] ?? ''}${parent.entries.length > 0 ? ', ' : ''}` }] }];
};

/** The field is there without a value, or with an empty one. */
function fill({ text: { lines } }: Manifest, finding: Finding, { key, value }: MappingEntry, sample: SampleValue): CodeAction[] {
  const isEmpty = value?.kind === 'scalar' ? value.text === '' || value.value === null : value?.kind === 'mapping' ? value.entries.length === 0 : value?.kind === 'sequence' && value.items.length === 0;
  if (key === undefined || value === undefined || !isEmpty || value.anchor !== undefined) return [];
  const name = finding.path?.at(-1) ?? 'the value';
  if ('inline' in sample) return [{ title: `Set ${name} to ${sample.inline}`, finding, isPreferred: true, edits: [value.end === value.start ? { span: { start: key.end + 1, end: key.end + 1 }, text: ` ${sample.inline}` } : { span: value, text: sample.inline }] }];
  const { line, character } = lines.positionAt(key.start);
  // Lines of their own have no place inside braces.
  if (lines.lineText(line).slice(0, character).match(/[{[]/) !== null || lines.positionAt(value.end).line !== line) return [];
  const body = sample.lines.map((each) => `\n${' '.repeat(character)}${each}`).join('');
  return [{ title: `Fill in ${name}`, finding, isPreferred: true, edits: [{ span: { start: key.end + 1, end: Math.max(value.end, key.end + 1) }, text: body }] }];
}

function addApiVersion(manifest: Manifest, finding: Finding): CodeAction[] {
  const { parsed, text } = manifest;
  const path = finding.path ?? [];
  const parent = dereference(nodeAt(parsed.root, path.slice(0, -1)));
  const kind = nodeAt(parent, ['kind']);
  const version = kind?.kind === 'scalar' ? apiVersionsOf(kind.text)[0] : undefined;
  if (parent?.kind !== 'mapping' || version === undefined) return [];
  const written = entryOf(parent, 'apiVersion');
  if (written !== undefined) return fill(manifest, finding, written, { inline: version });
  const at = parent.isFlow ? parent.start + 1 : parent.start;
  const body = parent.isFlow ? `apiVersion: ${version}, ` : `apiVersion: ${version}\n${' '.repeat(text.lines.positionAt(parent.start).character)}`;
  return [{ title: 'Add apiVersion', finding, isPreferred: true, edits: [{ span: { start: at, end: at }, text: body }] }];
}
