// Offers apiVersion and kind: each fits what the other already says.
import { kindRows } from '../../api/scheme.ts';
import { nodeAt } from '../../document/node.ts';
import type { Completion, CompletionContext } from './completion-context.ts';

/** Written by hand; the rest of the API (reviews, bindings) is asked by programs. */
const builtIn: readonly Offered[] = kindRows.filter((row) => row.isStored && row.kind !== 'ComponentStatus');
interface Offered {
  readonly apiVersion: string;
  readonly kind: string;
}

/** Custom kinds last. */
function rowsOf({ manifest }: CompletionContext): readonly Offered[] {
  return [...builtIn, ...manifest.kinds?.all() ?? []];
}
const common: readonly string[] = ['Pod', 'Deployment', 'Service', 'ConfigMap', 'Secret', 'Job', 'CronJob', 'StatefulSet', 'DaemonSet', 'Namespace', 'PersistentVolumeClaim', 'ServiceAccount'];

export function apiVersionAndKindCompletions(context: CompletionContext): Completion[] {
  const { cursor } = context;
  const [first] = cursor.path;
  const isTop = cursor.path.length === 1 || (cursor.path.length === 3 && first === 'items');
  if (cursor.kind !== 'value' || !isTop) return [];
  const field = cursor.path.at(-1);
  if (field === 'kind') return kinds(context);
  return field === 'apiVersion' ? apiVersions(context) : [];
}

function sibling({ manifest, cursor, outline }: CompletionContext, name: string): { text: string; isWritten: boolean } {
  const node = nodeAt(manifest.parsed.root, [...cursor.path.slice(0, -1), name]);
  if (node?.kind === 'scalar' && typeof node.value === 'string') return { text: node.value, isWritten: true };
  const line = cursor.path.length === 1 ? outline.find((l) => l.kind === 'block' && l.column === 0 && l.key === name) : undefined;
  return { text: line?.value ?? '', isWritten: line !== undefined };
}

function kinds(context: CompletionContext): Completion[] {
  const { cursor, lines } = context;
  const rows = rowsOf(context);
  const apiVersion = sibling(context, 'apiVersion');
  const fitting = rows.filter((row) => apiVersion.text === '' || row.apiVersion === apiVersion.text);
  return (fitting.length > 0 ? fitting : rows).map((row) => {
    const lineStart = lines.starts[lines.positionAt(cursor.replace.start).line] ?? 0;
    const rank = common.indexOf(row.kind);
    return {
      label: row.kind, kind: 'constant' as const, detail: row.apiVersion, snippet: `${cursor.before}${row.kind}`, replace: cursor.replace,
      sortText: `${rank < 0 ? '9' : String.fromCharCode(48 + Math.floor(rank / 10))}${rank < 0 ? row.kind : String(rank).padStart(2, '0')}`,
      ...(!apiVersion.isWritten && cursor.path.length === 1 && cursor.style === 'block' && { also: [{ at: lineStart, text: `apiVersion: ${row.apiVersion}\n` }] }),
    };
  });
}

function apiVersions(context: CompletionContext): Completion[] {
  const { cursor } = context;
  const rows = rowsOf(context);
  const kind = sibling(context, 'kind').text;
  const fitting = rows.filter((row) => row.kind === kind);
  const versions = [...new Set((fitting.length > 0 ? fitting : rows).map((row) => row.apiVersion))];
  return versions.map((label, i) => ({ label, kind: 'constant' as const, snippet: `${cursor.before}${label}`, replace: cursor.replace, sortText: String(i).padStart(3, '0') }));
}
