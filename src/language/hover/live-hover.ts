// What the workspace and the running cluster say of the name under the mouse: the object's state, where a name is defined, what a selector selects.
import { pathAt } from '../../document/field-location.ts';
import type { ClusterSnapshot } from '../cluster/cluster-snapshot.ts';
import { liveSummary } from '../cluster/live-summary.ts';
import { liveProblemsOf } from '../live/live-findings.ts';
import type { Manifest } from '../manifest.ts';
import type { LabelSet, NamePlace } from '../names/document-names.ts';
import type { NameIndex } from '../names/name-index.ts';
import type { NamedDocument } from '../names/named-document.ts';
import { nameAt, placesOf } from '../navigation/navigation.ts';

const namesShown = 8;

/** Markdown, or nothing where there is nothing to add. */
export function liveHover(manifest: Manifest, offset: number, { index, document }: { readonly index: NameIndex; readonly document: NamedDocument }): string | undefined {
  const { cluster } = index;
  const segments = pathAt(manifest.parsed.root, offset)?.segments ?? [];
  if (segments.join('.') === 'metadata.name') return objectState(manifest, cluster);
  const place = nameAt(document, offset);
  if (place?.role === 'use' && place.kind !== 'label') return definitionText(place, index, document);
  const selector = document.names.labelSets.find(({ role, path }) => role === 'selector' && path.every((segment, i) => segments[i] === segment));
  return selector && selectionText(selector, index);
}

function objectState({ identity }: Manifest, cluster: ClusterSnapshot): string | undefined {
  const object = identity && cluster.isRunning ? cluster.find(identity) : undefined;
  if (object === undefined) return identity !== undefined && cluster.follows(identity.kind) ? 'Not in the running cluster.' : undefined;
  const lines = [`In the cluster: ${[liveSummary(object), object.pod?.nodeName ?? ''].filter((part) => part !== '').map((part) => `**${plain(part)}**`).join(' on ') || 'it exists'}`];
  for (const { code, message } of liveProblemsOf(identity, cluster).slice(0, namesShown)) lines.push(`- ${plain(code)}: ${plain(message)}`);
  return lines.join('\n');
}

function definitionText(place: NamePlace, index: NameIndex, document: NamedDocument): string | undefined {
  const { kind, scope, name } = place;
  const found = placesOf(index, document, place).filter(({ role }) => role === 'definition');
  const lines = found.slice(0, namesShown).map((definition) => `Defined ${definition.document.uri === document.uri ? 'in this file' : `in ${plain(decodeURIComponent(definition.document.uri.slice(definition.document.uri.lastIndexOf('/') + 1)))}`}, line ${definition.document.rangeOf(definition.span).start.line + 1}${definition.detail === undefined || definition.detail === '' || kind === 'key' ? '' : `: ${plain(definition.detail)}`}`);
  const live = index.cluster.named(kind, scope, name);
  if (live !== undefined) lines.push(`In the cluster${live.keys === undefined ? '' : `, with ${list(live.keys)}`}${kind === 'PersistentVolumeClaim' ? `: ${plain(liveSummary(live))}` : ''}`);
  return lines.length === 0 ? undefined : lines.join('\n\n');
}

function selectionText({ labels, scope }: LabelSet, index: NameIndex): string | undefined {
  const wanted = Object.entries(labels);
  if (wanted.length === 0) return undefined;
  const selects = (own: Readonly<Record<string, string>>): boolean => wanted.every(([key, value]) => own[key] === value);
  const written = index.labelSets('labels').filter(({ set }) => set.scope === scope && selects(set.labels));
  const pods = [...index.cluster.ofKind('Pod')].filter((pod) => pod.namespace === scope && selects(pod.labels)).map(({ name }) => name);
  const lines = [written.length === 0 ? 'Selects nothing that the workspace writes.' : `Selects ${written.length} ${written.length === 1 ? 'object or template' : 'objects and templates'} of the workspace.`];
  if (index.cluster.isComplete) lines.push(pods.length === 0 ? 'Selects no Pod of the cluster.' : `Selects ${pods.length} ${pods.length === 1 ? 'Pod' : 'Pods'} of the cluster: ${list(pods)}`);
  return lines.join('\n\n');
}

function list(names: readonly string[]): string {
  return `${names.slice(0, namesShown).map((name) => `\`${name.replaceAll('`', '')}\``).join(', ')}${names.length > namesShown ? ` and ${names.length - namesShown} more` : ''}`;
}

/** Text of the cluster as text: nothing in it is Markdown. */
function plain(text: string): string {
  return text.slice(0, 500).replaceAll(/[\\`*_{}[\]<>()#+!|~&]/g, (c) => `\\${c}`).replaceAll(/\s+/g, ' ');
}
