// Podlab: Cause a Fault…. A container ends, a probe fails, an image cannot be pulled; each can be copied as the step of a test.
import { env, type QuickPickItem, ThemeIcon, window } from 'vscode';
import type { Container, Pod } from '../../api/generated/core-v1.ts';
import type { Fault } from '../../api/podlab/fault.ts';
import { type FaultChoice, faultChoices, faultStep } from '../faults.ts';
import { pickContainers, pickTarget } from '../pick.ts';
import type { Command } from '../podlab.ts';

const copy = 'Copy as Test Step';

export const causeFault: Command = {
  id: 'causeFault',
  async run(podlab, ...args) {
    const target = await pickTarget(podlab, args, { title: 'Cause a Fault', kinds: ['Pod'] });
    if (target === undefined) return;
    if (target.kind !== 'Pod') throw new Error(`a ${target.kind} fails with the Pods that it makes`);
    const [name] = (await pickContainers(podlab, target, { title: `Cause a Fault in Pod ${target.name}`, hasAll: false })) ?? [];
    if (name === undefined) return;
    const session = await podlab.cluster.start();
    const [pod, { faults }] = await Promise.all([session.client.get<Pod>(target.ref, target.name, target.namespace), session.control({ action: 'info' })]);
    const container = [...pod.spec.containers, ...(pod.spec.initContainers ?? []), ...((pod.spec.ephemeralContainers ?? []) as readonly Container[])].find((one) => one.name === name);
    if (container === undefined) return;
    const fault = await ask(`Cause a Fault in ${target.name}/${name}`, faultChoices(pod, container, faults));
    if (fault === undefined) return;
    podlab.time.set(await session.control({ action: 'fault', fault }));
    const step = faultStep(fault);
    const answer = await window.showInformationMessage(`Caused in ${target.name}: ${step.slice('- fault: '.length).trimEnd()}`, copy);
    if (answer === copy) await env.clipboard.writeText(step);
  },
};

async function ask(title: string, choices: readonly FaultChoice[]): Promise<Fault | undefined> {
  const items = choices.map((choice): QuickPickItem & { readonly choice: FaultChoice } => ({ label: choice.label, description: choice.description, iconPath: new ThemeIcon(choice.icon), choice }));
  const choice = (await window.showQuickPick(items, { title, placeHolder: 'What goes wrong' }))?.choice;
  if (choice === undefined) return undefined;
  const { asks, fault } = choice;
  if (typeof fault !== 'function') return fault;
  const given = await window.showInputBox({
    title, prompt: asks?.prompt ?? '', value: String(asks?.value ?? 0),
    validateInput: (text) => (/^\d{1,4}$/.test(text) && Number(text) <= (asks?.most ?? 0) ? undefined : `a whole number from 0 to ${asks?.most ?? 0}`),
  });
  return given === undefined ? undefined : fault(Number(given));
}
