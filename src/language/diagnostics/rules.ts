// Everything that the API server would say of an object: its own rulebook is asked.
import { checkCreate } from '../../api/check.ts';
import { membersOf } from '../../api/decode/json-value.ts';
import { admitPriority, admitServiceAccount, admitTolerations, systemPriorities, validateRuntimeClassOverhead } from '../../api/admission/pod-defaults.ts';
import { validateNamespaceLabels } from '../../api/pod-security/admission.ts';
import { errorText, type FieldError } from '../../api/field/error.ts';
import type { Pod } from '../../api/generated/core-v1.ts';
import type { KubeObject } from '../../api/meta/object.ts';
import { rowByKind, type KindRow } from '../../api/scheme.ts';
import { findingSpan, keySpan, locateField, parseFieldPath } from '../../document/field-location.ts';
import type { Finding } from '../finding.ts';
import type { ObjectPlace } from './object-place.ts';
import { rulePlace } from './rule-place.ts';
import { meantBy, unknownField, wrongValue } from './structure.ts';

/** kubectl puts an object without a namespace into this one. */
const defaultNamespace = 'default';
const longest = 2000;

export function ruleFindings(place: ObjectPlace): Finding[] {
  const { identity: { apiVersion, kind, namespace }, value } = place;
  if (rowByKind(apiVersion, kind) === undefined) return [];
  let refusals: Refused[] = [];
  const input = { apiVersion, kind, namespace: namespace === '' ? defaultNamespace : namespace, admit: (object: KubeObject, row: KindRow): void => void (refusals = admitInEditor(object, row)) };
  let result = checkCreate({ ...input, value });
  const findings = [...result.strictErrors.filter((f) => f.type === 'unknown').map((f) => unknownField(place, f)), ...result.wrongValues.map((f) => wrongValue(place, f))];
  const wrong = result.wrongValues.map((f) => f.path?.segments() ?? []);
  if (findings.length > 0 && wrong.every((path) => path.length > 0)) {
    // The server stops here. Without what is wrong it would go on to what else is to be said.
    result = checkCreate({ ...input, value: wrong.reduce<unknown>((rest, path) => without(rest, path), value), fieldValidation: 'Ignore' });
  } else if (result.decodeError !== undefined && findings.length === 0) {
    const path = [...place.base, ...(result.decodeError.path?.segments() ?? [])];
    findings.push({ span: findingSpan(place.text, place.root, path), severity: 'error', code: 'BadRequest', message: shortened(result.decodeError.message), path });
  }
  const labelErrors = kind === 'Namespace' && apiVersion === 'v1' ? validateNamespaceLabels(result.object?.metadata.labels) : [];
  const unread = [...wrong, ...result.strictErrors.filter((f) => f.type === 'unknown').map((f) => f.path?.segments() ?? [])];
  const missed = [...wrong, ...unread.flatMap((path) => meantBy(place, path) === undefined ? [] : [[...path.slice(0, -1), meantBy(place, path) ?? '']])];
  const errors = [...result.errors, ...labelErrors];
  for (const error of errors) if (!isEcho(error, { unread, missed, value, isAlone: errors.length + findings.length === 1 })) findings.push(ruleFinding(place, error));
  for (const { field, message } of refusals) {
    const path = [...place.base, 'spec', field];
    findings.push({ span: findingSpan(place.text, place.root, path), severity: 'error', code: 'Forbidden', message, path });
  }
  for (const warning of result.warnings) findings.push(warningFinding(place, warning));
  return findings;
}

// Differs from Kubernetes: objects of the cluster (ServiceAccounts, PriorityClasses, quotas) are not asked for; a refusal that depends on them comes with apply.
/** What admission does to every Pod in any cluster. What depends on the cluster's objects, as on its PriorityClasses, cannot be judged here. */
function admitInEditor(object: KubeObject, { kind, apiVersion }: KindRow): Refused[] {
  if (kind !== 'Pod' || apiVersion !== 'v1') return [];
  const refusals: Refused[] = [];
  const pod = object as Pod;
  const { priorityClassName = '', runtimeClassName, serviceAccountName = '' } = pod.spec;
  const priority = priorityClassName === '' || Object.hasOwn(systemPriorities, priorityClassName) ? admitPriority(pod, new Map()) : undefined;
  if (priority !== undefined) refusals.push({ field: priority.forbidden.includes('PreemptionPolicy') ? 'preemptionPolicy' : 'priority', message: priority.forbidden });
  const runtime = runtimeClassName === undefined ? validateRuntimeClassOverhead(pod, undefined) : undefined;
  if (runtime !== undefined) refusals.push({ field: 'overhead', message: runtime.forbidden });
  admitTolerations(pod);
  admitServiceAccount(pod, { name: serviceAccountName === '' ? 'default' : serviceAccountName }, 'xxxxx');
  return refusals;
}

/** A 403 about a field of a Pod's spec. */
interface Refused {
  readonly field: string;
  readonly message: string;
}

interface Unread {
  /** Paths of what could not be read: unknown fields and wrong values. */
  readonly unread: readonly (readonly (string | number)[])[];
  /** Where they were meant to stand. */
  readonly missed: readonly (readonly (string | number)[])[];
  readonly value: unknown;
  readonly isAlone: boolean;
}

/** What follows from a mistake that is told already: a field is missed because its name is misspelt, the object that holds a wrong value seems empty, a volume with a mistake in it seems not to be there. */
function isEcho({ type, path: at, badValue }: FieldError, { unread, missed, value, isAlone }: Unread): boolean {
  const path = at?.segments() ?? [];
  if (missed.some((prefix) => startsWith(path, prefix))) return true;
  if (type === 'FieldValueRequired' || type === 'FieldValueInvalid') return unread.some((wrong) => startsWith(wrong, path) && (wrong.length === path.length + 1 || (wrong.length === path.length + 2 && (type === 'FieldValueRequired' || typeof wrong[path.length] === 'number'))));
  if (type !== 'FieldValueNotFound' || isAlone) return false;
  const container = path.findIndex((segment) => typeof segment === 'string' && /^(?:initC|c|ephemeralC)ontainers$/.test(segment));
  const volumes = path.at(-2) === undefined || container < 0 ? undefined : [...path.slice(0, container), 'volumes'].reduce<unknown>((node, segment) => (typeof node === 'object' && node !== null ? (node as Record<string | number, unknown>)[segment] : undefined), value);
  return Array.isArray(volumes) && volumes.some((volume: unknown) => typeof volume === 'object' && volume !== null && (volume as { name?: unknown }).name === badValue);
}

function startsWith(path: readonly (string | number)[], prefix: readonly (string | number)[]): boolean {
  return prefix.every((segment, i) => path[i] === segment);
}

function ruleFinding({ text, root, base }: ObjectPlace, error: FieldError): Finding {
  // Of a field that must not be there, the name is the mistake; of one with a wrong value, the value.
  const { span, path } = rulePlace(text, root, [...base, ...(error.path?.segments() ?? [])], { badValue: error.badValue, isAboutName: error.type === 'FieldValueForbidden' });
  return { span, severity: 'error', code: error.type, message: shortened(errorText(error)), path };
}

/** A warning is a text that often begins with a field, or names one. */
function warningFinding({ text, root, base }: ObjectPlace, warning: string): Finding {
  const named = /^([a-z]\w*(?:\.\w+|\[[^\]]*\])+)(?=[:, ])/.exec(warning)?.[1] ?? /\b((?:spec|metadata|data|webhooks)(?:\.\w+|\[[^\]]*\])+)/.exec(warning)?.[1];
  const path = [...base, ...(named === undefined ? ['kind'] : parseFieldPath(named))];
  const { key, isWritten } = locateField(root, path);
  return { span: isWritten && key !== undefined ? keySpan(text, root, path) : findingSpan(text, root, path), severity: 'warning', code: 'Warning', message: shortened(warning), path };
}

function shortened(message: string): string {
  return message.length <= longest ? message : `${message.slice(0, longest)}…`;
}

/** A copy without the value at a path; list items are kept as null, so that indexes stay. */
function without(value: unknown, [segment, ...rest]: readonly (string | number)[]): unknown {
  if (segment === undefined) return undefined;
  if (Array.isArray(value)) return value.map((item: unknown, i) => (i === segment ? (rest.length === 0 ? null : without(item, rest)) : item));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(membersOf(value).flatMap(([name, member]) => (name !== String(segment) ? [[name, member]] : rest.length === 0 ? [] : [[name, without(member, rest)]])));
}
