// Podlab: Cordon Node, and Uncordon Node. New Pods stay away; those that are there go on.
import { pickTarget } from '../pick.ts';
import type { Command, Podlab } from '../podlab.ts';
import { runKubectl } from '../run-kubectl.ts';

export const cordonNode: Command = {
  id: 'cordonNode',
  run: (podlab, ...args) => cordon(podlab, args, 'cordon'),
};

export const uncordonNode: Command = {
  id: 'uncordonNode',
  run: (podlab, ...args) => cordon(podlab, args, 'uncordon'),
};

async function cordon(podlab: Podlab, args: readonly unknown[], verb: 'cordon' | 'uncordon'): Promise<void> {
  const title = verb === 'cordon' ? 'Cordon Node' : 'Uncordon Node';
  const target = await pickTarget(podlab, args, { title, kinds: ['Node'] });
  if (target?.kind === 'Node') await runKubectl(podlab, title, [verb, target.name]);
}
