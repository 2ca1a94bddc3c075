// Podlab: Open Terminal with kubectl. The user's own shell, whose kubectl talks to the embedded cluster.
import { commands, window } from 'vscode';
import { openEndpoint } from '../open-endpoint.ts';
import type { Command } from '../podlab.ts';

export const openKubectlTerminal: Command = {
  id: 'openKubectlTerminal',
  async run(podlab) {
    const { kubeconfig } = await openEndpoint(podlab);
    if (podlab.endpoint?.findProgram('kubectl') === undefined && !(await goOnWithout())) return;
    podlab.terminals.openShell({ name: 'kubectl', icon: 'terminal', env: { KUBECONFIG: kubeconfig } });
  },
};

/** Whether to open the terminal although kubectl is not installed. */
async function goOnWithout(): Promise<boolean> {
  const builtIn = 'Open Built-in kubectl';
  const anyway = 'Open Terminal Anyway';
  const answer = await window.showWarningMessage('No kubectl was found on PATH. Podlab’s own needs no installation.', builtIn, anyway);
  if (answer === builtIn) await commands.executeCommand('podlab.openBuiltInKubectl');
  return answer === anyway;
}
