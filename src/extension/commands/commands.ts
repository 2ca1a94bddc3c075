// Every palette command, and the one door through which they run: what a command throws becomes a message, never a stack trace.
import { commands, window } from 'vscode';
import type { Disposable } from '../../base/disposable.ts';
import { errorText } from '../error-text.ts';
import type { Command, Podlab } from '../podlab.ts';
import { addNode } from './add-node.ts';
import { apply } from './apply.ts';
import { pauseClock, resumeClock, setClockSpeed, stepClock } from './control-clock.ts';
import { copyFromContainer, copyToContainer } from './copy-files.ts';
import { cordonNode, uncordonNode } from './cordon-node.ts';
import { copyKubeconfigPath } from './copy-kubeconfig-path.ts';
import { copyName } from './copy-name.ts';
import { createTest } from './create-test.ts';
import { deleteObjects } from './delete-objects.ts';
import { convertCommand, copyAsCommand } from './convert-command.ts';
import { describe } from './describe.ts';
import { diff } from './diff.ts';
import { describeImage } from './describe-image.ts';
import { drainNode } from './drain-node.ts';
import { edit } from './edit.ts';
import { explainScheduling } from './explain-scheduling.ts';
import { forwardPort, showPortForwards } from './forward-port.ts';
import { labelNode } from './label-node.ts';
import { openKubectlTerminal } from './open-kubectl-terminal.ts';
import { openBuiltInKubectl } from './open-built-in-kubectl.ts';
import { openLesson, resetLessons } from './open-lesson.ts';
import { applySample, openSample } from './open-sample.ts';
import { attach, debug, openShell } from './open-shell.ts';
import { openWalkthrough } from './open-walkthrough.ts';
import { openYaml } from './open-yaml.ts';
import { powerOffNode, powerOnNode } from './power-node.ts';
import { refresh } from './refresh.ts';
import { removeNode } from './remove-node.ts';
import { resetCluster } from './reset-cluster.ts';
import { restartCluster } from './restart-cluster.ts';
import { scale } from './scale.ts';
import { showActions } from './show-actions.ts';
import { showOutput } from './show-output.ts';
import { causeFault } from './cause-fault.ts';
import { showHistory } from './show-history.ts';
import { showPodWay } from './show-pod-way.ts';
import { showTimeline } from './show-timeline.ts';
import { startCluster } from './start-cluster.ts';
import { stopCluster } from './stop-cluster.ts';
import { taintNode } from './taint-node.ts';
import { viewLogs, viewPreviousLogs } from './view-logs.ts';

const all: readonly Command[] = [
  addNode, apply, applySample, attach, causeFault, convertCommand, copyAsCommand, copyFromContainer, copyKubeconfigPath, copyName, copyToContainer, cordonNode, createTest, debug, deleteObjects, describe, describeImage, diff, drainNode, edit, explainScheduling, forwardPort, labelNode, openBuiltInKubectl, openKubectlTerminal, openLesson, openSample, openShell, openWalkthrough, openYaml, pauseClock, powerOffNode, powerOnNode, refresh, removeNode, resetCluster, resetLessons, restartCluster,
  resumeClock, scale, setClockSpeed, showActions, showOutput, showPodWay, showTimeline, showHistory, showPortForwards, startCluster, stepClock, stopCluster, taintNode, uncordonNode, viewLogs, viewPreviousLogs,
];

export function registerCommands(podlab: Podlab): Disposable[] {
  return all.map((command) => commands.registerCommand(`podlab.${command.id}`, async (...args: unknown[]) => {
    try {
      await command.run(podlab, ...args);
    } catch (error) {
      podlab.log.error(`${command.id}:`, error instanceof Error ? error.stack ?? error.message : String(error));
      void window.showErrorMessage(errorText(error));
    }
  }));
}
