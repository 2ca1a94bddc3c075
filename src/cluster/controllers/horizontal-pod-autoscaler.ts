// Scales objects by what metrics tell, within their autoscalers' bounds: kube-controller-manager's horizontal-pod-autoscaler-controller.
import { formatTime } from '../../base/clock.ts';
import type { Disposable } from '../../base/disposable.ts';
import type { Scale } from '../../api/generated/autoscaling-v1.ts';
import type { HorizontalPodAutoscaler, HorizontalPodAutoscalerCondition, HorizontalPodAutoscalerStatus, HPAScalingRules, MetricStatus } from '../../api/generated/autoscaling-v2.ts';
import type { Pod } from '../../api/generated/core-v1.ts';
import { deepEqual } from '../../api/meta/deep-equal.ts';
import { matchesRequirements } from '../../api/meta/label-selector.ts';
import { parseLabelSelector } from '../../api/meta/parse-label-selector.ts';
import { isConflict, isNotFound, StatusError } from '../../api/meta/status-error.ts';
import { kindRows } from '../../api/scheme.ts';
import { type Informer, keyOf } from '../../client/informer.ts';
import * as resources from '../../client/resources.ts';
import type { ResourceRef } from '../../client/transport.ts';
import { namespaceOf } from '../component-helpers/pods.ts';
import { quantityMilliValue } from '../component-helpers/quantities.ts';
import { AutoscalerHistory } from './autoscaler-behavior.ts';
import { proposalOf, type MetricFailure } from './autoscaler-proposals.ts';
import type { Tolerances } from './replica-calculator.ts';
import { type Controller, ControllerBase, type ControllerContext } from './controller.ts';

const periodMs = 15_000;

/** How far from its target a metric may be, when the autoscaler does not say. */
const defaultTolerance = 0.1;

type OwnedAutoscaler = HorizontalPodAutoscaler & { readonly kind: string; readonly apiVersion: string };

interface Target { readonly ref: ResourceRef; readonly scale: Scale }

/** What one look at an autoscaler is about. */
interface Sync {
  readonly autoscaler: OwnedAutoscaler;
  readonly status: HorizontalPodAutoscalerStatus;
  readonly target: Target;
  readonly history: AutoscalerHistory;
  readonly metrics: MetricStatus[] | null;
}

interface Computed {
  readonly result: { readonly replicas: number; readonly name: string } | string;
  readonly metrics: MetricStatus[] | null;
}

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
  readonly #histories = new Map<string, AutoscalerHistory>();

  constructor(context: ControllerContext) {
    super(context, 'horizontal-pod-autoscaler', (key) => this.#reconcile(key));
    this.#autoscalers = this.informer<HorizontalPodAutoscaler>(resources.horizontalPodAutoscalers);
    this.#pods = this.informer<Pod>(resources.pods);
    this.onChange(this.#autoscalers, (autoscaler, _old, isGone) => {
      const key = keyOf(autoscaler);
      if (isGone) {
        this.#selectors.delete(key);
        this.#histories.delete(key);
      } else this.queue.addAfter(key, periodMs); // Whatever happens, it is looked at once in a period.
    });
  }

  async #reconcile(key: string): Promise<void> {
    const cached = this.#autoscalers.get(key);
    if (cached === undefined) return;
    const autoscaler: OwnedAutoscaler = { ...cached, kind: 'HorizontalPodAutoscaler', apiVersion: 'autoscaling/v2' };
    try {
      await this.#sync(key, autoscaler);
    } catch (error) {
      if (!isConflict(error) && !isNotFound(error)) throw error;
    } finally {
      // A period after all is done: what was done in a policy's period of that length is then over.
      this.queue.addAfter(key, periodMs);
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
    const history = this.#historyOf(key, current);
    const { minReplicas = 1, maxReplicas } = autoscaler.spec;
    if (current === 0 && minReplicas !== 0) {
      this.#put(status, 'ScalingActive', 'False', 'ScalingDisabled', 'scaling is disabled since the replica count of the target is zero');
      await this.#write(autoscaler, { ...withMetrics(status, null), ...currentReplicas(scale), desiredReplicas: current });
    } else if (current > maxReplicas) await this.#rescale({ autoscaler, status, target, history, metrics: null }, maxReplicas, 'Current number of replicas above Spec.MaxReplicas');
    else if (current < minReplicas) await this.#rescale({ autoscaler, status, target, history, metrics: null }, minReplicas, 'Current number of replicas below Spec.MinReplicas');
    else await this.#scaleByMetrics(key, { autoscaler, status, target, history });
  }

  #historyOf(key: string, current: number): AutoscalerHistory {
    const history = this.#histories.get(key) ?? new AutoscalerHistory(current, this.nowMs);
    this.#histories.set(key, history);
    return history;
  }

  async #scaleByMetrics(key: string, sync: Omit<Sync, 'metrics'>): Promise<void> {
    const { autoscaler, status, target: { scale }, history } = sync;
    const computed = await this.#compute(key, autoscaler, scale, status);
    const { metrics } = computed;
    if (typeof computed.result === 'string') {
      await this.#write(autoscaler, { ...withMetrics(status, metrics), ...currentReplicas(scale), desiredReplicas: status.desiredReplicas });
      this.events.event(autoscaler, 'Warning', 'FailedComputeMetricsReplicas', computed.result);
      return;
    }
    const current = scale.spec.replicas ?? 0;
    const { replicas, name } = computed.result;
    const desired = Math.max(0, replicas);
    const normalized = history.normalize(autoscaler.spec, current, desired, this.nowMs);
    this.#put(status, 'AbleToScale', 'True', normalized.ableToScale.reason, normalized.ableToScale.message);
    this.#put(status, 'ScalingLimited', normalized.scalingLimited.isLimited ? 'True' : 'False', normalized.scalingLimited.reason, normalized.scalingLimited.message);
    const why = desired > current ? `${desired > 0 ? name : ''} above target` : desired < current ? 'All metrics below target' : '';
    if (normalized.replicas === current) await this.#write(autoscaler, { ...withMetrics(status, metrics), ...currentReplicas(scale), desiredReplicas: current });
    else await this.#rescale({ ...sync, metrics }, normalized.replicas, why);
  }

  /** The number of replicas that the most demanding metric asks for, or why there is none; and what is told of the metrics. */
  async #compute(key: string, autoscaler: OwnedAutoscaler, scale: Scale, status: HorizontalPodAutoscalerStatus): Promise<Computed> {
    const { selector = '' } = scale.status;
    if (selector === '') {
      this.events.event(autoscaler, 'Warning', 'SelectorRequired', 'selector is required');
      this.#put(status, 'ScalingActive', 'False', 'InvalidSelector', "the HPA target's scale is missing a selector");
      return { result: 'selector is required', metrics: null };
    }
    this.#selectors.set(key, selector);
    const namespace = autoscaler.metadata.namespace ?? '';
    const rivals = this.#rivals(namespace, selector);
    if (rivals.length > 1) {
      const text = `pods by selector ${selector} are controlled by multiple HPAs: [${rivals.join(' ')}]`;
      this.events.event(autoscaler, 'Warning', 'AmbiguousSelector', text);
      this.#put(status, 'ScalingActive', 'False', 'AmbiguousSelector', text);
      return { result: text, metrics: null };
    }
    const specs = autoscaler.spec.metrics ?? [];
    const metrics: MetricStatus[] = specs.map(() => ({ type: '' as MetricStatus['type'] }));
    const failures: MetricFailure[] = [];
    let most: { readonly replicas: number; readonly name: string } = { replicas: 0, name: '' };
    const current = scale.spec.replicas ?? 0;
    for (const [at, metric] of specs.entries()) {
      const replicas = { current, pods: this.#podsOf(namespace, selector), tolerances: tolerancesOf(autoscaler), nowMs: this.nowMs };
      const found = await proposalOf(this.client, metric, namespace, selector, { ...replicas, reported: scale.status.replicas });
      if ('cause' in found) {
        this.events.event(autoscaler, 'Warning', found.reason, found.cause);
        failures.push(found);
        continue;
      }
      metrics[at] = found.status;
      if (most.replicas === 0 || found.replicas > most.replicas) most = found;
    }
    const [first] = failures;
    if (first !== undefined && (failures.length === specs.length || most.replicas < current)) {
      this.#put(status, 'ScalingActive', 'False', first.reason, `the HPA was unable to compute the replica count: ${first.cause}`);
      return { result: `invalid metrics (${failures.length} invalid out of ${specs.length}), first error is: ${first.summary}`, metrics };
    }
    this.#put(status, 'ScalingActive', 'True', 'ValidMetricFound', `the HPA was able to successfully calculate a replica count from ${most.name}`);
    return { result: most, metrics };
  }

  #podsOf(namespace: string, selector: string): Pod[] {
    const requirements = parseLabelSelector(selector);
    return this.#pods.index(namespaceOf).of(namespace).filter((p) => matchesRequirements(requirements, p.metadata.labels));
  }

  /** All autoscalers whose selectors select one of the Pods that this one selects. */
  #rivals(namespace: string, selector: string): string[] {
    const pods = this.#podsOf(namespace, selector);
    return [...this.#selectors].filter(([key, other]) => key.startsWith(`${namespace}/`) && pods.some((p) => matchesRequirements(parseLabelSelector(other), p.metadata.labels))).map(([key]) => key);
  }

  /** The target's scale, or why there is none. */
  async #target({ metadata: { namespace }, spec: { scaleTargetRef } }: OwnedAutoscaler): Promise<Target | string> {
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

  async #rescale({ autoscaler, status, target: { ref, scale }, history, metrics }: Sync, replicas: number, why: string): Promise<void> {
    try {
      await this.client.update<Scale>(ref, { ...scale, spec: { ...scale.spec, replicas } }, { subresource: 'scale' });
    } catch (error) {
      if (!(error instanceof StatusError)) throw error;
      this.events.event(autoscaler, 'Warning', 'FailedRescale', `New size: ${replicas}; reason: ${why}; error: ${error.message}`);
      this.#put(status, 'AbleToScale', 'False', 'FailedUpdateScale', `the HPA controller was unable to update the target scale: ${error.message}`);
      await this.#write(autoscaler, { ...status, ...(metrics && { currentMetrics: metrics }), ...currentReplicas(scale) });
      return;
    }
    this.#put(status, 'AbleToScale', 'True', 'SucceededRescale', `the HPA controller was able to update the target scale to ${replicas}`);
    this.events.event(autoscaler, 'Normal', 'SuccessfulRescale', `New size: ${replicas}; reason: ${why}`);
    history.scaled(autoscaler.spec, scale.spec.replicas ?? 0, replicas, this.nowMs);
    await this.#write(autoscaler, { ...withMetrics(status, metrics), lastScaleTime: formatTime(this.nowMs), ...currentReplicas(scale), desiredReplicas: replicas });
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

/** The status without what was counted before. */
function withMetrics({ lastScaleTime, conditions }: HorizontalPodAutoscalerStatus, metrics: MetricStatus[] | null): HorizontalPodAutoscalerStatus {
  return { ...(lastScaleTime !== undefined && { lastScaleTime }), desiredReplicas: 0, currentMetrics: metrics as never, ...(conditions && { conditions }) };
}

function tolerancesOf({ spec: { behavior } }: OwnedAutoscaler): Tolerances {
  const tolerance = (rules: HPAScalingRules | undefined): number => (rules?.tolerance === undefined ? defaultTolerance : quantityMilliValue(rules.tolerance) / 1000);
  return { up: tolerance(behavior?.scaleUp), down: tolerance(behavior?.scaleDown) };
}

export const horizontalPodAutoscalerController: Controller = { name: 'horizontal-pod-autoscaler-controller', start: (context): Disposable => new HorizontalPodAutoscalerController(context) };
