// The status bar item: the cluster's state, and its actions at a click.
import { MarkdownString, StatusBarAlignment, ThemeColor, window } from 'vscode';
import { type Disposable, DisposableStore } from '../base/disposable.ts';
import type { ClusterTime } from './cluster-view/cluster-time.ts';
import type { ClusterHost, ClusterState } from './session/cluster-host.ts';

const looks: Readonly<Record<ClusterState, [text: string, words: string]>> = {
  stopped: ['$(circle-slash) Podlab', 'Cluster stopped'],
  starting: ['$(loading~spin) Podlab', 'Cluster starting'],
  running: ['$(server-environment) Podlab', 'Cluster running'],
  restarting: ['$(sync~spin) Podlab', 'Cluster restarting'],
  failed: ['$(error) Podlab', 'Cluster failed'],
};

export function createStatusBar(cluster: ClusterHost, time: ClusterTime): Disposable {
  const owned = new DisposableStore();
  const item = owned.add(window.createStatusBarItem('podlab.status', StatusBarAlignment.Left, 20));
  item.name = 'Podlab cluster';
  item.command = 'podlab.showActions';
  const draw = (): void => {
    const [text, words] = looks[cluster.state];
    const clock = cluster.state === 'running' ? clockWords(time) : '';
    item.text = clock === '' ? text : `${text} (${clock})`;
    item.tooltip = new MarkdownString(`${words}${clock === '' ? '' : `, clock ${clock}`}. Click for actions.`);
    item.accessibilityInformation = { label: `Podlab: ${words}${clock === '' ? '' : `, clock ${clock}`}`, role: 'button' };
    item.backgroundColor = cluster.state === 'failed' ? new ThemeColor('statusBarItem.errorBackground') : undefined;
  };
  owned.add(cluster.onDidChangeState(draw));
  owned.add(time.onDidChange(draw));
  draw();
  item.show();
  return owned;
}

function clockWords({ info }: ClusterTime): string {
  if (info === undefined) return '';
  if (info.isPaused) return 'paused';
  return info.speed === 1 ? '' : `${info.speed}×`;
}
