// Podlab: Delete. Asks once, with a choice of grace, and says what the server answered.
import { window } from 'vscode';
import { pickTargets } from '../pick.ts';
import type { Command, Podlab } from '../podlab.ts';
import { withProgress } from '../progress.ts';
import { sayCommand } from '../say-command.ts';
import { kubectlName, type ResourceTarget } from '../resource-target.ts';
import { kubectlText } from '../session/cluster-session.ts';
import { printable } from '../text/printable.ts';

interface Grace {
  readonly label: string;
  readonly argv: readonly string[];
}

const usual: Grace = { label: 'Delete', argv: [] };
const chosen = 'Delete with Grace Period…';
const force: Grace = { label: 'Force Delete', argv: ['--grace-period=0', '--force'] };

export const deleteObjects: Command = {
  id: 'delete',
  async run(podlab, ...args) {
    const targets = await pickTargets(podlab, args, { title: 'Delete', kinds: ['Pod', 'Deployment', 'StatefulSet', 'DaemonSet', 'Job', 'CronJob', 'ReplicaSet', 'ReplicationController'], hasCustom: true });
    const grace = targets.length === 0 ? undefined : await askGrace(targets);
    if (grace !== undefined) await deleteAll(podlab, targets, grace);
  },
};

async function askGrace(targets: readonly ResourceTarget[]): Promise<Grace | undefined> {
  const [first] = targets;
  const what = targets.length === 1 && first !== undefined ? `${first.kind} “${first.name}”` : `${targets.length} objects`;
  const areAllPods = targets.every(({ kind }) => kind === 'Pod');
  const answer = await window.showWarningMessage(`Delete ${what}?`, { modal: true, detail: detail(targets) }, usual.label, ...(areAllPods ? [chosen, force.label] : []));
  if (answer === usual.label) return usual;
  if (answer === force.label) return force;
  return answer === chosen ? askSeconds() : undefined;
}

function detail(targets: readonly ResourceTarget[]): string {
  const names = targets.length === 1 ? [] : targets.slice(0, 10).map(({ kind, name }) => `${kind} ${name}`);
  const more = targets.length > 10 ? [`and ${targets.length - 10} more`] : [];
  return [...names, ...more, ...consequences(targets)].join('\n');
}

function consequences(targets: readonly ResourceTarget[]): string[] {
  const isOne = targets.length === 1;
  if (targets.every(({ kind }) => kind === 'Pod')) {
    return [isOne ? 'Its containers get SIGTERM and the Pod’s grace period to end. A forced deletion removes the Pod from the API at once.' : 'Their containers get SIGTERM and each Pod’s grace period to end. A forced deletion removes the Pods from the API at once.'];
  }
  const definitions = targets.filter(({ kind }) => kind === 'CustomResourceDefinition').length;
  return [
    ...(definitions === 0 ? [] : [`Every object of ${definitions === 1 ? 'the kind that it defines' : 'the kinds that they define'} is deleted with ${definitions === 1 ? 'it' : 'them'}, in all namespaces.`]),
    ...(definitions === targets.length ? [] : [`What ${isOne ? 'it owns' : 'they own'} is deleted with ${isOne ? 'it' : 'them'}.`]),
  ];
}

async function askSeconds(): Promise<Grace | undefined> {
  const seconds = await window.showInputBox({
    title: 'Grace period',
    prompt: 'Seconds between SIGTERM and SIGKILL',
    value: '30',
    validateInput: (value) => (/^[1-9]\d{0,5}$/.test(value) ? undefined : 'Enter a whole number of seconds, 1 or more'),
  });
  return seconds === undefined ? undefined : { label: usual.label, argv: [`--grace-period=${seconds}`] };
}

async function deleteAll(podlab: Podlab, targets: readonly ResourceTarget[], grace: Grace): Promise<void> {
  await withProgress('Deleting', async (signal) => {
    const session = await podlab.cluster.start();
    const said: string[] = [];
    for (const target of targets) {
      if (signal.aborted) break;
      const argv = ['delete', ...kubectlName(target), '--wait=false', ...grace.argv];
      sayCommand(podlab, argv);
      const { code, stdout, stderr } = await kubectlText(session, argv, { signal });
      if (code !== 0) throw new Error(stderr.trim());
      if (stderr.trim() !== '') podlab.log.warn(printable(stderr.trim()));
      said.push(printable(stdout.trim()));
      podlab.log.info(printable(stdout.trim()));
    }
    window.setStatusBarMessage(`$(trash) ${said.length === 1 ? said[0] ?? '' : `${said.length} objects deleted`}`, 5000);
  });
}
