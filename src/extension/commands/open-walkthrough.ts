// Podlab: Open Walkthrough.
import { commands } from 'vscode';
import type { Command } from '../podlab.ts';

export const openWalkthrough: Command = {
  id: 'openWalkthrough',
  async run({ context }) {
    await commands.executeCommand('workbench.action.openWalkthrough', `${context.extension.id}#firstPod`, false);
  },
};
