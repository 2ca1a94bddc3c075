// What the extension and the cluster's process say to each other beyond the Kubernetes API. Plain data.
import type { Fault } from '../../api/podlab/fault.ts';
import type { NodeEntry } from '../../api/podlab/podlab-config.ts';

/** Method `control`. */
export type ClusterControl =
  | { readonly action: 'info' }
  | { readonly action: 'pause' }
  | { readonly action: 'resume' }
  /** Jumps to the next thing that waits; only while paused. */
  | { readonly action: 'step' }
  | { readonly action: 'speed'; readonly speed: number }
  /** Throws the cluster away, what is saved of it too, and starts an empty one. */
  | { readonly action: 'reset' }
  | { readonly action: 'power'; readonly node: string; readonly on: boolean }
  | { readonly action: 'addNode'; readonly node: NodeEntry }
  | { readonly action: 'removeNode'; readonly node: string }
  | { readonly action: 'fault'; readonly fault: Fault }
  /** The workspace's `*.podlab-image.yaml`: all of them, each time. */
  | { readonly action: 'describeImages'; readonly files: readonly { readonly name: string; readonly text: string }[] };

/** The answer to every control. */
export interface ClusterInfo {
  readonly kubernetesVersion: string;
  readonly speed: number;
  readonly isPaused: boolean;
  /** The cluster's time, milliseconds since the epoch. */
  readonly nowMs: number;
  /** Names of the machines that are off. The API learns of it by silence, so that their Nodes may still say Ready. */
  readonly poweredOff: readonly string[];
  /** What goes wrong until it is mended. */
  readonly faults: readonly Fault[];
  /** What is wrong with the workspace's podlab.yaml; the cluster was made without it. */
  readonly configProblem?: string;
  /** What is wrong with the image files; those are left out. */
  readonly imageProblems?: readonly string[];
  /** What the user should know of how the cluster is kept, e.g. that it is not. */
  readonly stateNotice?: string;
}

/** Method `endpoint`: lets other programs on this machine in. Answered only where there is a network to listen on. */
export interface EndpointCall {
  /** Where certificate, token and kubeconfig are kept; for the user alone. */
  readonly folder: string;
  /** The folder goes with the process. */
  readonly isTemporary: boolean;
}
export interface EndpointInfo {
  /** `https://127.0.0.1:PORT` */
  readonly server: string;
  /** The file that leads kubectl there. */
  readonly kubeconfig: string;
}

/** Method `apply`, a stream: items are outcomes of `applyManifests`, one per document, in order. */
export interface ApplyCall {
  readonly text: string;
  /** Names the text in messages, e.g. a file's name. */
  readonly source?: string;
  readonly namespace: string;
}
