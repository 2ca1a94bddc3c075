// Offers apiVersion and kind: each fits what the other already says.
import { kindRows } from '../../api/scheme.ts';
import { isRequired } from '../begun/begun-fields.ts';
import { fieldOf, fieldsOf, type TypeSchema } from '../../api/schema/schema.ts';
import { entryOf, nodeAt, type YamlNode } from '../../document/node.ts';
import { typeOfKind } from '../custom/custom-kinds.ts';
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

export function sibling({ manifest, cursor, outline }: CompletionContext, name: string, of = cursor.path.slice(0, -1)): { text: string; isWritten: boolean } {
  const node = nodeAt(manifest.parsed.root, [...of, name]);
  if (node?.kind === 'scalar' && typeof node.value === 'string') return { text: node.value, isWritten: true };
  const line = of.length === 0 ? outline.find((l) => l.kind === 'block' && l.column === 0 && l.key === name) : undefined;
  return { text: line?.value ?? '', isWritten: line !== undefined };
}

/** What an object's apiVersion and kind would be, by the other of them and by the fields that it has; undefined where nothing says. */
export function likelyIdentity({ apiVersion, kind }: { readonly apiVersion: string; readonly kind: string }, { manifest }: CompletionContext): Offered | undefined {
  if (apiVersion === '' && kind === '') return undefined;
  const rows = [...builtIn, ...manifest.kinds?.all() ?? []].filter((row) => (apiVersion === '' || row.apiVersion === apiVersion) && (kind === '' || row.kind === kind));
  const strangers = (row: Offered): number => strangeFields(manifest.parsed.root, typeOfKind(row.apiVersion, row.kind, manifest.kinds));
  const rank = (row: Offered): number => (common.includes(row.kind) ? common.indexOf(row.kind) : common.length);
  return rows.map((row) => ({ row, strangers: strangers(row) })).sort((a, b) => a.strangers - b.strangers || rank(a.row) - rank(b.row))[0]?.row;
}

/** How many fields of a mapping and of what it holds are not the type's, or are missing though the type requires them. */
function strangeFields(node: YamlNode | undefined, type: TypeSchema | undefined): number {
  if (type === undefined) return 0;
  if (node?.kind === 'sequence') return node.items.reduce((sum, item) => sum + strangeFields(item, type.element), 0);
  if (node?.kind !== 'mapping' || type.shape !== 'struct') return 0;
  const missing = fieldsOf(type).filter((field) => isRequired(type, field) && entryOf(node, field.name) === undefined).length;
  return node.entries.reduce((sum, { name, value }) => {
    const field = name === undefined ? undefined : fieldOf(type, name);
    return sum + (field === undefined ? 10 : strangeFields(value, field.type));
  }, missing);
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
