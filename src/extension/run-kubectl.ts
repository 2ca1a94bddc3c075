// Runs the built-in kubectl for a command: says what is run, can be cancelled, and throws what kubectl refused with.
import { window } from 'vscode';
import type { Podlab } from './podlab.ts';
import { withProgress } from './progress.ts';
import { sayCommand } from './say-command.ts';
import { kubectlText } from './session/cluster-session.ts';
import { printable } from './text/printable.ts';

export async function runKubectl(podlab: Podlab, title: string, argv: readonly string[]): Promise<void> {
  await withProgress(title, async (signal) => {
    const session = await podlab.cluster.start();
    sayCommand(podlab, argv);
    const { code, stdout, stderr } = await kubectlText(session, argv, { signal });
    const said = printable(stdout.trim());
    const warned = printable(stderr.trim());
    if (said !== '') podlab.log.info(said);
    if (signal.aborted) return;
    if (code !== 0) throw new Error(warned === '' ? `kubectl ended with code ${code}` : warned);
    if (warned !== '') podlab.log.warn(warned);
    window.setStatusBarMessage(`$(check) ${said.split('\n').at(-1) ?? ''}`, 5000);
  });
}
