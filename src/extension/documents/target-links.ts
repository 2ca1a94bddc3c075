// Links in documents about one object: what stands behind an arrow is a field of it, what stands behind the word Event is the reason of one.
import { type DocumentLinkProvider, DocumentLink, languages, Range, Uri } from 'vscode';
import type { Disposable } from '../../base/disposable.ts';
import { targetOfPath } from '../resource-target.ts';
import { eventMark, fieldMark } from './link-marks.ts';

const links: DocumentLinkProvider = {
  provideDocumentLinks(document) {
    const target = targetOfPath(document.uri.path);
    if (target === undefined) return [];
    const { kind, name, namespace } = target;
    const pattern = new RegExp(`${fieldMark}([a-z][^:\\s]*)|${eventMark}(\\w+)`, 'gu');
    return Array.from({ length: document.lineCount }, (_, line) => [...document.lineAt(line).text.matchAll(pattern)].map((match) => {
      const [whole, field, event] = match;
      const word = field ?? event ?? '';
      const start = match.index + whole.length - word.length;
      const args = encodeURIComponent(JSON.stringify([{ kind, name, namespace }, field === undefined ? { event } : { field }]));
      const link = new DocumentLink(new Range(line, start, line, start + word.length), Uri.parse(`command:${field === undefined ? 'podlab.describe' : 'podlab.openYaml'}?${args}`));
      link.tooltip = field === undefined ? 'Show the Event' : 'Show the field';
      return link;
    })).flat();
  },
};

export function registerTargetLinks(schemes: readonly string[]): Disposable {
  return languages.registerDocumentLinkProvider(schemes.map((scheme) => ({ scheme })), links);
}
