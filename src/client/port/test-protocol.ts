// What the extension and a process that runs tests of manifests say to each other. Plain data.

/** Why a step of a test does not hold; with `expected`, `actual` was seen instead. */
export interface StepProblem {
  readonly message: string;
  readonly expected?: string;
  readonly actual?: string;
}

export interface TestResult {
  readonly name: string;
  /** Absent: it passed. `step` counts from 0, `line` of the file from 1. */
  readonly failure?: StepProblem & { readonly step: number; readonly line: number };
  /** Of the cluster's time. */
  readonly tookMs: number;
  /** What was done and printed, as in a terminal; after a failure with the cluster's warnings. */
  readonly transcript: string;
}

/** Method `podTests`, a stream: items are `PodTestsItem` and kubectl's questions for files, inputs are their answers. Fails with what is wrong with the file. */
export interface PodTestsCall {
  /** Of a `*.podlab-test.yaml`. */
  readonly text: string;
  /** Names it in messages. */
  readonly source: string;
  /** The tests to run; all without it. */
  readonly names?: readonly string[];
}

export type PodTestsItem = { readonly started: string } | { readonly result: TestResult };
