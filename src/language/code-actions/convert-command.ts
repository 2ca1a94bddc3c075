// A pasted command line becomes a manifest, and a manifest the command that makes it; the extension does both.
import type { Manifest } from '../manifest.ts';
import { runCommandOf } from '../run-command.ts';
import type { ActionContext, CodeAction } from './code-action.ts';
import { isAtKind } from './workload-refactorings.ts';

const pasted = /^[ \t]*(?:[$>][ \t]+)?(?:sudo[ \t]+)?(?:kubectl[ \t]+(?:run|create|expose)|(?:docker|podman)[ \t]+run)[ \t](?:[^\n\\]|\\\r?\n|\\.)*/gm;

export function convertCommands(manifest: Manifest, offset: number, { document, firstLine }: ActionContext): CodeAction[] {
  if (isAtKind(manifest, offset)) {
    const { uri, index: documentIndex } = document;
    return runCommandOf(manifest) === undefined ? [] : [{ title: 'Copy as kubectl command', kind: 'refactor.rewrite', edits: [], command: { command: 'podlab.copyAsCommand', arguments: [uri, { documentIndex }] } }];
  }
  const { text, lines } = manifest.text;
  if (manifest.identity !== undefined || !/\b(?:kubectl|docker|podman)\b/.test(text)) return [];
  for (const { index, 0: line } of text.matchAll(pasted)) {
    if (offset < index || offset > index + line.length) continue;
    const at = { start: { line: lines.positionAt(index).line + firstLine }, end: { line: lines.positionAt(index + line.length).line + firstLine } };
    return [{ title: 'Convert the command to a manifest', kind: 'refactor.rewrite', edits: [], command: { command: 'podlab.convertCommand', arguments: [document.uri, at] } }];
  }
  return [];
}
