// Pods as table rows: printPod of pkg/printers/internalversion, with all its STATUS rules.
import type { ContainerStatus, Pod } from '../../../api/generated/core-v1.ts';
import { ageColumn, column, nameColumn, printer } from './column.ts';
import { ageSince } from '../../../api/meta/human-duration.ts';

/** What the columns Ready, Status and Restarts are made of. */
export interface PodSummary {
  readonly ready: number;
  readonly total: number;
  readonly reason: string;
  readonly restarts: number;
  /** Of the last restart; '' when there was none. */
  readonly lastRestart: string;
}

interface Tally {
  restarts: number;
  last: string;
}

function podSummary(pod: Pod): PodSummary {
  const { spec, status } = pod;
  const restartable = new Set((spec.initContainers ?? []).filter((c) => c.restartPolicy === 'Always').map((c) => c.name));
  const init = initSummary(pod, restartable);
  const isInitialized = status?.conditions?.some((c) => c.type === 'Initialized' && c.status === 'True') === true;
  let { reason } = init;
  let ready = init.ready;
  let tally = init.all;
  if (!init.isInitializing || isInitialized) {
    const main = mainSummary(status?.containerStatuses ?? [], reason, init.sidecars);
    ({ reason, tally } = main);
    ready += main.ready;
    if (reason === 'Completed' && main.hasRunning) reason = status?.conditions?.some((c) => c.type === 'Ready' && c.status === 'True') === true ? 'Running' : 'NotReady';
  }
  if (pod.metadata.deletionTimestamp !== undefined) {
    if (status?.reason === 'NodeLost') reason = 'Unknown';
    else if (status?.phase !== 'Succeeded' && status?.phase !== 'Failed') reason = 'Terminating';
  }
  return { ready, total: spec.containers.length + restartable.size, reason, restarts: tally.restarts, lastRestart: tally.last };
}

function phaseReason({ status }: Pod): string {
  if (status?.conditions?.some((c) => c.type === 'PodScheduled' && c.reason === 'SchedulingGated') === true) return 'SchedulingGated';
  return status?.reason || (status?.phase ?? '');
}

interface InitSummary {
  readonly reason: string;
  readonly isInitializing: boolean;
  readonly ready: number;
  readonly all: Tally;
  readonly sidecars: Tally;
}

/** Init containers up to the first that has not finished. */
function initSummary(pod: Pod, restartable: ReadonlySet<string>): InitSummary {
  const all: Tally = { restarts: 0, last: '' };
  const sidecars: Tally = { restarts: 0, last: '' };
  let ready = 0;
  for (const [i, container] of (pod.status?.initContainerStatuses ?? []).entries()) {
    const isSidecar = restartable.has(container.name);
    count(all, container);
    if (isSidecar) count(sidecars, container);
    const { terminated, waiting } = container.state ?? {};
    if (terminated?.exitCode === 0) continue;
    if (isSidecar && container.started === true) {
      if (container.ready) ready++;
      continue;
    }
    let reason = `Init:${i}/${pod.spec.initContainers?.length ?? 0}`;
    if (terminated !== undefined) reason = `Init:${terminated.reason || exitText(terminated)}`;
    else if (waiting?.reason && waiting.reason !== 'PodInitializing') reason = `Init:${waiting.reason}`;
    return { reason, isInitializing: true, ready, all, sidecars };
  }
  return { reason: phaseReason(pod), isInitializing: false, ready, all, sidecars };
}

function mainSummary(statuses: readonly ContainerStatus[], before: string, sidecars: Tally): { reason: string; ready: number; hasRunning: boolean; tally: Tally } {
  const tally: Tally = { ...sidecars };
  let reason = before;
  let ready = 0;
  let hasRunning = false;
  let hasFailed = false;
  for (const container of [...statuses].reverse()) {
    count(tally, container);
    const { waiting, terminated, running } = container.state ?? {};
    if (waiting?.reason) reason = waiting.reason;
    else if (terminated !== undefined) {
      // One that completed does not hide another's failure.
      if (!hasFailed || terminated.exitCode !== 0) reason = terminated.reason || exitText(terminated);
      hasFailed ||= terminated.exitCode !== 0;
    } else if (container.ready && running !== undefined) {
      hasRunning = true;
      ready++;
    }
  }
  return { reason, ready, hasRunning, tally };
}

function exitText({ signal, exitCode }: { readonly signal?: number; readonly exitCode: number }): string {
  return signal ? `Signal:${signal}` : `ExitCode:${exitCode}`;
}

function count(tally: Tally, container: ContainerStatus): void {
  tally.restarts += container.restartCount;
  const finished = container.lastState?.terminated?.finishedAt;
  if (finished && finished > tally.last) tally.last = finished;
}

function restartsText({ restarts, lastRestart }: PodSummary, nowMs: number): string {
  return restarts !== 0 && lastRestart !== '' ? `${restarts} (${ageSince(lastRestart, nowMs)} ago)` : String(restarts);
}

function gatesText({ spec, status }: Pod): string {
  const gates = spec.readinessGates ?? [];
  if (gates.length === 0) return '<none>';
  const met = gates.filter((g) => status?.conditions?.find((c) => c.type === g.conditionType)?.status === 'True').length;
  return `${met}/${gates.length}`;
}

export const podPrinter = printer<Pod>(
  () => [
    nameColumn(), column('Ready', 'The aggregate readiness state of this pod for accepting traffic.'), column('Status', 'The aggregate status of the containers in this pod.'),
    column('Restarts', 'The number of times the containers in this pod have been restarted and when the last container in this pod has restarted.'), ageColumn(),
    column('IP', 'core/v1.PodStatus#podIP', { wide: true }), column('Node', 'core/v1.PodSpec#nodeName', { wide: true }),
    column('Nominated Node', 'core/v1.PodStatus#nominatedNodeName', { wide: true }), column('Readiness Gates', 'core/v1.PodSpec#readinessGates', { wide: true }),
  ],
  (pod, nowMs) => {
    const summary = podSummary(pod);
    return [
      pod.metadata.name, `${summary.ready}/${summary.total}`, summary.reason, restartsText(summary, nowMs), ageSince(pod.metadata.creationTimestamp, nowMs),
      pod.status?.podIPs?.[0]?.ip || '<none>', pod.spec.nodeName || '<none>', pod.status?.nominatedNodeName || '<none>', gatesText(pod),
    ];
  },
);
