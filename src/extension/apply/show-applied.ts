// What apply did, in the server's words: a message and a line each in the output.
import { commands, type Uri, window } from 'vscode';
import { systemClock } from '../../base/system-clock.ts';
import { entryId } from '../cluster-view/entry.ts';
import type { Podlab } from '../podlab.ts';
import type { ApplyOutcome } from '../session/cluster-session.ts';
import { printable } from '../text/printable.ts';

const revealMs = 250;
const showCluster = 'Show Cluster';
const showProblems = 'Show Problems';
const showOutput = 'Show Output';

/** Does not wait for the message to be dismissed. */
export function showApplied(podlab: Podlab, outcomes: readonly ApplyOutcome[], uri: Uri | undefined): void {
  const failed = outcomes.filter(({ outcome }) => outcome === 'failed');
  for (const { outcome, message, warnings } of outcomes) {
    for (const warning of warnings ?? []) podlab.log.warn(printable(warning));
    if (outcome === 'failed') podlab.log.error(printable(message));
    else podlab.log.info(printable(message));
  }
  if (outcomes.length === 0) {
    void window.showInformationMessage('There is nothing to apply in this text.');
    return;
  }
  if (podlab.treeView.visible) revealSoon(podlab, outcomes);
  if (failed.length === 0) void succeeded(podlab, outcomes);
  else void refused(podlab, outcomes, failed, uri);
}

async function succeeded(podlab: Podlab, outcomes: readonly ApplyOutcome[]): Promise<void> {
  const words = outcomes.length <= 3 ? outcomes.map(({ message }) => printable(message)).join(', ') : `${outcomes.length} objects applied`;
  const warnings = outcomes.flatMap((outcome) => outcome.warnings ?? []);
  const text = warnings.length === 0 ? words : `${words}. Warning: ${warnings.map(printable).join('; ')}`;
  const actions = podlab.treeView.visible ? [showOutput] : [showCluster, showOutput];
  await run(podlab, warnings.length === 0 ? await window.showInformationMessage(text, ...actions) : await window.showWarningMessage(text, ...actions));
}

async function refused(podlab: Podlab, outcomes: readonly ApplyOutcome[], failed: readonly ApplyOutcome[], uri: Uri | undefined): Promise<void> {
  // A refused update comes with a diff; the output and the line's diagnostic have it.
  const first = printable(failed[0]?.message.split('\n@@ ')[0] ?? '');
  const words = outcomes.length === 1 ? first : `${outcomes.length - failed.length} of ${outcomes.length} objects applied. ${first}`;
  await run(podlab, await window.showErrorMessage(words, ...(uri === undefined ? [] : [showProblems]), showOutput));
}

/** Scrolls to the first applied object that the view lists, as soon as its watch has brought it. */
function revealSoon({ treeView, watch }: Podlab, outcomes: readonly ApplyOutcome[]): void {
  systemClock.setTimeout(() => {
    for (const { ref, namespace, name, outcome } of outcomes) {
      const node = ref === undefined || name === undefined || outcome === 'failed' ? undefined : watch.model.objectNode(entryId(ref, namespace, name));
      if (node === undefined) continue;
      // It may have gone again, or hang in a group that was never drawn.
      treeView.reveal(node, { select: false, focus: false }).then(undefined, () => undefined);
      return;
    }
  }, revealMs);
}

async function run(podlab: Podlab, action: string | undefined): Promise<void> {
  if (action === showCluster) await commands.executeCommand('podlab.cluster.focus');
  else if (action === showProblems) await commands.executeCommand('workbench.actions.view.problems');
  else if (action === showOutput) podlab.log.show(true);
}
