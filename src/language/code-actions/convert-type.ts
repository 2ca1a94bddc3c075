// Writes a value as the type that its field has: `80` ↔ `"80"`, one value as a list, fields as a list item.
import type { TypeSchema } from '../../api/schema/schema.ts';
import { locateField } from '../../document/field-location.ts';
import { resolvePlain } from '../../document/scalar.ts';
import type { YamlNode } from '../../document/node.ts';
import { wrongTypeCode } from '../diagnostics/codes.ts';
import { schemaAt } from '../manifest.ts';
import type { Fixer, TextReplacement } from './code-action.ts';

export const convertType: Fixer = (manifest, finding) => {
  if (finding.code !== wrongTypeCode || finding.path === undefined) return [];
  const place = schemaAt(manifest, finding.path);
  const { node, isWritten } = locateField(manifest.parsed.root, finding.path);
  if (place === undefined || node === undefined || !isWritten) return [];
  const converted = convert(manifest.text.text, node, place.type);
  return converted === undefined ? [] : [{ title: converted.title, finding, isPreferred: true, edits: converted.edits }];
};

function convert(text: string, node: YamlNode, type: TypeSchema): { title: string; edits: TextReplacement[] } | undefined {
  const replaced = (newText: string): { title: string; edits: TextReplacement[] } => ({ title: `Convert to ${newText}`, edits: [{ span: node, text: newText }] });
  if (type.shape === 'list' && node.kind === 'mapping' && type.element?.shape === 'struct') return { title: 'Make it a list item', edits: asListItem(text, node) };
  if (type.shape === 'list' && node.kind === 'scalar' && type.element?.shape !== 'struct') return replaced(`[${text.slice(node.start, node.end)}]`);
  if (node.kind === 'sequence' && node.items.length === 1 && node.items[0]?.kind === 'scalar' && node.isFlow) return replaced(text.slice(node.items[0].start, node.items[0].end));
  if (node.kind !== 'scalar') return undefined;
  if (type.shape === 'string' && typeof node.value !== 'string') return replaced(JSON.stringify(node.text));
  const plain = resolvePlain(node.text.trim());
  if (type.shape === 'bool') {
    if (typeof plain === 'boolean') return replaced(String(plain));
    return plain === 1 || plain === 0 ? replaced(String(plain === 1)) : undefined;
  }
  if (type.shape === 'integer' || type.shape === 'number') {
    if (typeof plain === 'number' && type.bits === 32 && Math.abs(plain) > 2_147_483_647) return undefined;
    if (typeof plain === 'number' && (type.shape === 'number' || Number.isInteger(plain))) return replaced(String(plain));
    const leading = /^-?\d+/.exec(node.text)?.[0];
    return leading === undefined ? undefined : replaced(leading);
  }
  return undefined;
}

/** Puts a dash before the first field, and moves the others below it. */
function asListItem(text: string, node: YamlNode & { kind: 'mapping' }): TextReplacement[] {
  if (node.isFlow) return [{ span: { start: node.start, end: node.start }, text: '[' }, { span: { start: node.end, end: node.end }, text: ']' }];
  const edits: TextReplacement[] = [{ span: { start: node.start, end: node.start }, text: '- ' }];
  for (let at = text.indexOf('\n', node.start); at >= 0 && at < node.end; at = text.indexOf('\n', at + 1)) {
    if (text.charAt(at + 1) === '\n' || text.charAt(at + 1) === '\r') continue;
    edits.push({ span: { start: at + 1, end: at + 1 }, text: '  ' });
  }
  return edits;
}
