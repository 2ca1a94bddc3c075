// Renames an unknown field to the known one that it is nearest to.
import { fieldsOf } from '../../api/schema/schema.ts';
import { unknownFieldCode } from '../diagnostics/codes.ts';
import { schemaAt } from '../manifest.ts';
import { meantField } from '../nearest.ts';
import { entryAtKey, type Fixer } from './code-action.ts';

export const renameField: Fixer = (manifest, finding) => {
  if (finding.code !== unknownFieldCode || finding.path === undefined) return [];
  const found = entryAtKey(manifest.parsed.root, finding.span);
  const parent = schemaAt(manifest, finding.path.slice(0, -1));
  if (found?.entry.name === undefined || parent === undefined) return [];
  const written = new Set(found.mapping.entries.map((e) => e.name));
  const meant = meantField(found.entry.name, fieldsOf(parent.type).filter(({ name }) => !written.has(name)));
  return meant === undefined ? [] : [{ title: `Rename to ${meant}`, finding, isPreferred: true, edits: [{ span: finding.span, text: meant }] }];
};
