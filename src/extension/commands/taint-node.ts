// Podlab: Taint Node. Adds a taint, or takes away one that is there.
import { type QuickPickItem, window } from 'vscode';
import type { Node, Taint } from '../../api/generated/core-v1.ts';
import { nodes } from '../../client/resources.ts';
import { pickTarget } from '../pick.ts';
import type { Command } from '../podlab.ts';
import { keyAndValueProblem } from '../node-forms.ts';
import { runKubectl } from '../run-kubectl.ts';

interface Choice extends QuickPickItem {
  readonly taint?: Taint;
}

const effects: readonly QuickPickItem[] = [
  { label: 'NoSchedule', detail: 'Pods that do not tolerate it are not placed here any more.' },
  { label: 'PreferNoSchedule', detail: 'Pods that do not tolerate it are placed here only when there is no other node.' },
  { label: 'NoExecute', detail: 'Pods that do not tolerate it are not placed here, and those that run here are evicted.' },
];

export const taintNode: Command = {
  id: 'taintNode',
  async run(podlab, ...args) {
    const target = await pickTarget(podlab, args, { title: 'Taint Node', kinds: ['Node'] });
    if (target?.kind !== 'Node') return;
    const session = await podlab.cluster.start();
    const { spec } = await session.client.get<Node>(nodes, target.name);
    const choices: Choice[] = [{ label: '$(add) Add a taint…' }, ...(spec.taints ?? []).map((taint) => ({ label: `$(remove) Remove ${taintText(taint)}`, taint }))];
    const choice = choices.length === 1 ? choices[0] : await window.showQuickPick(choices, { title: `Taints of ${target.name}` });
    if (choice === undefined) return;
    const argument = choice.taint === undefined ? await askTaint(target.name) : `${choice.taint.key}:${choice.taint.effect}-`;
    if (argument !== undefined) await runKubectl(podlab, 'Tainting', ['taint', 'nodes', target.name, argument, ...(choice.taint === undefined ? ['--overwrite'] : [])]);
  },
};

function taintText({ key, value, effect }: Taint): string {
  return `${key}${value === undefined || value === '' ? '' : `=${value}`}:${effect}`;
}

async function askTaint(name: string): Promise<string | undefined> {
  const pair = await window.showInputBox({ title: `Taint ${name}`, prompt: 'Key, or key=value', placeHolder: 'dedicated=gpu', validateInput: (text) => keyAndValueProblem(text, { needsValue: false }) });
  const effect = pair === undefined ? undefined : await window.showQuickPick(effects, { title: `Effect of ${pair}` });
  return pair === undefined || effect === undefined ? undefined : `${pair}:${effect.label}`;
}
