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
  const anyway = 'Open Terminal';
  const copy = 'Copy kubeconfig Path';
  const answer = await window.showWarningMessage('No kubectl was found on PATH. The terminal’s KUBECONFIG is set for it and for other Kubernetes programs.', anyway, copy);
  if (answer === copy) await commands.executeCommand('podlab.copyKubeconfigPath');
  return answer === anyway;
}
