// Podlab: Refresh. Reads everything in the view again.
import type { Command } from '../podlab.ts';

export const refresh: Command = {
  id: 'refresh',
  async run({ cluster, time }) {
    const session = await cluster.start();
    time.set(await session.control({ action: 'info' }));
    cluster.refreshSession();
  },
};
