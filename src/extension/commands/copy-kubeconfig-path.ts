// Podlab: Copy kubeconfig Path. For kubectl, helm and other programs of this machine.
import { env, window } from 'vscode';
import { openEndpoint } from '../open-endpoint.ts';
import type { Command } from '../podlab.ts';

export const copyKubeconfigPath: Command = {
  id: 'copyKubeconfigPath',
  async run(podlab) {
    const { kubeconfig } = await openEndpoint(podlab);
    await env.clipboard.writeText(kubeconfig);
    window.setStatusBarMessage('$(copy) Path of the kubeconfig copied', 3000);
  },
};
