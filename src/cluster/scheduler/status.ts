// What a scheduler plugin says about a Pod or a node: kube-scheduler's framework.Status.

/** `Unschedulable`: could change when other Pods go (preemption may help). `UnschedulableAndUnresolvable`: could not. `Skip`: nothing to say about this Pod. */
export type Code = 'Unschedulable' | 'UnschedulableAndUnresolvable' | 'Skip' | 'Error';

/** Success is the absence of a status. */
export interface Status {
  readonly code: Code;
  readonly reasons: readonly string[];
  /** The plugin that said so; set by the framework. */
  readonly plugin?: string;
}

export const skip: Status = Object.freeze({ code: 'Skip', reasons: Object.freeze([]) });

export function unschedulable(...reasons: string[]): Status {
  return { code: 'Unschedulable', reasons };
}
export function unresolvable(...reasons: string[]): Status {
  return { code: 'UnschedulableAndUnresolvable', reasons };
}
export function errorStatus(message: string): Status {
  return { code: 'Error', reasons: [message] };
}

export function isRejected(status: Status | undefined): status is Status {
  return status !== undefined && (status.code === 'Unschedulable' || status.code === 'UnschedulableAndUnresolvable');
}
