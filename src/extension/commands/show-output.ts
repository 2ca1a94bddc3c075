// Podlab: Show Output.
import type { Command } from '../podlab.ts';

export const showOutput: Command = {
  id: 'showOutput',
  run({ log }) {
    log.show();
    return Promise.resolve();
  },
};
