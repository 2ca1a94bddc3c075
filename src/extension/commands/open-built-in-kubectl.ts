// Podlab: Open Built-in kubectl. A terminal with the built-in kubectl.
import type { Command } from '../podlab.ts';
import { KubectlTerminal } from '../terminals/kubectl-terminal.ts';

export const openBuiltInKubectl: Command = {
  id: 'openBuiltInKubectl',
  run({ cluster, kubectlHost: host, lessonProgress, terminals }) {
    terminals.show({ key: 'kubectl', name: 'kubectl', icon: 'terminal-cmd', pty: () => new KubectlTerminal({ cluster, host, onDone: (argv) => { lessonProgress.ran(argv.join(' ')); } }) });
    lessonProgress.ran('podlab.openBuiltInKubectl');
    return Promise.resolve();
  },
};
