// Adds a required field where it is missing.
import { fieldOf } from '../../api/schema/schema.ts';
import { dereference, nodeAt } from '../../document/node.ts';
import { plainText } from '../completion/new-manifest.ts';
import { fieldBody } from '../completion/field-structure.ts';
import { missingApiVersionCode, missingKindCode } from '../diagnostics/codes.ts';
import { apiVersionsOf, schemaAt } from '../manifest.ts';
import type { CodeAction, Fixer } from './code-action.ts';

export const addField: Fixer = (manifest, finding) => {
  const { code, path } = finding;
  const name = path?.at(-1);
  if (path === undefined || typeof name !== 'string' || ![missingApiVersionCode, missingKindCode, 'FieldValueRequired'].includes(code)) return [];
  const parent = dereference(nodeAt(manifest.parsed.root, path.slice(0, -1)));
  if (parent?.kind !== 'mapping' || parent.entries.some((e) => e.name === name)) return [];
  const lead = manifest.text.lines.positionAt(parent.start).character;
  let body: string;
  if (code === missingApiVersionCode) {
    const kind = nodeAt(parent, ['kind']);
    const version = kind?.kind === 'scalar' ? apiVersionsOf(kind.text)[0] : undefined;
    if (version === undefined) return [];
    body = `: ${version}`;
  } else {
    const type = schemaAt(manifest, path.slice(0, -1))?.type;
    const field = type && fieldOf(type, name);
    if (field === undefined) return [];
    body = plainText(fieldBody(field.type, { column: lead, listIndent: 0 })).replace(/ +$/gm, '');
  }
  const action = (text: string, at: number): CodeAction[] => [{ title: `Add ${name}`, finding, isPreferred: true, edits: [{ span: { start: at, end: at }, text }] }];
  if (parent.isFlow) return action(`${name}${body.includes('\n') ? ': {}' : body === ':' ? ': ' : body}${parent.entries.length > 0 ? ', ' : ''}`, parent.start + 1);
  return code === missingApiVersionCode ? action(`${name}${body}\n${' '.repeat(lead)}`, parent.start) : action(`\n${' '.repeat(lead)}${name}${body}`, parent.end);
};
