// Plays the recorded validate cases against the rulebook, as ../shared/oracle/validate/replay.mjs plays them against a server.
import { readFileSync } from 'node:fs';
import { isDeepStrictEqual } from 'node:util';
import { gunzipSync } from 'node:zlib';
import { accountNotFound, admitPriority, admitRuntimeClass, admitServiceAccount, admitTolerations, invalidNameError, type Refusal, validateRuntimeClassOverhead } from '../../src/api/admission/pod-defaults.ts';
import { checkCreate, type CheckResult, refusalOf } from '../../src/api/check.ts';
import type { Pod, Service } from '../../src/api/generated/core-v1.ts';
import type { RuntimeClass } from '../../src/api/generated/node-v1.ts';
import type { Status } from '../../src/api/generated/meta-v1.ts';
import type { KubeObject } from '../../src/api/meta/object.ts';
import { failure, newForbidden, newInvalid, StatusError } from '../../src/api/meta/status-error.ts';
import { validateNamespaceLabels } from '../../src/api/pod-security/admission.ts';
import { recordWarnings } from '../../src/api/meta/warnings.ts';
import { type KindRow, rowByResource } from '../../src/api/scheme.ts';

export interface ValidateCase {
  readonly id: string;
  readonly group: string;
  readonly path: string;
  readonly manifest: Readonly<Record<string, unknown>>;
  readonly expect: {
    readonly code: number;
    readonly reason?: string;
    readonly message?: string;
    readonly text?: string;
    readonly causes?: readonly Cause[];
    readonly warnings?: readonly string[];
    readonly object?: unknown;
  };
}
interface Cause {
  readonly reason?: string;
  readonly message?: string;
  readonly field?: string;
}

export const levels = ['code', 'causes', 'message', 'object'] as const;

/** Recorded cases; `file` is `cases` or `pairs`. */
export function readCases(file: 'cases' | 'pairs'): ValidateCase[] {
  const text = gunzipSync(readFileSync(new URL(`../recorded/validate/${file}.jsonl.gz`, import.meta.url))).toString('utf8');
  return text.trim().split('\n').map((line) => JSON.parse(line) as ValidateCase);
}

/** The row and namespace that a collection's path names. */
export function targetOf(path: string): { row: KindRow; namespace: string } {
  const parts = path.split('/').filter((part) => part !== '');
  const [group, version, ...rest] = parts[0] === 'api' ? ['', parts[1] ?? '', ...parts.slice(2)] : [parts[1] ?? '', parts[2] ?? '', ...parts.slice(3)];
  const namespace = rest[0] === 'namespaces' && rest.length > 2 ? (rest[1] ?? '') : '';
  const row = rowByResource(group ?? '', version ?? '', rest.at(-1) ?? '');
  if (row === undefined) throw new Error(`no resource at ${path}`);
  return { row, namespace };
}

interface Answer {
  readonly code: number;
  readonly body: unknown;
  readonly warnings: readonly string[];
}

const uid = '11111111-2222-3333-4444-555555555555';
const now = '2026-01-01T00:00:00Z';

/** What the server's own admission does in the recorded cluster: default plugins, a `default` ServiceAccount, a RuntimeClass `gvisor`. */
function admit(object: KubeObject, row: KindRow): void {
  if (row.kind === 'Pod') admitPod(object as Pod);
  object.metadata.uid = uid;
  object.metadata.creationTimestamp = now;
  admitOther(object, row);
}

const gvisor: RuntimeClass = { metadata: { name: 'gvisor', uid: '', resourceVersion: '', creationTimestamp: '' }, handler: 'runsc', overhead: { podFixed: { cpu: '10m' } } };

function admitPod(pod: Pod): void {
  const refuse = (refusal: Refusal | undefined): void => {
    if (refusal !== undefined) throw newForbidden({ group: '', resource: 'pods' }, pod.metadata.name ?? '', refusal.forbidden);
  };
  const account = pod.spec.serviceAccountName ?? 'default';
  if (account !== 'default') refuse(accountNotFound(pod.metadata.namespace ?? '', account));
  admitServiceAccount(pod, { name: 'default' }, 'abcde');
  refuse(admitPriority(pod, new Map()));
  admitTolerations(pod);
  const className = pod.spec.runtimeClassName;
  const problem = className === undefined ? undefined : invalidNameError(className);
  if (problem !== undefined) throw failure(500, '', problem);
  refuse(admitRuntimeClass(pod, className === gvisor.metadata.name ? gvisor : undefined));
}

/** Finalizers of StorageObjectInUseProtection, the taint of TaintNodesByCondition. */
function admitOther(object: KubeObject, row: KindRow): void {
  const protection = { PersistentVolume: 'kubernetes.io/pv-protection', PersistentVolumeClaim: 'kubernetes.io/pvc-protection' }[row.kind];
  if (protection !== undefined && !(object.metadata.finalizers ?? []).includes(protection)) object.metadata.finalizers = [...(object.metadata.finalizers ?? []), protection];
  if (row.kind === 'Service') allocate(object as Service);
  if (row.kind !== 'Node') return;
  const { spec } = object as unknown as { spec: { taints?: { key: string; effect: string }[] } };
  const taint = { key: 'node.kubernetes.io/not-ready', effect: 'NoSchedule' };
  if (!(spec.taints ?? []).some((t) => t.key === taint.key && t.effect === taint.effect)) spec.taints = [...(spec.taints ?? []), taint];
}

/** What the server allocates before it validates, as in a dry run. */
function allocate({ spec }: Service): void {
  if (spec.type !== 'ExternalName') spec.clusterIP ??= '10.96.0.10';
  if (spec.type !== 'NodePort' && spec.type !== 'LoadBalancer') return;
  const ports = spec.ports ?? [];
  const allocated: number[] = [];
  const next = (): number => (allocated.length === 0 ? 32_769 : Math.max(...allocated) + 1);
  for (const port of ports) allocated.push((port.nodePort ??= next()));
  if (spec.type === 'LoadBalancer' && spec.externalTrafficPolicy === 'Local') spec.healthCheckNodePort ??= next();
}

/** The rulebook's answer to a case. */
export function play({ path, manifest }: ValidateCase): Answer {
  const { row, namespace } = targetOf(path);
  try {
    const result: CheckResult = checkCreate({ value: manifest, apiVersion: row.apiVersion, kind: row.kind, namespace, fieldValidation: 'Strict', admit });
    const refusal = refusalOf(result, row);
    if (refusal !== undefined) return { code: refusal.code, body: refusal.status, warnings: recordWarnings(result.warnings) };
    const late = row.kind === 'Pod' && result.object !== undefined ? validateRuntimeClassOverhead(result.object as Pod, gvisor) : undefined;
    if (late !== undefined) return { code: 403, body: newForbidden({ group: '', resource: 'pods' }, result.object?.metadata.name ?? '', late.forbidden).status, warnings: recordWarnings(result.warnings) };
    const labelErrors = row.kind === 'Namespace' ? validateNamespaceLabels(result.object?.metadata.labels) : [];
    if (labelErrors.length > 0) return { code: 422, body: newInvalid(row, result.object?.metadata.name ?? '', labelErrors).status, warnings: recordWarnings(result.warnings) };
    return { code: 201, body: result.object, warnings: recordWarnings(result.warnings) };
  } catch (error) {
    if (error instanceof StatusError) return { code: error.code, body: error.status, warnings: [] };
    throw error;
  }
}

function normalise(object: Record<string, unknown>, manifest: { readonly metadata?: { name?: unknown } | null }): unknown {
  const copy = structuredClone(object) as { metadata?: Record<string, unknown> };
  for (const key of ['uid', 'creationTimestamp', 'managedFields']) delete copy.metadata?.[key];
  if (copy.metadata?.['generateName'] !== undefined && !manifest.metadata?.name) copy.metadata['name'] = `${String(copy.metadata['generateName'])}<5>`;
  return JSON.parse(JSON.stringify(copy)
    .replace(/kube-api-access-[a-z0-9]{5}/g, 'kube-api-access-<5>')
    .replace(/"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}"/g, '"<uid>"')
    .replace(/"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z"/g, '"<time>"')
    .replace(/"10\.96\.\d+\.\d+"/g, '"<clusterIP>"')) as unknown;
}

function firstDifference(a: unknown, b: unknown, path = ''): string | undefined {
  if (isDeepStrictEqual(a, b)) return undefined;
  if (a !== null && b !== null && typeof a === 'object' && typeof b === 'object' && Array.isArray(a) === Array.isArray(b)) {
    const [x, y] = [a, b] as Record<string, unknown>[];
    for (const key of new Set([...Object.keys(a), ...Object.keys(b)])) {
      const difference = firstDifference(x?.[key], y?.[key], `${path}.${key}`);
      if (difference !== undefined) return difference;
    }
  }
  return `${path === '' ? '.' : path}: expected ${JSON.stringify(a)?.slice(0, 300)}, got ${JSON.stringify(b)?.slice(0, 300)}`;
}

const causeSet = (causes: readonly Cause[] | undefined): string[] => [...new Set((causes ?? []).map((c) => `${c.reason} ${c.field}`))].sort();

/** How many of `levels` the answer reaches, and the first difference. */
export function judge({ expect, manifest }: ValidateCase, answer: Answer): { reached: number; difference?: string } {
  const status = answer.body as Status;
  if (answer.code !== expect.code || (expect.code !== 201 && (status.reason ?? '') !== (expect.reason ?? ''))) {
    return { reached: 0, difference: `code: expected ${expect.code} ${expect.message ?? ''}, got ${answer.code} ${answer.code === 201 ? '' : (status.message ?? '')}` };
  }
  const isCreated = expect.code === 201;
  const causes = isCreated ? undefined : (status.details?.causes as readonly Cause[] | undefined);
  const [got, want] = [causeSet(causes), causeSet(expect.causes)];
  if (!isDeepStrictEqual(got, want)) return { reached: 1, difference: `causes: missing ${JSON.stringify(want.filter((x) => !got.includes(x)))}, extra ${JSON.stringify(got.filter((x) => !want.includes(x)))}` };
  const wanted = { message: isCreated ? undefined : (expect.message ?? expect.text), causes: expect.causes, warnings: expect.warnings ?? [] };
  const difference = firstDifference(wanted, { message: isCreated ? undefined : status.message, causes, warnings: answer.warnings });
  if (difference !== undefined) return { reached: 2, difference };
  const objectDifference = isCreated ? firstDifference(expect.object, normalise(answer.body as Record<string, unknown>, manifest)) : undefined;
  return objectDifference === undefined ? { reached: 4 } : { reached: 3, difference: `object${objectDifference}` };
}
