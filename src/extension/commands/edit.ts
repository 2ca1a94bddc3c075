// Podlab: Edit. `kubectl edit` in a tab: saving it ends the edit, closing it unsaved gives it up.
import { window } from 'vscode';
import { watchedKinds } from '../cluster-view/entry.ts';
import { pickTarget } from '../pick.ts';
import type { Command } from '../podlab.ts';
import { kubectlName } from '../resource-target.ts';
import { sayCommand } from '../say-command.ts';
import { kubectlText } from '../session/cluster-session.ts';
import { printable } from '../text/printable.ts';

export const edit: Command = {
  id: 'edit',
  async run(podlab, ...args) {
    const target = await pickTarget(podlab, args, { title: 'Edit', kinds: watchedKinds.map(({ kind }) => kind) });
    if (target === undefined) return;
    const session = await podlab.cluster.start();
    const argv = ['edit', ...kubectlName(target)];
    sayCommand(podlab, argv);
    const { code, stdout, stderr } = await kubectlText(session, argv, { host: podlab.kubectlHost });
    const words = printable(`${stdout}${stderr}`.trim());
    if (code !== 0) throw new Error(words === '' ? `kubectl ended with code ${code}` : words);
    podlab.log.info(words);
    window.setStatusBarMessage(`$(edit) ${words.split('\n').at(-1) ?? ''}`, 5000);
  },
};
