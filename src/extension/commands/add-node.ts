// Podlab: Add Node. A form of one quick pick: each line is a property of the new machine; the first line adds it as it is.
import { type QuickPickItem, window } from 'vscode';
import type { Node } from '../../api/generated/core-v1.ts';
import type { NodeEntry } from '../../api/podlab/podlab-config.ts';
import { listOf, pairsOf, taintsOf, usualCapacity } from '../../client/node-entry.ts';
import { nodes } from '../../client/resources.ts';
import { nameProblem, pairsProblem, quantityProblem, taintsProblem } from '../node-forms.ts';
import type { Command } from '../podlab.ts';
import { withProgress } from '../progress.ts';

/** The lines as one types them. */
interface Form {
  readonly name: string;
  readonly cpu: string;
  readonly memory: string;
  readonly pods: string;
  readonly otherCapacity: string;
  readonly labels: string;
  readonly taints: string;
  readonly images: string;
}

interface Line {
  readonly title: string;
  readonly icon: string;
  readonly placeHolder: string;
  readonly prompt: string;
  readonly problem: (text: string) => string | undefined;
}

interface Choice extends QuickPickItem {
  /** Undefined: add it. */
  readonly field?: keyof Form;
}

const { cpu, memory, pods } = usualCapacity;
const usual: Omit<Form, 'name'> = { cpu, memory, pods, otherCapacity: '', labels: '', taints: '', images: '' };

const lines: Readonly<Record<keyof Form, Line>> = {
  name: { title: 'Name', icon: 'symbol-string', placeHolder: 'worker-3', prompt: 'A DNS name: lower case letters, digits, - and .', problem: nameProblem },
  cpu: { title: 'CPU', icon: 'chip', placeHolder: '2', prompt: 'Cores, e.g. 4 or 500m', problem: quantityProblem },
  memory: { title: 'Memory', icon: 'database', placeHolder: '4Gi', prompt: 'Bytes, e.g. 8Gi', problem: quantityProblem },
  pods: { title: 'Pods', icon: 'layers', placeHolder: '110', prompt: 'How many Pods it may run', problem: quantityProblem },
  otherCapacity: { title: 'More capacity', icon: 'add', placeHolder: 'example.com/gpu=2', prompt: 'Further resources, with commas between them', problem: (text) => pairsProblem(text, quantityProblem) },
  labels: { title: 'Labels', icon: 'tag', placeHolder: 'disk=ssd, zone=a', prompt: 'key=value, with commas between them', problem: (text) => pairsProblem(text) },
  taints: { title: 'Taints', icon: 'shield', placeHolder: 'dedicated=gpu:NoSchedule', prompt: 'key=value:effect, with commas between them; effects are NoSchedule, PreferNoSchedule and NoExecute', problem: taintsProblem },
  images: { title: 'Images', icon: 'package', placeHolder: 'nginx:1.27', prompt: 'Images that it need not pull, with commas between them', problem: () => undefined },
};

export const addNode: Command = {
  id: 'addNode',
  async run(podlab) {
    const session = await podlab.cluster.start();
    const taken = new Set((await session.client.list<Node>(nodes)).items.map(({ metadata }) => metadata.name));
    const form = await fill({ name: freeName(taken), ...usual }, taken);
    if (form === undefined) return;
    await withProgress(`Adding ${form.name}`, async () => { podlab.time.set(await session.control({ action: 'addNode', node: entryOf(form) })); });
    podlab.log.info(`node ${form.name} added`);
    window.setStatusBarMessage(`$(check) node ${form.name} added`, 5000);
  },
};

/** `worker-N` for the first N that is free. */
function freeName(taken: ReadonlySet<string>): string {
  for (let n = 1; ; n++) if (!taken.has(`worker-${n}`)) return `worker-${n}`;
}

/** Asks until the form is sent; undefined when the user gives up. Giving up on one line only leaves that line. */
async function fill(initial: Form, taken: ReadonlySet<string>): Promise<Form | undefined> {
  let form = initial;
  for (;;) {
    const choice = await window.showQuickPick(choicesFor(form), { title: 'Add Node', placeHolder: 'Enter adds the node as it is; choose a line to change it' });
    if (choice === undefined) return undefined;
    if (choice.field === undefined) return form;
    const { field } = choice;
    const { title, prompt, placeHolder, problem } = lines[field];
    const isTaken = (text: string): string | undefined => (field === 'name' && taken.has(text.trim()) ? `There is a node “${text.trim()}” already` : undefined);
    const text = await window.showInputBox({ title: `Add Node: ${title}`, prompt, placeHolder, value: form[field], validateInput: (value) => problem(value.trim()) ?? isTaken(value) });
    if (text !== undefined) form = { ...form, [field]: text.trim() };
  }
}

function choicesFor(form: Form): Choice[] {
  const fields = Object.entries(lines) as [keyof Form, Line][];
  return [{ label: `$(check) Add ${form.name}` }, ...fields.map(([field, { title, icon }]) => ({ label: `$(${icon}) ${title}`, description: form[field] === '' ? 'none' : form[field], field }))];
}

function entryOf({ name, cpu, memory, pods, otherCapacity, labels, taints, images }: Form): NodeEntry {
  return { name, capacity: { cpu, memory, pods, ...pairsOf(otherCapacity) }, labels: pairsOf(labels), taints: taintsOf(taints), preloadedImages: listOf(images) };
}
