// Keeps scaled objects within their autoscalers' bounds, and tells that there are no metrics to do more by: kube-controller-manager's horizontal-pod-autoscaler-controller.
import { formatTime } from '../../base/clock.ts';
import type { Disposable } from '../../base/disposable.ts';
import type { Scale } from '../../api/generated/autoscaling-v1.ts';
import type { HorizontalPodAutoscaler, HorizontalPodAutoscalerCondition, HorizontalPodAutoscalerStatus } from '../../api/generated/autoscaling-v2.ts';
import type { Pod } from '../../api/generated/core-v1.ts';
import { deepEqual } from '../../api/meta/deep-equal.ts';
import { matchesRequirements } from '../../api/meta/label-selector.ts';
import { parseLabelSelector } from '../../api/meta/parse-label-selector.ts';
import { isConflict, isNotFound, StatusError } from '../../api/meta/status-error.ts';
import { kindRows } from '../../api/scheme.ts';
import { type Informer, keyOf } from '../../client/informer.ts';
import * as resources from '../../client/resources.ts';
import type { ResourceRef } from '../../client/transport.ts';
import { failureOf } from './autoscaler-metrics.ts';
import { type Controller, ControllerBase, type ControllerContext } from './controller.ts';

const periodMs = 15_000;

type OwnedAutoscaler = HorizontalPodAutoscaler & { readonly kind: string; readonly apiVersion: string };

function withCondition(conditions: readonly HorizontalPodAutoscalerCondition[], next: HorizontalPodAutoscalerCondition): HorizontalPodAutoscalerCondition[] {
  const at = conditions.findIndex((c) => c.type === next.type);
  const old = conditions[at];
  if (old === undefined) return [...conditions, next];
  return conditions.with(at, old.status === next.status && old.lastTransitionTime !== undefined ? { ...next, lastTransitionTime: old.lastTransitionTime } : next);
}

class HorizontalPodAutoscalerController extends ControllerBase {
  readonly #autoscalers: Informer<HorizontalPodAutoscaler>;
  readonly #pods: Informer<Pod>;
  /** What the Pods of each autoscaler's target are selected by. */
  readonly #selectors = new Map<string, string>();

  constructor(context: ControllerContext) {
    super(context, 'horizontal-pod-autoscaler', (key) => this.#reconcile(key));
    this.#autoscalers = this.informer<HorizontalPodAutoscaler>(resources.horizontalPodAutoscalers);
    this.#pods = this.informer<Pod>(resources.pods);
    this.onChange(this.#autoscalers, (autoscaler, _old, isGone) => {
      const key = keyOf(autoscaler);
      if (isGone) this.#selectors.delete(key);
      // Whatever happens, it is looked at once in a period.
      else this.queue.addAfter(key, periodMs);
    });
  }

  async #reconcile(key: string): Promise<void> {
    const cached = this.#autoscalers.get(key);
    if (cached === undefined) return;
    this.queue.addAfter(key, periodMs);
    const autoscaler: OwnedAutoscaler = { ...cached, kind: 'HorizontalPodAutoscaler', apiVersion: 'autoscaling/v2' };
    try {
      await this.#sync(key, autoscaler);
    } catch (error) {
      if (!isConflict(error) && !isNotFound(error)) throw error;
    }
  }

  async #sync(key: string, autoscaler: OwnedAutoscaler): Promise<void> {
    const status: HorizontalPodAutoscalerStatus = { ...autoscaler.status };
    const target = await this.#target(autoscaler);
    if (typeof target === 'string') {
      this.events.event(autoscaler, 'Warning', 'FailedGetScale', target);
      this.#put(status, 'AbleToScale', 'False', 'FailedGetScale', `the HPA controller was unable to get the target's current scale: ${target}`);
      await this.#write(autoscaler, status);
      return;
    }
    this.#put(status, 'AbleToScale', 'True', 'SucceededGetScale', "the HPA controller was able to get the target's current scale");
    const { scale } = target;
    const current = scale.spec.replicas ?? 0;
    const { minReplicas = 1, maxReplicas } = autoscaler.spec;
    if (current === 0 && minReplicas !== 0) {
      this.#put(status, 'ScalingActive', 'False', 'ScalingDisabled', 'scaling is disabled since the replica count of the target is zero');
      await this.#write(autoscaler, { ...withoutCurrent(status), ...currentReplicas(scale), desiredReplicas: current });
    } else if (current > maxReplicas) await this.#rescale(autoscaler, status, target, maxReplicas, 'Current number of replicas above Spec.MaxReplicas');
    else if (current < minReplicas) await this.#rescale(autoscaler, status, target, minReplicas, 'Current number of replicas below Spec.MinReplicas');
    else {
      const failure = this.#compute(key, autoscaler, scale, status);
      const currentMetrics = Array.from({ length: failure.metrics }, () => ({ type: '' }));
      await this.#write(autoscaler, { ...withoutCurrent(status), ...currentReplicas(scale), desiredReplicas: status.desiredReplicas, ...(failure.metrics > 0 && { currentMetrics: currentMetrics as never }) });
      this.events.event(autoscaler, 'Warning', 'FailedComputeMetricsReplicas', failure.text);
    }
  }

  /** Why no number of replicas can be computed, and how many metrics were asked for in vain. */
  #compute(key: string, autoscaler: OwnedAutoscaler, scale: Scale, status: HorizontalPodAutoscalerStatus): { readonly text: string; readonly metrics: number } {
    const { selector = '' } = scale.status;
    if (selector === '') {
      this.events.event(autoscaler, 'Warning', 'SelectorRequired', 'selector is required');
      this.#put(status, 'ScalingActive', 'False', 'InvalidSelector', "the HPA target's scale is missing a selector");
      return { text: 'selector is required', metrics: 0 };
    }
    this.#selectors.set(key, selector);
    const rivals = this.#rivals(autoscaler.metadata.namespace ?? '', selector);
    if (rivals.length > 1) {
      const text = `pods by selector ${selector} are controlled by multiple HPAs: [${rivals.join(' ')}]`;
      this.events.event(autoscaler, 'Warning', 'AmbiguousSelector', text);
      this.#put(status, 'ScalingActive', 'False', 'AmbiguousSelector', text);
      return { text, metrics: 0 };
    }
    const failures = (autoscaler.spec.metrics ?? []).map((metric) => failureOf(metric, autoscaler.metadata.namespace ?? ''));
    for (const { reason, cause } of failures) this.events.event(autoscaler, 'Warning', reason, cause);
    const [first] = failures;
    if (first !== undefined) this.#put(status, 'ScalingActive', 'False', first.reason, `the HPA was unable to compute the replica count: ${first.cause}`);
    return { text: `invalid metrics (${failures.length} invalid out of ${failures.length}), first error is: ${first?.summary}`, metrics: failures.length };
  }

  /** All autoscalers whose selectors select one of the Pods that this one selects. */
  #rivals(namespace: string, selector: string): string[] {
    const requirements = parseLabelSelector(selector);
    const pods = this.#pods.list().filter((p) => p.metadata.namespace === namespace && matchesRequirements(requirements, p.metadata.labels));
    return [...this.#selectors].filter(([key, other]) => key.startsWith(`${namespace}/`) && pods.some((p) => matchesRequirements(parseLabelSelector(other), p.metadata.labels))).map(([key]) => key);
  }

  /** The target's scale, or why there is none. */
  async #target({ metadata: { namespace }, spec: { scaleTargetRef } }: OwnedAutoscaler): Promise<{ readonly ref: ResourceRef; readonly scale: Scale } | string> {
    const { kind, name, apiVersion = 'v1' } = scaleTargetRef;
    const group = apiVersion.includes('/') ? (apiVersion.split('/')[0] ?? '') : '';
    const row = kindRows.find((r) => r.kind === kind && r.group === group);
    if (row === undefined) return `no matches for kind "${kind}" in group "${group}"`;
    const ref = { group, version: row.version, resource: row.plural };
    try {
      return { ref, scale: await this.client.get<Scale>(ref, name, namespace, { subresource: 'scale' }) };
    } catch (error) {
      if (error instanceof StatusError) return error.message;
      throw error;
    }
  }

  async #rescale(autoscaler: OwnedAutoscaler, status: HorizontalPodAutoscalerStatus, { ref, scale }: { readonly ref: ResourceRef; readonly scale: Scale }, replicas: number, why: string): Promise<void> {
    try {
      await this.client.update<Scale>(ref, { ...scale, spec: { ...scale.spec, replicas } }, { subresource: 'scale' });
    } catch (error) {
      if (!(error instanceof StatusError)) throw error;
      this.events.event(autoscaler, 'Warning', 'FailedRescale', `New size: ${replicas}; reason: ${why}; error: ${error.message}`);
      this.#put(status, 'AbleToScale', 'False', 'FailedUpdateScale', `the HPA controller was unable to update the target scale: ${error.message}`);
      await this.#write(autoscaler, { ...status, ...currentReplicas(scale) });
      return;
    }
    this.#put(status, 'AbleToScale', 'True', 'SucceededRescale', `the HPA controller was able to update the target scale to ${replicas}`);
    this.events.event(autoscaler, 'Normal', 'SuccessfulRescale', `New size: ${replicas}; reason: ${why}`);
    await this.#write(autoscaler, { ...withoutCurrent(status), lastScaleTime: formatTime(this.nowMs), ...currentReplicas(scale), desiredReplicas: replicas });
  }

  #put(status: HorizontalPodAutoscalerStatus, type: string, state: 'True' | 'False', reason: string, message: string): void {
    status.conditions = withCondition(status.conditions ?? [], { type, status: state, lastTransitionTime: formatTime(this.nowMs), reason, message });
  }

  async #write(autoscaler: OwnedAutoscaler, status: HorizontalPodAutoscalerStatus): Promise<void> {
    if (deepEqual(autoscaler.status, status)) return;
    await this.client.update<HorizontalPodAutoscaler>(resources.horizontalPodAutoscalers, { ...autoscaler, status }, { subresource: 'status' });
  }
}

function currentReplicas({ spec: { replicas = 0 } }: Scale): { currentReplicas?: number } {
  return replicas === 0 ? {} : { currentReplicas: replicas };
}

function withoutCurrent({ lastScaleTime, conditions }: HorizontalPodAutoscalerStatus): HorizontalPodAutoscalerStatus {
  return { ...(lastScaleTime !== undefined && { lastScaleTime }), desiredReplicas: 0, currentMetrics: null as never, ...(conditions && { conditions }) };
}

export const horizontalPodAutoscalerController: Controller = { name: 'horizontal-pod-autoscaler-controller', start: (context): Disposable => new HorizontalPodAutoscalerController(context) };
