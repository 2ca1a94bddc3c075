// What commands work with: the parts of the running extension.
import type { ExtensionContext, LogOutputChannel, TreeView } from 'vscode';
import type { Clock } from '../base/clock.ts';
import type { ApplyDiagnostics } from './apply/apply-diagnostics.ts';
import type { ClusterTime } from './cluster-view/cluster-time.ts';
import type { TreeNode } from './cluster-view/cluster-model.ts';
import type { ClusterTree } from './cluster-view/cluster-tree.ts';
import type { ClusterWatch } from './cluster-view/cluster-watch.ts';
import type { DiffDocuments } from './diff/diff-documents.ts';
import type { describeDocuments, LiveDocuments, yamlDocuments } from './documents/live-documents.ts';
import type { PortForwards } from './forwarding/port-forwards.ts';
import type { HistoryDocuments } from './history/history-documents.ts';
import type { DescribedImages } from './images/described-images.ts';
import type { KubectlHost } from './kubectl/kubectl-host.ts';
import type { LanguageSupport } from './language/language-support.ts';
import type { ExplanationDocuments } from './scheduling/explanation-documents.ts';
import type { LessonProgress } from './lessons/lesson-progress.ts';
import type { LessonNode, LessonTree } from './lessons/lesson-tree.ts';
import type { ClusterEndpoint } from './session/cluster-endpoint.ts';
import type { ClusterHost } from './session/cluster-host.ts';
import type { Terminals } from './terminals/terminals.ts';

export interface Podlab {
  readonly context: ExtensionContext;
  readonly log: LogOutputChannel;
  readonly clock: Clock;
  readonly cluster: ClusterHost;
  /** Undefined in a browser. */
  readonly endpoint: ClusterEndpoint | undefined;
  readonly time: ClusterTime;
  readonly watch: ClusterWatch;
  readonly tree: ClusterTree;
  readonly treeView: TreeView<TreeNode>;
  readonly describeDocuments: LiveDocuments<typeof describeDocuments>;
  readonly yamlDocuments: LiveDocuments<typeof yamlDocuments>;
  readonly podWayDocuments: LiveDocuments;
  readonly timelineDocuments: LiveDocuments;
  readonly historyDocuments: HistoryDocuments;
  readonly language: LanguageSupport;
  readonly diffDocuments: DiffDocuments;
  readonly explanationDocuments: ExplanationDocuments;
  readonly applyDiagnostics: ApplyDiagnostics;
  readonly terminals: Terminals;
  /** What a kubectl of this window may use. */
  readonly kubectlHost: KubectlHost;
  readonly portForwards: PortForwards;
  readonly describedImages: DescribedImages;
  readonly lessonProgress: LessonProgress;
  readonly lessonTree: LessonTree;
  readonly lessonView: TreeView<LessonNode>;
}

/** A palette command. `run` takes whatever a caller passes, and must not trust it. What it throws is shown as a message. */
export interface Command {
  /** Without the prefix `podlab.`. */
  readonly id: string;
  run(podlab: Podlab, ...args: readonly unknown[]): Promise<void>;
}
