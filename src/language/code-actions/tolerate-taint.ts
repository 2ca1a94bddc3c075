// Tolerates a taint of the running cluster's nodes that a Pod does not tolerate yet.
import { dereference, entryOf, nodeAt, type MappingNode } from '../../document/node.ts';
import { pathAt } from '../../document/field-location.ts';
import { schemaAt, stringAt, type Manifest } from '../manifest.ts';
import type { LiveTaint } from '../cluster/live-object.ts';
import { appended, type ActionContext, type CodeAction, type TextReplacement } from './code-action.ts';

/** Offered on fields of a Pod's spec that say where it may run. */
const places: ReadonlySet<unknown> = new Set(['tolerations', 'nodeSelector', 'nodeName', 'affinity']);

export function tolerateTaints(manifest: Manifest, offset: number, { taints }: ActionContext): CodeAction[] {
  const segments = pathAt(manifest.parsed.root, offset)?.segments ?? [];
  const at = segments.findIndex((segment) => places.has(segment));
  const path = segments.slice(0, at);
  const spec = dereference(nodeAt(manifest.parsed.root, path));
  if (at < 0 || spec?.kind !== 'mapping' || spec.isFlow || schemaAt(manifest, path)?.type.goType !== 'core/v1.PodSpec') return [];
  const written = entryOf(spec, 'tolerations')?.value;
  const known = written?.kind === 'sequence' ? written.items : [];
  return taints.filter(({ key, effect }) => !known.some((item) => isTolerated(item?.kind === 'mapping' ? item : undefined, key, effect))).flatMap((taint) => {
    const edit = toleration(manifest, spec, taint);
    return edit === undefined ? [] : [{ title: `Tolerate the taint ${taint.key}${taint.value === '' ? '' : `=${taint.value}`}:${taint.effect}`, kind: 'refactor.rewrite' as const, edits: [edit] }];
  });
}

function isTolerated(toleration: MappingNode | undefined, key: string, effect: string): boolean {
  const [ownKey, ownEffect] = [stringAt(toleration, ['key']), stringAt(toleration, ['effect'])];
  return toleration !== undefined && (ownKey === key || ownKey === '') && (ownEffect === effect || ownEffect === '');
}

function toleration(manifest: Manifest, spec: MappingNode, { key, value, effect }: LiveTaint): TextReplacement | undefined {
  const lines = [`- key: ${key}`, ...(value === '' ? ['  operator: Exists'] : [`  value: ${JSON.stringify(value)}`]), `  effect: ${effect}`];
  const written = entryOf(spec, 'tolerations')?.value;
  if (written === undefined) return appended(manifest, spec, ['tolerations:', ...lines]);
  if (written.kind !== 'sequence' || written.isFlow) return undefined;
  const { lines: table } = manifest.text;
  const at = table.lineEnd(table.positionAt(written.end).line);
  const indent = ' '.repeat(table.positionAt(written.start).character);
  return { span: { start: at, end: at }, text: lines.map((line) => `\n${indent}${line}`).join('') };
}
