// Podlab: Show History…. Every version of an object that the server remembers; the one that the cursor is on is compared with the one before, or with a pinned one.
import { commands, type Disposable as VsDisposable, type QuickPickItem, Range, type TextDocumentShowOptions, ThemeIcon, window } from 'vscode';
import { DisposableStore } from '../../base/disposable.ts';
import { isNotFound } from '../../api/meta/status-error.ts';
import { historyPathOf, type ObjectHistory } from '../../client/object-history.ts';
import { errorText } from '../error-text.ts';
import { firstChangedLine } from '../history/first-changed-line.ts';
import { type Moment, momentsOf } from '../history/moments.ts';
import { pickTarget } from '../pick.ts';
import type { Command, Podlab } from '../podlab.ts';
import type { ResourceTarget } from '../resource-target.ts';
import { timeText } from '../text/time-text.ts';

const kinds = ['Pod', 'Deployment', 'ReplicaSet', 'StatefulSet', 'DaemonSet', 'Job', 'CronJob', 'ReplicationController', 'Node'];
const pin = { iconPath: new ThemeIcon('pin'), tooltip: 'Compare the others with this moment' };
/** Keys that are held down pass over moments without opening them. */
const restMs = 120;

interface MomentItem extends QuickPickItem {
  readonly moment: Moment;
}

export const showHistory: Command = {
  id: 'showHistory',
  async run(podlab, ...args) {
    const target = await pickTarget(podlab, args, { title: 'Show History', kinds });
    if (target === undefined) return;
    const session = await podlab.cluster.start();
    const { body } = await session.client.send({ verb: 'get', path: historyPathOf(target.ref, target.namespace, target.name) }).catch((error: unknown) => {
      throw isNotFound(error) ? new Error(`the cluster remembers no ${target.kind} ${target.name}`) : error;
    });
    browse(podlab, target, momentsOf(body as ObjectHistory).reverse());
  },
};

function browse(podlab: Podlab, target: ResourceTarget, moments: readonly Moment[]): void {
  const picker = window.createQuickPick<MomentItem>();
  const owned = new DisposableStore();
  const rest = new DisposableStore();
  let pinned: Moment | undefined;
  let isOver = false;
  picker.title = `History of ${target.kind} ${target.name}`;
  picker.placeholder = 'Go up and down to move in time; Enter keeps the comparison open';
  picker.matchOnDescription = true;
  picker.matchOnDetail = true;
  picker.items = moments.map((moment) => ({
    label: moment.atMs === undefined ? 'earlier' : timeText(moment.atMs),
    description: moment.by === '' ? '' : `by ${moment.by}`,
    detail: moment.summary,
    buttons: moment.object === undefined ? [] : [pin],
    moment,
  }));
  const show = async (moment: Moment, isKept: boolean): Promise<void> => {
    const from = pinned === undefined ? moment.before : pinned.object;
    const title = `${target.name}: ${pinned === undefined ? 'before' : momentName(pinned)} ↔ ${momentName(moment)}`;
    const [left, right] = [podlab.historyDocuments.add(target, from), podlab.historyDocuments.add(target, moment.object)];
    const line = firstChangedLine(await podlab.historyDocuments.provideTextDocumentContent(left), await podlab.historyDocuments.provideTextDocumentContent(right));
    if (isOver && !isKept) return;
    await commands.executeCommand('vscode.diff', left, right, title, { preview: true, preserveFocus: !isKept, selection: new Range(line, 0, line, 0) } satisfies TextDocumentShowOptions);
  };
  const keep = (listener: VsDisposable): void => { owned.add(listener); };
  keep(picker.onDidChangeActive(([item]) => {
    rest.clear();
    if (item !== undefined) rest.add(podlab.clock.setTimeout(() => { show(item.moment, false).catch((error: unknown) => { podlab.log.warn(errorText(error)); }); }, restMs));
  }));
  keep(picker.onDidTriggerItemButton(({ item }) => {
    pinned = item.moment;
    picker.placeholder = `Compared with ${momentName(item.moment)}; Enter keeps the comparison open`;
  }));
  keep(picker.onDidAccept(() => {
    const [item] = picker.selectedItems;
    rest.clear();
    picker.hide();
    if (item !== undefined) show(item.moment, true).catch((error: unknown) => { podlab.log.warn(errorText(error)); });
  }));
  keep(picker.onDidHide(() => {
    isOver = true;
    rest.dispose();
    owned.dispose();
    picker.dispose();
  }));
  picker.show();
}

function momentName({ atMs }: Moment): string {
  return atMs === undefined ? 'earlier' : timeText(atMs);
}
