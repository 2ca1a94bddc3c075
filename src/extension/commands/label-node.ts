// Podlab: Label Node. Adds a label, or changes or takes away one that is there.
import { type QuickPickItem, window } from 'vscode';
import type { Node } from '../../api/generated/core-v1.ts';
import { nodes } from '../../client/resources.ts';
import { keyAndValueProblem } from '../node-forms.ts';
import { pickTarget } from '../pick.ts';
import type { Command } from '../podlab.ts';
import { runKubectl } from '../run-kubectl.ts';

interface Choice extends QuickPickItem {
  /** `key=value` to start from. */
  readonly pair?: string;
  readonly removes?: string;
}

export const labelNode: Command = {
  id: 'labelNode',
  async run(podlab, ...args) {
    const target = await pickTarget(podlab, args, { title: 'Label Node', kinds: ['Node'] });
    if (target?.kind !== 'Node') return;
    const session = await podlab.cluster.start();
    const { metadata } = await session.client.get<Node>(nodes, target.name);
    const choice = await window.showQuickPick(choicesFor(metadata.labels ?? {}), { title: `Labels of ${target.name}`, matchOnDescription: true });
    if (choice === undefined) return;
    const argument = choice.removes === undefined ? await askLabel(target.name, choice.pair) : `${choice.removes}-`;
    if (argument !== undefined) await runKubectl(podlab, 'Labelling', ['label', 'nodes', target.name, argument, ...(choice.removes === undefined ? ['--overwrite'] : [])]);
  },
};

/** Own labels before those that Kubernetes gives, which no one should take away by mistake. */
function choicesFor(labels: Readonly<Record<string, string>>): Choice[] {
  const isOwn = ([key]: [string, string]): boolean => !/(?:^|[./])(?:kubernetes|k8s)\.io\//.test(key);
  const entries = Object.entries(labels);
  return [
    { label: '$(add) Add a label…' },
    ...entries.filter(isOwn).flatMap(([key, value]) => [{ label: `$(edit) Change ${key}`, description: value, pair: `${key}=${value}` }, { label: `$(remove) Remove ${key}`, description: value, removes: key }]),
    ...entries.filter((entry) => !isOwn(entry)).map(([key, value]) => ({ label: `$(edit) Change ${key}`, description: value, pair: `${key}=${value}` })),
  ];
}

function askLabel(name: string, value = ''): Thenable<string | undefined> {
  return window.showInputBox({ title: `Label ${name}`, prompt: 'key=value', placeHolder: 'disk=ssd', value, validateInput: (text) => keyAndValueProblem(text, { needsValue: true }) });
}
