// The live document of a Pod's way: what it reads, and the links of its fields and Events.
import { type DocumentLinkProvider, DocumentLink, languages, Range, Uri } from 'vscode';
import type { Event, Pod } from '../../api/generated/core-v1.ts';
import { isNotFound } from '../../api/meta/status-error.ts';
import type { Disposable } from '../../base/disposable.ts';
import { podWayPath, type PodWay } from '../../client/pod-way.ts';
import { events, pods } from '../../client/resources.ts';
import type { LiveDocumentKind } from '../documents/live-documents.ts';
import { type ResourceTarget, targetOfPath } from '../resource-target.ts';
import type { ClusterSession } from '../session/cluster-session.ts';
import { eventMark, fieldMark, podWayText } from './pod-way-text.ts';

export const podWayDocuments: LiveDocumentKind = {
  scheme: 'podlab-way',
  extension: 'way',
  read: readWay,
  hasEvents: true,
  commentMark: '',
};

async function readWay(session: ClusterSession, { name, namespace = 'default' }: ResourceTarget): Promise<string> {
  const { client } = session;
  const [pod, about, way] = await Promise.all([
    client.get<Pod>(pods, name, namespace),
    client.list<Event>(events, namespace, { fieldSelector: `involvedObject.name=${name}` }),
    client.send({ verb: 'get', path: `${podWayPath}/${namespace}/${name}` }).then(({ body }) => body as PodWay, (error: unknown) => {
      if (isNotFound(error)) return undefined;
      throw error;
    }),
  ]);
  return podWayText({ way, pod, events: about.items.filter(({ involvedObject }) => involvedObject.uid === pod.metadata.uid) });
}

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

export function registerPodWayLinks(): Disposable {
  return languages.registerDocumentLinkProvider({ scheme: podWayDocuments.scheme }, links);
}
