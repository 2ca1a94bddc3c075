// Podlab: Open Built-in kubectl. A terminal with the built-in kubectl.
import type { Command } from '../podlab.ts';
import { KubectlTerminal } from '../terminals/kubectl-terminal.ts';

export const openBuiltInKubectl: Command = {
  id: 'openBuiltInKubectl',
  run({ cluster, kubectlHost: host, terminals }) {
    terminals.show({ key: 'kubectl', name: 'kubectl', icon: 'terminal-cmd', pty: () => new KubectlTerminal({ cluster, host }) });
    return Promise.resolve();
  },
};
