// Creates the object that a name stands for, where no open file has it: a ConfigMap or Secret with the keys that are used of it, a claim, a ServiceAccount.
import { isDNS1123Subdomain } from '../../api/meta/validation/names.ts';
import { entryOf, nodeAt } from '../../document/node.ts';
import { nameAt } from '../navigation/navigation.ts';
import { keyScope, type NamePlace } from '../names/document-names.ts';
import { builtIn, type ObjectKind } from '../names/name-kinds.ts';
import type { Finding } from '../finding.ts';
import { danglingKeyId, danglingNameId } from '../lints/lints.ts';
import type { Manifest } from '../manifest.ts';
import { appended, documentAfter, type ActionContext, type CodeAction } from './code-action.ts';

type Body = (name: string, keys: readonly string[]) => string;

const bodies: Readonly<Partial<Record<ObjectKind, Body>>> = {
  ConfigMap: (_name, keys) => (keys.length === 0 ? 'data: {}\n' : `data:\n${keys.map((key) => `  ${key}: ""\n`).join('')}`),
  Secret: (_name, keys) => (keys.length === 0 ? 'stringData: {}\n' : `stringData:\n${keys.map((key) => `  ${key}: ""\n`).join('')}`),
  PersistentVolumeClaim: () => 'spec:\n  accessModes:\n  - ReadWriteOnce\n  resources:\n    requests:\n      storage: 1Gi\n',
  ServiceAccount: () => '',
};

/** Offered where the name is used; as a quick fix where a finding says that it is missing. */
export function createMissing(manifest: Manifest, findings: readonly Finding[], offset: number, context: ActionContext): CodeAction[] {
  const place = nameAt(context.document, offset);
  if (place?.role !== 'use') return [];
  const finding = findings.find(({ code, span }) => (code === danglingNameId || code === danglingKeyId) && span.start <= offset && offset <= span.end && span.start >= place.span.start && span.end <= place.span.end);
  const fixing = finding === undefined ? { kind: 'refactor.rewrite' as const } : { finding };
  if (place.kind === 'key') return addKey(manifest, place, context).map((action) => ({ ...action, ...fixing }));
  const body = bodies[place.kind as ObjectKind];
  if (body === undefined || isDNS1123Subdomain(place.name).length > 0 || builtIn[place.kind as ObjectKind]?.includes(place.name) === true || isDefined(context, place)) return [];
  const keys = place.kind === 'ConfigMap' || place.kind === 'Secret' ? usedKeys(context, place.kind, place) : [];
  const namespace = manifest.identity?.namespace ?? '';
  const text = `apiVersion: v1\nkind: ${place.kind}\nmetadata:\n  name: ${place.name}\n${namespace === '' ? '' : `  namespace: ${namespace}\n`}${body(place.name, keys)}`;
  return [{ title: `Create ${place.kind} ${place.name}`, edits: [documentAfter(manifest, text)], ...fixing }];
}

function isDefined({ index, document }: ActionContext, { kind, scope, name }: Pick<NamePlace, 'kind' | 'scope' | 'name'>): boolean {
  return index.places({ kind, scope, name, role: 'definition', within: document }).length > 0;
}

/** The keys that open files use of an object. */
function usedKeys({ index }: ActionContext, kind: 'ConfigMap' | 'Secret', { scope, name }: NamePlace): string[] {
  return [...new Set(index.places({ kind: 'key', scope: keyScope(kind, scope, name), role: 'use' }).map((use) => use.name))];
}

/** Adds the key to the ConfigMap or Secret, where that is in this document's file. */
function addKey(manifest: Manifest, place: NamePlace, context: ActionContext): CodeAction[] {
  const [kind = '', scope = '', owner = ''] = place.scope.split('/');
  if (isDefined(context, place)) return [];
  const found = context.index.places({ kind: kind as ObjectKind, scope, name: owner, role: 'definition' })[0];
  const target = found && context.manifestOf(found.document);
  if (found === undefined || target === undefined) return [];
  const field = kind === 'Secret' ? 'stringData' : 'data';
  const base = found.path.slice(0, -2);
  const root = nodeAt(target.parsed.root, base);
  if (root?.kind !== 'mapping') return [];
  const written = entryOf(root, field)?.value;
  const line = `${place.name}: ""`;
  const edit = written?.kind === 'mapping' ? appended(target, written, [line]) : written === undefined ? appended(target, root, [`${field}:`, `  ${line}`]) : undefined;
  if (edit === undefined) return [];
  const title = `Add key ${place.name} to ${kind} ${owner}`;
  const isHere = found.document.uri === context.document.uri && found.document.index === context.document.index;
  return [isHere || target === manifest ? { title, edits: [edit] } : { title, edits: [], elsewhere: { uri: found.document.uri, index: found.document.index, edits: [edit] } }];
}
