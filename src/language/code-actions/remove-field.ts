// Removes a field that the kind does not have, or one that is set twice.
import { duplicateKeyCode, unknownFieldCode } from '../diagnostics/codes.ts';
import { entryAtKey, removalOf, type Fixer } from './code-action.ts';

export const removeField: Fixer = (manifest, finding) => {
  if (finding.code !== unknownFieldCode && finding.code !== duplicateKeyCode) return [];
  const found = entryAtKey(manifest.parsed.root, finding.span);
  if (found === undefined) return [];
  const what = finding.code === duplicateKeyCode ? 'Remove this duplicate of' : 'Remove';
  return [{ title: `${what} ${found.entry.name ?? 'this field'}`, finding, edits: [removalOf(manifest.text.text, found.mapping, found.entry)] }];
};
