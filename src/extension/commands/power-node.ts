// Podlab: Power Off Node, and Power On Node. As pulling the plug: nothing is told to the API.
import type { Command, Podlab } from '../podlab.ts';
import { pickTarget } from '../pick.ts';

export const powerOffNode: Command = {
  id: 'powerOffNode',
  run: (podlab, ...args) => power(podlab, args, false),
};

export const powerOnNode: Command = {
  id: 'powerOnNode',
  run: (podlab, ...args) => power(podlab, args, true),
};

async function power(podlab: Podlab, args: readonly unknown[], isOn: boolean): Promise<void> {
  const target = await pickTarget(podlab, args, { title: isOn ? 'Power On Node' : 'Power Off Node', kinds: ['Node'] });
  if (target?.kind !== 'Node') return;
  const session = await podlab.cluster.start();
  podlab.time.set(await session.control({ action: 'power', node: target.name, on: isOn }));
  podlab.log.info(`${target.name} powered ${isOn ? 'on' : 'off'}`);
}
