// Refactorings: a Pod becomes a Deployment of it, and a Deployment's template a Pod again. Text is moved, not printed anew: comments and style stay.
import { entryOf, type MappingNode } from '../../document/node.ts';
import { stringAt, type Manifest } from '../manifest.ts';
import type { CodeAction, TextReplacement } from './code-action.ts';

/** Offered at a document's kind. */
export function workloadRefactorings(manifest: Manifest, offset: number): CodeAction[] {
  const { root } = manifest.parsed;
  if (root?.kind !== 'mapping' || root.isFlow || !isAtKind(manifest, offset)) return [];
  const { apiVersion, kind: name } = manifest.identity ?? { apiVersion: '', kind: '' };
  if (apiVersion === 'v1' && name === 'Pod') return deploymentOf(manifest, root);
  return apiVersion === 'apps/v1' && name === 'Deployment' ? podOf(manifest, root) : [];
}

/** Where the actions on a whole document are offered. */
export function isAtKind({ parsed: { root } }: Manifest, offset: number): boolean {
  const kind = root?.kind === 'mapping' ? entryOf(root, 'kind') : undefined;
  return kind !== undefined && kind.start <= offset && offset <= kind.end;
}

function deploymentOf(manifest: Manifest, root: MappingNode): CodeAction[] {
  const spec = entryOf(root, 'spec')?.value;
  const text = manifest.text.text;
  const name = stringAt(root, ['metadata', 'name']);
  if (spec?.kind !== 'mapping' || spec.isFlow || name === '' || manifest.parsed.findings.length > 0) return [];
  const written = labelsOf(root);
  const labels = written.length > 0 ? written : [`app: ${name}`];
  const lines = (indent: number): string => labels.map((label) => `\n${' '.repeat(indent)}${label}`).join('');
  const restartPolicy = entryOf(spec, 'restartPolicy');
  const column = manifest.text.lines.positionAt(spec.start).character;
  const body = shifted(text, spec, 6 - column, restartPolicy !== undefined && stringAt(spec, ['restartPolicy']) !== 'Always' ? restartPolicy.start : undefined);
  const replacement = `replicas: 1\n  selector:\n    matchLabels:${lines(6)}\n  template:\n    metadata:\n      labels:${lines(8)}\n    spec:\n      ${body}`;
  const specKey = entryOf(root, 'spec')?.key;
  if (specKey === undefined) return [];
  return [{ title: 'Wrap into a Deployment', edits: [...renamed(root, 'apps/v1', 'Deployment'), { span: { start: specKey.end + 1, end: spec.end }, text: `\n  ${replacement}` }] }];
}

function podOf(manifest: Manifest, root: MappingNode): CodeAction[] {
  const spec = entryOf(root, 'spec')?.value;
  const template = spec?.kind === 'mapping' ? entryOf(spec, 'template')?.value : undefined;
  const podSpec = template?.kind === 'mapping' ? entryOf(template, 'spec')?.value : undefined;
  const specKey = entryOf(root, 'spec')?.key;
  if (spec?.kind !== 'mapping' || podSpec?.kind !== 'mapping' || podSpec.isFlow || specKey === undefined || manifest.parsed.findings.length > 0) return [];
  const column = manifest.text.lines.positionAt(podSpec.start).character;
  return [{ title: 'Unwrap into a Pod', edits: [...renamed(root, 'v1', 'Pod'), { span: { start: specKey.end + 1, end: spec.end }, text: `\n  ${shifted(manifest.text.text, podSpec, 2 - column)}` }] }];
}

function renamed(root: MappingNode, apiVersion: string, kind: string): TextReplacement[] {
  return [['apiVersion', apiVersion], ['kind', kind]].flatMap(([field = '', text = '']) => {
    const value = entryOf(root, field)?.value;
    return value === undefined ? [] : [{ span: value, text }];
  });
}

function labelsOf(root: MappingNode): string[] {
  const metadata = entryOf(root, 'metadata')?.value;
  const labels = metadata?.kind === 'mapping' ? entryOf(metadata, 'labels')?.value : undefined;
  if (labels?.kind !== 'mapping') return [];
  return labels.entries.flatMap(({ name, value }) => (name !== undefined && value?.kind === 'scalar' ? [`${name}: ${typeof value.value === 'string' && value.style === 'plain' ? value.text : JSON.stringify(value.text)}`] : []));
}

/** A block's text with its lines after the first moved by some columns, without the line that begins at `left out`. */
function shifted(text: string, { start, end }: MappingNode, columns: number, leftOut?: number): string {
  const lines = text.slice(start, end).split('\n');
  const at = leftOut === undefined ? -1 : text.slice(start, leftOut).split('\n').length - 1;
  const kept = lines.map((line, i) => (i === 0 || line.trim() === '' ? line : columns >= 0 ? ' '.repeat(columns) + line : line.slice(Math.min(-columns, line.length - line.trimStart().length))));
  if (at < 0) return kept.join('\n');
  kept.splice(at, 1);
  return kept.join('\n').trimStart();
}
