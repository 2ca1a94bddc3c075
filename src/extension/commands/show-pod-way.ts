// Podlab: Show the Way of a Pod. From request to running containers, each step with its fields and Events.
import { showDocument } from '../documents/show-document.ts';
import { pickTarget } from '../pick.ts';
import type { Command } from '../podlab.ts';

export const showPodWay: Command = {
  id: 'showPodWay',
  async run(podlab, ...args) {
    const target = await pickTarget(podlab, args, { title: 'Show the Way of a Pod', kinds: ['Pod'] });
    if (target === undefined) return;
    if (target.kind !== 'Pod') throw new Error(`the way of a ${target.kind} is that of the Pods it makes`);
    await podlab.cluster.start();
    await showDocument(podlab.podWayDocuments.uri(target));
    podlab.lessonProgress.ran('podlab.showPodWay');
  },
};
