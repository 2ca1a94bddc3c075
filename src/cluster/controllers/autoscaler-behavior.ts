// How far and how fast an autoscaler may go: kube-controller-manager's stabilisation windows, scaling policies and bounds.
import type { HorizontalPodAutoscaler, HPAScalingRules } from '../../api/generated/autoscaling-v2.ts';

const defaultDownWindowMs = 300_000;

interface Recommendation {
  readonly replicas: number;
  readonly atMs: number;
}
interface ScaleEvent {
  readonly change: number;
  readonly atMs: number;
}

/** What a number of replicas became, and why. */
interface Limited {
  readonly replicas: number;
  readonly reason: string;
  readonly message: string;
}

export interface Normalized {
  readonly replicas: number;
  readonly ableToScale: { readonly reason: string; readonly message: string };
  readonly scalingLimited: { readonly isLimited: boolean; readonly reason: string; readonly message: string };
}

const fits = { reason: 'DesiredWithinRange', message: 'the desired count is within the acceptable range' };
const tooFew = { reason: 'TooFewReplicas', message: 'the desired replica count is less than the minimum replica count' };
const tooMany = { reason: 'TooManyReplicas', message: 'the desired replica count is more than the maximum replica count' };
const tooFastUp = { reason: 'ScaleUpLimit', message: 'the desired replica count is increasing faster than the maximum scale rate' };
const tooFastDown = { reason: 'ScaleDownLimit', message: 'the desired replica count is decreasing faster than the maximum scale rate' };
const lowered = { reason: 'ScaleUpStabilized', message: 'recent recommendations were lower than current one, applying the lowest recent recommendation' };
const raised = { reason: 'ScaleDownStabilized', message: 'recent recommendations were higher than current one, applying the highest recent recommendation' };

/** What one autoscaler was told lately, and what it did. */
export class AutoscalerHistory {
  #recommendations: Recommendation[];
  #ups: ScaleEvent[] = [];
  #downs: ScaleEvent[] = [];

  constructor(replicas: number, nowMs: number) {
    this.#recommendations = [{ replicas, atMs: nowMs }];
  }

  /** Remembers a change, for the policies of the autoscalers that have any. */
  scaled({ behavior }: HorizontalPodAutoscaler['spec'], from: number, to: number, nowMs: number): void {
    if (behavior === undefined) return;
    const rules = to > from ? behavior.scaleUp : behavior.scaleDown;
    const longestMs = Math.max(0, ...(rules?.policies ?? []).map((p) => p.periodSeconds)) * 1000;
    const recent = (events: readonly ScaleEvent[]): ScaleEvent[] => [...events.filter((e) => e.atMs >= nowMs - longestMs), { change: Math.abs(to - from), atMs: nowMs }];
    if (to > from) this.#ups = recent(this.#ups);
    else this.#downs = recent(this.#downs);
  }

  /** The number of replicas that an autoscaler may really go to. */
  normalize(spec: HorizontalPodAutoscaler['spec'], current: number, desired: number, nowMs: number): Normalized {
    const { minReplicas = 1, maxReplicas, behavior } = spec;
    const stable = behavior === undefined ? this.#steadied(desired, nowMs) : this.#stabilized(current, desired, behavior.scaleUp, behavior.scaleDown, nowMs);
    const limited = behavior === undefined ? withinBounds(current, stable, minReplicas, maxReplicas) : this.#withinPolicies(current, stable, spec, nowMs);
    return {
      replicas: limited.replicas,
      ableToScale: stable === desired ? { reason: 'ReadyForNewScale', message: 'recommended size matches current size' } : behavior !== undefined && desired >= current ? lowered : raised,
      scalingLimited: { isLimited: limited.replicas !== stable, reason: limited.reason, message: limited.message },
    };
  }

  #steadied(desired: number, nowMs: number): number {
    const highest = this.#recommendations.filter((r) => r.atMs > nowMs - defaultDownWindowMs).reduce((max, r) => Math.max(max, r.replicas), desired);
    this.#remember(desired, nowMs, defaultDownWindowMs);
    return highest;
  }

  #stabilized(current: number, desired: number, up: HPAScalingRules | undefined, down: HPAScalingRules | undefined, nowMs: number): number {
    const upMs = (up?.stabilizationWindowSeconds ?? 0) * 1000;
    const downMs = down?.stabilizationWindowSeconds === undefined ? defaultDownWindowMs : down.stabilizationWindowSeconds * 1000;
    const lowest = this.#recommendations.filter((r) => r.atMs > nowMs - upMs).reduce((min, r) => Math.min(min, r.replicas), desired);
    const highest = this.#recommendations.filter((r) => r.atMs > nowMs - downMs).reduce((max, r) => Math.max(max, r.replicas), desired);
    this.#remember(desired, nowMs, Math.max(upMs, downMs));
    return Math.min(Math.max(current, lowest), highest);
  }

  #remember(replicas: number, atMs: number, windowMs: number): void {
    this.#recommendations = [...this.#recommendations.filter((r) => r.atMs >= atMs - windowMs), { replicas, atMs }];
  }

  #withinPolicies(current: number, desired: number, { minReplicas = 1, maxReplicas, behavior }: HorizontalPodAutoscaler['spec'], nowMs: number): Limited {
    if (desired > current) {
      const limit = Math.max(current, this.#limit(current, behavior?.scaleUp, 1, nowMs));
      const most = Math.min(maxReplicas, limit);
      if (desired > most) return { replicas: most, ...(maxReplicas > limit ? tooFastUp : tooMany) };
    } else if (desired < current) {
      const limit = Math.min(current, this.#limit(current, behavior?.scaleDown, -1, nowMs));
      const least = Math.max(minReplicas, limit);
      if (desired < least) return { replicas: least, ...(minReplicas < limit ? tooFastDown : tooFew) };
    }
    return { replicas: desired, ...fits };
  }

  /** How far the policies let it go up (1) or down (-1), given what was done in their periods. */
  #limit(current: number, rules: HPAScalingRules | undefined, direction: 1 | -1, nowMs: number): number {
    if (rules?.selectPolicy === 'Disabled') return current;
    const proposals = (rules?.policies ?? []).map(({ type, value, periodSeconds }) => {
      const changed = (events: readonly ScaleEvent[]): number => events.filter((e) => e.atMs > nowMs - periodSeconds * 1000).reduce((sum, e) => sum + e.change, 0);
      const start = current - changed(this.#ups) + changed(this.#downs);
      if (type === 'Pods') return start + direction * value;
      const part = start * (1 + (direction * value) / 100);
      return direction > 0 ? Math.ceil(part) : Math.trunc(part);
    });
    return (rules?.selectPolicy === 'Min') === direction > 0 ? Math.min(...proposals) : Math.max(...proposals);
  }
}

/** Without policies, it may double, or go up to 4. */
function withinBounds(current: number, desired: number, min: number, max: number): Limited {
  const limit = Math.max(2 * current, 4);
  const most = Math.min(max, limit);
  if (desired < min) return { replicas: min, ...tooFew };
  if (desired > most) return { replicas: most, ...(max > limit ? tooFastUp : tooMany) };
  return { replicas: desired, ...fits };
}
