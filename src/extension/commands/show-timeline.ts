// Podlab: Show Timeline. What a Pod and its containers went through, as a chart and in words.
import { pickTarget } from '../pick.ts';
import type { Command } from '../podlab.ts';
import { showDocument } from '../documents/show-document.ts';

export const showTimeline: Command = {
  id: 'showTimeline',
  async run(podlab, ...args) {
    const target = await pickTarget(podlab, args, { title: 'Show Timeline', kinds: ['Pod'] });
    if (target === undefined) return;
    if (target.kind !== 'Pod') throw new Error(`the timeline of a ${target.kind} is that of the Pods it makes`);
    await podlab.cluster.start();
    await showDocument(podlab.timelineDocuments.uri(target));
  },
};
