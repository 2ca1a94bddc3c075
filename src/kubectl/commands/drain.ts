// kubectl drain: cordons a node and evicts its Pods (k8s.io/kubectl/pkg/drain).
import { sleep } from '../../base/clock.ts';
import type { Pod } from '../../api/generated/core-v1.ts';
import type { KubeObject } from '../../api/meta/object.ts';
import { isNotFound, StatusError } from '../../api/meta/status-error.ts';
import { infoText, type Info } from '../builder/infos.ts';
import type { Command, Invocation } from '../command.ts';
import { describeFailure, errorMessage, SilentExit, KubectlError, throwAll } from '../errors.ts';
import { labelMatcher } from '../builder/label-match.ts';
import { dryRunOf, dryRunSuffix, type DryRun } from './dry-run.ts';
import { nodesOf, setUnschedulable } from './nodes.ts';
import { dryRunFlag, selectorFlag, chunkSizeFlag } from './shared-flags.ts';
import { waitUntilGone } from './wait-gone.ts';

export const drain: Command = {
  name: 'drain',
  use: 'drain NODE [options]',
  short: 'Drain node in preparation for maintenance',
  flags: [
    selectorFlag, dryRunFlag, chunkSizeFlag,
    { name: 'delete-emptydir-data', type: 'bool' }, { name: 'disable-eviction', type: 'bool' }, { name: 'force', type: 'bool' }, { name: 'grace-period', type: 'int', default: '-1' },
    { name: 'ignore-daemonsets', type: 'bool' }, { name: 'pod-selector', type: 'string' }, { name: 'skip-wait-for-delete-timeout', type: 'int', default: '0' }, { name: 'timeout', type: 'duration', default: '0s' },
  ],
  run,
};

async function run(invocation: Invocation): Promise<undefined> {
  const { session, flags } = invocation;
  const dryRun = dryRunOf(flags, session);
  const nodes = await nodesOf(invocation, 'drain');
  for (const node of nodes) await setUnschedulable(session, node, true, dryRun);
  const failed: { name: string; error: unknown }[] = [];
  for (const node of nodes) {
    try {
      await drainNode(invocation, node, dryRun);
      session.io.stdout(`${infoText(node)} drained${dryRunSuffix(dryRun)}\n`);
    } catch (error) {
      failed.push({ name: node.name, error });
      session.io.stderr(`error: unable to drain node "${node.name}" due to error: ${errorMessage(error)}, continuing command...\n`);
    }
  }
  if (failed.length > 0) {
    session.io.stderr('There are pending nodes to be drained:\n');
    for (const { name } of failed) session.io.stderr(` ${name}\n`);
    for (const { error } of failed) session.io.stderr(describeFailure(error).text.replace(/^error: /, ''));
    throw new SilentExit(1);
  }
  return undefined;
}

interface Verdict {
  readonly isDeleted: boolean;
  readonly warning?: string;
  readonly error?: string;
}

const deleteIt: Verdict = { isDeleted: true };

async function drainNode(invocation: Invocation, node: Info, dryRun: DryRun): Promise<void> {
  const { session, flags } = invocation;
  const matches = labelMatcher(flags.string('pod-selector'));
  const list = await session.list<Pod>(await session.resource('pods'), undefined, { fieldSelector: `spec.nodeName=${node.name}`, limit: 500 });
  const chosen: Pod[] = [];
  const [warnings, errors] = [new Map<string, string[]>(), new Map<string, string[]>()];
  const note = (notes: Map<string, string[]>, text: string, pod: Pod): void => {
    notes.set(text, [...(notes.get(text) ?? []), `${pod.metadata.namespace ?? ''}/${pod.metadata.name}`]);
  };
  for (const pod of list.items) {
    if (!matches(pod.metadata.labels ?? {})) continue;
    const { isDeleted, warning, error } = await verdictOn(invocation, pod);
    if (warning !== undefined) note(warnings, warning, pod);
    if (error !== undefined) note(errors, error, pod);
    if (isDeleted) chosen.push(pod);
  }
  const texts = (notes: Map<string, string[]>): string => [...notes].map(([text, pods]) => `${text}: ${pods.join(', ')}`).join('; ');
  if (errors.size > 0) throwAll([...errors].map(([text, pods]) => new KubectlError(`${text}: ${pods.join(', ')}`)));
  if (warnings.size > 0) session.io.stderr(`Warning: ${texts(warnings)}\n`);
  await removePods(invocation, node.name, chosen, dryRun);
}

/** kubectl's filters in order: daemon sets, mirror Pods, local storage, Pods without a controller. */
async function verdictOn({ session, flags }: Invocation, pod: Pod): Promise<Verdict> {
  if (pod.metadata.deletionTimestamp && flags.number('skip-wait-for-delete-timeout') > 0) {
    const ageMs = session.now() - Date.parse(pod.metadata.deletionTimestamp);
    if (ageMs > flags.number('skip-wait-for-delete-timeout') * 1000) return { isDeleted: false };
  }
  const controller = pod.metadata.ownerReferences?.find((owner) => owner.controller);
  const isFinished = pod.status.phase === 'Succeeded' || pod.status.phase === 'Failed';
  if (controller?.kind === 'DaemonSet' && !isFinished) {
    const isMissing = await session.get(await session.resource('daemonsets.apps'), controller.name, pod.metadata.namespace).then(() => false, isNotFound);
    if (isMissing) return flags.bool('force') ? { isDeleted: true, warning: `daemonsets.apps "${controller.name}" not found` } : { isDeleted: false, error: `daemonsets.apps "${controller.name}" not found` };
    if (!flags.bool('ignore-daemonsets')) return { isDeleted: false, error: 'cannot delete DaemonSet-managed Pods (use --ignore-daemonsets to ignore)' };
    return { isDeleted: false, warning: 'ignoring DaemonSet-managed Pods' };
  }
  if (pod.metadata.annotations?.['kubernetes.io/config.mirror'] !== undefined) return { isDeleted: false };
  const verdict: Verdict = controller || isFinished ? deleteIt : flags.bool('force') ? { isDeleted: true, warning: 'deleting Pods that declare no controller' } : { isDeleted: false, error: 'cannot delete Pods that declare no controller (use --force to override)' };
  const hasLocalStorage = pod.spec.volumes?.some(({ emptyDir }) => emptyDir !== undefined) ?? false;
  if (hasLocalStorage && !isFinished && !flags.bool('delete-emptydir-data')) return { isDeleted: false, error: 'cannot delete Pods with local storage (use --delete-emptydir-data to override)' };
  return verdict;
}

async function removePods(invocation: Invocation, node: string, pods: readonly Pod[], dryRun: DryRun): Promise<void> {
  const { session, flags } = invocation;
  const timeoutMs = flags.durationMs('timeout');
  const endMs = timeoutMs === 0 ? Number.POSITIVE_INFINITY : session.now() + timeoutMs;

  const failures: string[] = [];
  await Promise.all(
    pods.map(async (pod) => {
      try {
        await removePod(invocation, pod, { dryRun, endMs, timeoutMs });
      } catch (error) {
        failures.push(errorMessage(error));
      }
    }),
  );
  if (failures.length > 0) {
    const failure = failures.length === 1 ? (failures[0] ?? '') : `[${failures.join(', ')}]`;
    const pending = await pendingPods(invocation, pods);
    if (pending.length > 0) session.io.stderr(`There are pending pods in node "${node}" when an error occurred: ${failure}\n${pending.map((name) => `pod/${name}\n`).join('')}`);
    throw new KubectlError(failure);
  }
}

async function pendingPods({ session }: Invocation, pods: readonly Pod[]): Promise<string[]> {
  const resource = await session.resource('pods');
  const found = await Promise.all(pods.map(({ metadata }) => session.get<KubeObject>(resource, metadata.name, metadata.namespace).then(() => metadata.name, () => undefined)));
  return found.filter((name) => name !== undefined);
}

interface Removal {
  readonly dryRun: DryRun;
  readonly endMs: number;
  readonly timeoutMs: number;
}

async function removePod(invocation: Invocation, pod: Pod, removal: Removal): Promise<void> {
  const { session, flags } = invocation;
  const resource = await session.resource('pods');
  const { name, namespace = '' } = pod.metadata;
  const info = { resource, name, namespace, object: pod };
  const isEvicted = !flags.bool('disable-eviction');
  const graceSeconds = flags.number('grace-period');
  const grace = graceSeconds >= 0 ? { gracePeriodSeconds: graceSeconds } : {};
  const said = `evicting pod ${namespace}/${name}${dryRunSuffix(removal.dryRun)}\n`;
  if (removal.dryRun === 'client') {
    if (isEvicted) session.io.stdout(said);
    return;
  }
  const dry = removal.dryRun === 'server' ? { dryRun: ['All'] } : {};
  if (isEvicted) {
    if (!(await evict(invocation, info, { ...grace, ...dry }, said, removal))) return;
  } else {
    await session.request({ verb: 'delete', resource, name, namespace, body: { kind: 'DeleteOptions', apiVersion: 'v1', ...grace, ...dry } }).catch((error: unknown) => {
      if (!isNotFound(error)) throw error;
    });
  }
  if (removal.dryRun === 'server') return;
  await waitUntilGone(session, [info], removal.timeoutMs === 0 ? 0 : Math.max(1, removal.endMs - session.now()));
  session.io.stdout(`pod/${name} ${isEvicted ? 'evicted' : 'deleted'}\n`);
}

/** Evicts, again every 5 s while a disruption budget forbids it. False when the Pod was gone. */
async function evict({ session }: Invocation, { resource, name, namespace }: Pick<Info, 'resource' | 'name' | 'namespace'>, deleteOptions: object, said: string, { endMs, timeoutMs }: Removal): Promise<boolean> {
  for (;;) {
    session.io.stdout(said);
    try {
      await session.request({ verb: 'create', resource, name, namespace, subresource: 'eviction', body: { apiVersion: 'policy/v1', kind: 'Eviction', metadata: { name, namespace }, deleteOptions } });
      return true;
    } catch (error) {
      if (isNotFound(error)) return false;
      if (!(error instanceof StatusError) || error.code !== 429) throw new KubectlError(`error when evicting pods/"${name}" -n "${namespace ?? ''}": ${errorMessage(error)}`);
      session.io.stderr(`error when evicting pods/"${name}" -n "${namespace ?? ''}" (will retry after 5s): ${errorMessage(error)}\n`);
    }
    // Decided before the sleep: a real timer may fire a millisecond before its time.
    const leftMs = endMs - session.now();
    await sleep(session.io.clock, Math.min(5000, Math.max(1, leftMs)), session.io.signal);
    if (leftMs <= 5000 || session.io.signal.aborted) {
      session.io.stdout(session.io.signal.aborted ? '' : said);
      throw new KubectlError(`error when evicting pods/"${name}" -n "${namespace ?? ''}": global timeout reached: ${timeoutMs / 1000}s`);
    }
  }
}
