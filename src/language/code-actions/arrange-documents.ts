// Splits and joins: a List into documents and back, a document into a file of its own.
import { entryOf } from '../../document/node.ts';
import { isList, type Manifest } from '../manifest.ts';
import type { ActionContext, CodeAction } from './code-action.ts';
import { isAtKind } from './workload-refactorings.ts';

/** Offered at a document's kind. */
export function arrangeDocuments(manifest: Manifest, offset: number, context: ActionContext): CodeAction[] {
  if (!isAtKind(manifest, offset) || manifest.parsed.findings.length > 0) return [];
  return [...splitList(manifest, context), ...joinIntoList(context), ...moveToFile(manifest, context)];
}

/** Each item becomes a document, with its comments. */
function splitList({ parsed: { root }, identity, text }: Manifest, { document: { index }, texts }: ActionContext): CodeAction[] {
  const items = root?.kind === 'mapping' ? entryOf(root, 'items')?.value : undefined;
  if (!isList(identity) || items?.kind !== 'sequence' || items.isFlow || items.items.length === 0) return [];
  const documents: string[] = [];
  for (const item of items.items) {
    if (item?.kind !== 'mapping' || item.isFlow) return [];
    const { line, character } = text.lines.positionAt(item.start);
    const last = text.lines.positionAt(item.end).line;
    const lines = Array.from({ length: last - line + 1 }, (_, i) => text.lines.lineText(line + i));
    documents.push(lines.map((each, i) => (i === 0 ? each.slice(character) : each.slice(Math.min(character, each.length - each.trimStart().length)))).join('\n'));
  }
  const body = documents.map((each) => `${each}\n`).join('---\n');
  return [{ title: 'Split the List into documents', edits: [], kind: 'refactor.rewrite', fileText: texts.map((each, i) => (i !== index ? each : `${each.startsWith('---') ? '---\n' : ''}${body}`)).join('') }];
}

/** All documents of the file become the items of one List. */
function joinIntoList({ texts }: ActionContext): CodeAction[] {
  const bodies = texts.map((text) => text.replace(/^---[ \t]*(?:\r?\n|$)/, '').replace(/\r?\n\.\.\.\s*$/, '\n').trimEnd());
  const written = bodies.filter((body) => body.trim() !== '');
  if (written.length < 2 || bodies.some((body) => /^(?:%|---|\s*[{[])|[&*]\w|^kind: List$/m.test(body) || /[|>]\+/.test(body))) return [];
  const items = written.map((body) => {
    const [comments = ''] = /^(?:\s*#[^\n]*\n|\s*\n)*/.exec(body) ?? [];
    const above = comments.split('\n').filter((line) => line.trim() !== '').map((line) => `${line.trimEnd()}\n`).join('');
    const lines = body.slice(comments.length).split('\n');
    return above + lines.map((line, i) => (i === 0 ? `- ${line}` : line.trim() === '' ? line : `  ${line}`)).join('\n');
  });
  return [{ title: 'Join the documents into a List', edits: [], kind: 'refactor.rewrite', fileText: `apiVersion: v1\nkind: List\nitems:\n${items.join('\n')}\n` }];
}

function moveToFile({ identity, text }: Manifest, { document: { index }, texts }: ActionContext): CodeAction[] {
  if (identity === undefined || texts.filter((each) => each.replace(/^---.*/, '').trim() !== '').length < 2) return [];
  const name = `${identity.name === '' ? '' : `${identity.name}-`}${identity.kind.toLowerCase()}`.replace(/[^a-zA-Z0-9.-]+/g, '-');
  const own = text.text.replace(/^---[ \t]*\r?\n/, '');
  const rest = texts.filter((_, i) => i !== index).join('');
  return [{ title: `Move to a file ${name}.yaml`, kind: 'refactor.move', edits: [], fileText: index === 0 ? rest.replace(/^---[ \t]*\r?\n/, '') : rest, newFile: { name: `${name}.yaml`, text: own.endsWith('\n') ? own : `${own}\n` } }];
}
