// What the editor is told of an object of the running cluster: names and state, never the values of a Secret. Plain data, sent by the extension.

/** One object. Strings are '' where the object does not say. */
export interface LiveObject {
  readonly apiVersion: string;
  readonly kind: string;
  /** '' for cluster-scoped objects. */
  readonly namespace: string;
  readonly name: string;
  readonly uid: string;
  /** Of its controller. */
  readonly ownerUid?: string;
  readonly labels: Readonly<Record<string, string>>;
  /** By column name of `kubectl get -o wide`. */
  readonly cells: Readonly<Record<string, string>>;
  readonly isDeleting?: boolean;
  /** Of a ConfigMap or Secret; of a Service the names of its ports. */
  readonly keys?: readonly string[];
  /** Of a Node. */
  readonly taints?: readonly LiveTaint[];
  readonly pod?: LivePod;
  readonly conditions?: readonly LiveCondition[];
  /** Of an Event. */
  readonly event?: LiveEvent;
  /** Of a CustomResourceDefinition: the object itself. */
  readonly definition?: unknown;
}

export interface LiveTaint {
  readonly key: string;
  readonly value: string;
  readonly effect: string;
}

export interface LiveCondition {
  readonly type: string;
  readonly status: string;
  readonly reason: string;
  readonly message: string;
}

export interface LivePod {
  readonly phase: string;
  readonly reason: string;
  readonly message: string;
  readonly nodeName: string;
  readonly containers: readonly LiveContainer[];
}

export interface LiveContainer {
  readonly name: string;
  readonly image: string;
  readonly ports: readonly { readonly name: string; readonly port: number }[];
  readonly isReady: boolean;
  readonly isStarted: boolean;
  readonly restarts: number;
  readonly state: LiveState;
  readonly lastState: LiveState;
}

/** `since` is when it started, as the API writes times. */
export interface LiveState {
  readonly is: 'waiting' | 'running' | 'terminated' | 'unknown';
  readonly reason: string;
  readonly message: string;
  readonly exitCode?: number;
  readonly since?: string;
}

/** A Warning about an object. */
export interface LiveEvent {
  readonly reason: string;
  readonly message: string;
  readonly involvedUid: string;
  /** As `spec.containers{web}`. */
  readonly fieldPath: string;
  /** When it was last seen, as the API writes times. */
  readonly last: string;
  readonly count: number;
}

/** Changes of the cluster since the last message. */
export interface ClusterChanges {
  /** What was known is no longer true: the cluster was started, stopped or reset. */
  readonly isReset: boolean;
  readonly isRunning: boolean;
  /** All that there is has been told: what is not known is not there. */
  readonly isComplete: boolean;
  /** The kinds that are followed, where it is not all of them; those of custom objects included. */
  readonly kinds?: readonly string[];
  readonly put: readonly LiveObject[];
  /** See `liveId`. */
  readonly deleted: readonly string[];
}

export function liveId({ apiVersion, kind, namespace, name }: Pick<LiveObject, 'apiVersion' | 'kind' | 'namespace' | 'name'>): string {
  return `${apiVersion}/${kind}/${namespace}/${name}`;
}
