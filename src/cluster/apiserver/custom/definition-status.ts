// What the API server itself says of a CustomResourceDefinition: the conditions and reasons of apiextensions-apiserver's controllers, as values.
import { hasCondition } from '../../../api/apiextensions/custom-rows.ts';
import { approvalAnnotation, isProtectedGroup } from '../../../api/apiextensions/validation/definition.ts';
import type { CustomResourceDefinition, CustomResourceDefinitionCondition, CustomResourceDefinitionNames } from '../../../api/generated/apiextensions-v1.ts';
import { formatTime } from '../../../base/clock.ts';

type Condition = Pick<CustomResourceDefinitionCondition, 'type' | 'status' | 'reason' | 'message'>;

/** `definition` with a condition set; itself when it says so already. */
export function withCondition(definition: CustomResourceDefinition, condition: Condition, nowMs: number): CustomResourceDefinition {
  const conditions = definition.status.conditions ?? [];
  const old = conditions.find(({ type }) => type === condition.type);
  if (old !== undefined && old.status === condition.status && old.reason === condition.reason && old.message === condition.message) return definition;
  const lastTransitionTime = old?.status === condition.status ? old.lastTransitionTime : formatTime(nowMs);
  const { type, status, reason, message } = condition;
  const made = { type, status, lastTransitionTime, reason, message } as CustomResourceDefinitionCondition;
  return { ...definition, status: { ...definition.status, conditions: old === undefined ? [...conditions, made] : conditions.map((one) => (one === old ? made : one)) } };
}

/** The names of other definitions of the group that this one may not have. */
interface TakenNames {
  readonly resources: ReadonlySet<string>;
  readonly kinds: ReadonlySet<string>;
}

function takenNames(definition: CustomResourceDefinition, all: readonly CustomResourceDefinition[]): TakenNames {
  const resources = new Set<string>();
  const kinds = new Set<string>();
  for (const { metadata, spec, status } of all) {
    if (spec.group !== definition.spec.group || metadata.uid === definition.metadata.uid) continue;
    const { plural, singular = '', shortNames = [], kind, listKind = '' } = status.acceptedNames;
    for (const name of [plural, singular, ...shortNames]) if (name !== '') resources.add(name);
    for (const name of [kind, listKind]) if (name !== '') kinds.add(name);
  }
  return { resources, kinds };
}

/** With the names that are free, and whether all are: the naming controller. */
export function withNames(definition: CustomResourceDefinition, all: readonly CustomResourceDefinition[], nowMs: number): CustomResourceDefinition {
  const { resources, kinds } = takenNames(definition, all);
  const { plural, singular = '', shortNames = [], kind, listKind = '', categories = [] } = definition.spec.names;
  const before = definition.status.acceptedNames;
  let conflict: { readonly reason: string; readonly message: string } | undefined;
  const isFree = (name: string, taken: ReadonlySet<string>, reason: string): boolean => {
    if (name === '' || !taken.has(name)) return true;
    conflict = { reason, message: `${JSON.stringify(name)} is already in use` };
    return false;
  };
  const accepted: CustomResourceDefinitionNames = { plural: isFree(plural, resources, 'PluralConflict') ? plural : before.plural, kind: before.kind };
  const text = (name: 'singular' | 'listKind', wanted: string, isAccepted: boolean): void => {
    const value = isAccepted ? wanted : before[name];
    if (value) accepted[name] = value;
  };
  text('singular', singular, isFree(singular, resources, 'SingularConflict'));
  const clashes = shortNames.filter((name) => resources.has(name));
  if (clashes.length > 0) conflict = { reason: 'ShortNamesConflict', message: clashes.length === 1 ? `${JSON.stringify(clashes[0])} is already in use` : `[${clashes.map((name) => `${JSON.stringify(name)} is already in use`).join(', ')}]` };
  const short = clashes.length === 0 ? shortNames : before.shortNames;
  if (short !== undefined && short.length > 0) accepted.shortNames = [...short];
  if (isFree(kind, kinds, 'KindConflict')) accepted.kind = kind;
  text('listKind', listKind, isFree(listKind, kinds, 'ListKindConflict'));
  if (categories.length > 0) accepted.categories = [...categories];
  const { plural: p, singular: s, shortNames: n, kind: k, listKind: l, categories: c } = accepted;
  const ordered: CustomResourceDefinitionNames = { plural: p, ...(s && { singular: s }), ...(n && { shortNames: n }), kind: k, ...(l && { listKind: l }), ...(c && { categories: c }) };
  const named = JSON.stringify(ordered) === JSON.stringify(before) ? definition : { ...definition, status: { ...definition.status, acceptedNames: ordered } };
  const wasEstablished = hasCondition(definition, 'Established');
  if (conflict !== undefined) {
    const refused = withCondition(named, { type: 'NamesAccepted', status: 'False', ...conflict }, nowMs);
    return wasEstablished ? refused : withCondition(refused, { type: 'Established', status: 'False', reason: 'NotAccepted', message: 'not all names are accepted' }, nowMs);
  }
  const free = withCondition(named, { type: 'NamesAccepted', status: 'True', reason: 'NoConflicts', message: 'no conflicts found' }, nowMs);
  return wasEstablished ? free : withCondition(free, { type: 'Established', status: 'False', reason: 'Installing', message: 'the initial names have been accepted' }, nowMs);
}

/** Established from the moment that its names are accepted, and for ever. */
export function withEstablished(definition: CustomResourceDefinition, nowMs: number): CustomResourceDefinition {
  if (!hasCondition(definition, 'NamesAccepted') || hasCondition(definition, 'Established')) return definition;
  return withCondition(definition, { type: 'Established', status: 'True', reason: 'InitialNamesAccepted', message: 'the initial names have been accepted' }, nowMs);
}

/** Groups of Kubernetes itself need an approval. */
export function withApproval(definition: CustomResourceDefinition, nowMs: number): CustomResourceDefinition {
  const { group } = definition.spec;
  if (!isProtectedGroup(group)) return definition;
  const value = definition.metadata.annotations?.[approvalAnnotation] ?? '';
  const type = 'KubernetesAPIApprovalPolicyConformant';
  if (value.startsWith('unapproved')) return withCondition(definition, { type, status: 'False', reason: 'UnapprovedAnnotation', message: `not approved: ${JSON.stringify(value)}` }, nowMs);
  return value === '' ? definition : withCondition(definition, { type, status: 'True', reason: 'ApprovedAnnotation', message: `approved in ${value}` }, nowMs);
}
