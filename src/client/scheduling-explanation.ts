// What `POST /podlab/explain-scheduling` answers: for one Pod what the scheduler makes of every node. Plain data; docs/scheduling-explanation.md describes it.
export const explainSchedulingPath = '/podlab/explain-scheduling';

/** A resource of which the node has too little; amounts as quantities. */
export interface ResourceLack {
  readonly resource: string;
  /** By how much: `wanted` less `free`. */
  readonly lacking: string;
  readonly wanted: string;
  readonly free: string;
}

/** One filter's word against a node. */
export interface NodeRejection {
  readonly plugin: string;
  /** As they stand in `FailedScheduling`. */
  readonly reasons: readonly string[];
}

export interface NodeVerdict {
  readonly nodeName: string;
  readonly fits: boolean;
  /** The first is the one that counts; the scheduler itself looks no further. Empty when the node fits. */
  readonly rejections: readonly NodeRejection[];
  readonly lacks: readonly ResourceLack[];
  /** Weighted scores by plugin; only of nodes that fit. */
  readonly scores?: Readonly<Record<string, number>>;
  readonly total?: number;
}

export interface SchedulingExplanation {
  readonly kind: 'SchedulingExplanation';
  readonly apiVersion: 'podlab/v1';
  readonly pod: { readonly namespace: string; readonly name: string };
  /** `bound`: its spec names a node already. `gated`: it is not even queued. `foreign`: another scheduler's Pod. */
  readonly outcome: 'fits' | 'unschedulable' | 'gated' | 'bound' | 'foreign';
  /** Where the Pod of this name is now; the explanation counts it out. */
  readonly currentNode?: string;
  /** The nodes with the highest total: one of them, each as likely as the others. */
  readonly predictedNodes: readonly string[];
  /** What condition and Event say or would say when no node is found; otherwise ''. */
  readonly message: string;
  /** The node that would be made free, and whose Pods would go (`namespace/name`). */
  readonly preemption?: { readonly nodeName: string; readonly victims: readonly string[] };
  /** Best first: nodes that fit by total, then the nearest miss. */
  readonly nodes: readonly NodeVerdict[];
}

/** Method `explainScheduling` of the session: the Pods and templates of a manifest. The answer is a list of `ExplainedDocument`. */
export interface ExplainCall {
  readonly text: string;
  /** Of objects that name none. */
  readonly namespace: string;
}

/** What the scheduler would make of one YAML document of a text. */
export interface ExplainedDocument {
  /** Among the text's documents, empty ones counted. */
  readonly documentIndex: number;
  /** Of its first and last line that say something, from 0. */
  readonly startLine: number;
  readonly endLine: number;
  readonly kind: string;
  readonly name: string;
  /** Neither this nor `refusal`: the document is broken off as it stands. */
  readonly explanation?: SchedulingExplanation;
  /** Why the API server would not take the Pod. */
  readonly refusal?: string;
}
