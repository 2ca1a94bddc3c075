// POST of pods/eviction: a deletion that asks the disruption budgets first, pkg/registry/core/pod/storage's EvictionREST.
import { parseJson } from '../../../api/decode/json-text.ts';
import { plainJson } from '../../../api/decode/json-value.ts';
import type { Pod } from '../../../api/generated/core-v1.ts';
import type { Eviction, PodDisruptionBudget } from '../../../api/generated/policy-v1.ts';
import { failure, newBadRequest, newForbidden, type StatusError } from '../../../api/meta/status-error.ts';
import { formatTime } from '../../../base/clock.ts';
import type { ApiResponse } from '../../../client/transport.ts';
import { isFields } from '../../../api/meta/json.ts';
import type { KubeObject } from '../../../api/meta/object.ts';
import type { KindRow } from '../../../api/scheme.ts';
import { checkPreconditions, type DeleteOptions, deleteObject } from '../registry/delete.ts';
import { refuseOtherNamespace } from '../registry/create.ts';
import { readObject } from '../registry/update.ts';
import { refuseDeleteOptions, writeOptions } from '../options.ts';
import { type RequestContext, storeKey } from '../request-context.ts';
import { matchesLabelSelector } from '../../../api/meta/label-selector.ts';
import { decodeBody, storedForm } from '../rulebook.ts';
import { unreasonedError } from '../unreasoned-error.ts';
import { answer } from './answer.ts';
import { bodyRow } from './body-row.ts';

const kind = { group: 'policy', kind: 'Eviction', goType: 'policy/v1.Eviction' };
const evictionRow = bodyRow({ ...kind, version: 'v1' });
const betaRow = bodyRow({ ...kind, version: 'v1beta1' });
const refusal = "Cannot evict pod as it would violate the pod's disruption budget.";
const maxDisruptedPods = 2_000;

export function evict(context: RequestContext): ApiResponse {
  const { isDryRun, fieldValidation } = writeOptions(context, 'CreateOptions');
  const eviction = decodeBody(context, fieldValidation, rowOf(context)) as Eviction;
  refuseOtherNamespace(context, eviction as KubeObject);
  if (eviction.metadata?.name !== context.name) throw newBadRequest('name in URL does not match name in Eviction object');
  const pod = readObject(context) as Pod;
  refuseDeleteOptions(eviction.deleteOptions ?? {});
  const options: DeleteOptions = { ...(eviction.deleteOptions as Partial<DeleteOptions> | undefined), isDryRun };
  checkPreconditions(context, pod, options);
  if (!isFreeToGo(pod)) askBudget(context, pod, isDryRun);
  const { preconditions: _checked, ...rest } = options;
  deleteObject(context, isDryRun ? pod : markDisrupted(context, pod), rest);
  return answer(201, { kind: 'Status', apiVersion: 'v1', metadata: {}, status: 'Success', code: 201 }, context.warnings);
}

/** Clients may still send policy/v1beta1, which is the same. What cannot be read is refused by the decoder. */
function rowOf({ request }: RequestContext): KindRow {
  const parsed = request.rawBody === undefined ? undefined : parseJson(request.rawBody);
  const body = parsed === undefined ? request.body : parsed.error === undefined ? plainJson(parsed.value) : undefined;
  return isFields(body) && body['apiVersion'] === betaRow.apiVersion ? betaRow : evictionRow;
}

/** Says in the Pod's conditions why it goes. */
function markDisrupted(context: RequestContext, pod: Pod): Pod {
  const now = formatTime(context.server.clock.now());
  const condition = { type: 'DisruptionTarget', status: 'True' as const, reason: 'EvictionByEvictionAPI', message: 'Eviction API: evicting', lastTransitionTime: now };
  const status = { ...pod.status, conditions: [...(pod.status?.conditions ?? []).filter((c) => c.type !== condition.type), condition] };
  return context.server.store.update('pods', storeKey(context.namespace, pod.metadata.name), pod, storedForm(context.row, { ...pod, status } as Pod)) as Pod;
}

/** Pods that no budget counts. */
function isFreeToGo({ metadata, status }: Pod): boolean {
  return metadata.deletionTimestamp !== undefined || status?.phase === 'Succeeded' || status?.phase === 'Failed' || status?.phase === 'Pending';
}

function askBudget(context: RequestContext, pod: Pod, isDryRun: boolean): void {
  const all = context.server.store.list('poddisruptionbudgets.policy', { prefix: `${context.namespace}/` }) as PodDisruptionBudget[];
  const [budget, ...more] = all.filter((b) => matchesLabelSelector(b.spec?.selector, pod.metadata.labels));
  if (budget === undefined) return;
  if (more.length > 0) throw unreasonedError('This pod has more than one PodDisruptionBudget, which the eviction subresource does not support.');
  const isReady = pod.status?.conditions?.some((c) => c.type === 'Ready' && c.status === 'True') === true;
  if (!isReady && mayGoUnready(budget)) return;
  const status = takeOne(budget, pod.metadata.name, formatTime(context.server.clock.now()));
  if (!isDryRun) context.server.store.update('poddisruptionbudgets.policy', storeKey(context.namespace, budget.metadata.name), budget, { ...budget, status } as PodDisruptionBudget);
}

function mayGoUnready({ spec, status }: PodDisruptionBudget): boolean {
  if (spec?.unhealthyPodEvictionPolicy === 'AlwaysAllow') return true;
  return status !== undefined && status.currentHealthy >= status.desiredHealthy && status.desiredHealthy > 0;
}

/** The budget's status with one disruption less. Throws when there is none left. */
function takeOne({ metadata, status }: PodDisruptionBudget, podName: string, now: string): NonNullable<PodDisruptionBudget['status']> {
  if (status === undefined || (status.observedGeneration ?? 0) < (metadata.generation ?? 0)) throw tooMany(`The disruption budget ${metadata.name} is still being processed by the server.`, 10);
  const forbidden = (cause: string): StatusError => newForbidden({ group: 'policy', resource: 'poddisruptionbudget' }, metadata.name, cause);
  if (status.disruptionsAllowed < 0) throw forbidden('pdb disruptions allowed is negative');
  if (Object.keys(status.disruptedPods ?? {}).length > maxDisruptedPods) throw forbidden('DisruptedPods map too big - too many evictions not confirmed by PDB controller');
  if (status.disruptionsAllowed === 0) {
    const failed = status.conditions?.find((c) => c.type === 'DisruptionAllowed' && c.reason === 'SyncFailed');
    const short = status.currentHealthy <= status.desiredHealthy;
    throw tooMany(failed === undefined
      ? `The disruption budget ${metadata.name} ${short ? `needs ${status.desiredHealthy} healthy pods and has ${status.currentHealthy}` : 'does not allow evicting pods'} currently`
      : `The disruption budget ${metadata.name} does not allow evicting pods currently because it failed sync: ${failed.message}`, 0);
  }
  const taken = { ...status, disruptionsAllowed: status.disruptionsAllowed - 1, disruptedPods: { ...status.disruptedPods, [podName]: now } };
  return taken.disruptionsAllowed > 0 ? taken : { ...taken, conditions: exhausted(status, now) };
}

/** The last one that was allowed: the condition says so at once. */
function exhausted({ conditions = [], observedGeneration }: NonNullable<PodDisruptionBudget['status']>, now: string): NonNullable<NonNullable<PodDisruptionBudget['status']>['conditions']> {
  const before = conditions.find((c) => c.type === 'DisruptionAllowed');
  const condition = { type: 'DisruptionAllowed', status: 'False' as const, reason: 'InsufficientPods', message: '', lastTransitionTime: before?.status === 'False' ? before.lastTransitionTime : now, ...(observedGeneration !== undefined && { observedGeneration }) };
  return before === undefined ? [...conditions, condition] : conditions.map((c) => (c === before ? condition : c));
}

function tooMany(message: string, retryAfterSeconds: number): StatusError {
  return failure(429, 'TooManyRequests', refusal, { causes: [{ reason: 'DisruptionBudget', message }], ...(retryAfterSeconds > 0 && { retryAfterSeconds }) });
}
