// What goes wrong with a running object: with its Pods, their volumes and placement, and with what its controller tries.
import type { ClusterSnapshot } from '../cluster/cluster-snapshot.ts';
import type { LiveEvent, LiveObject } from '../cluster/live-object.ts';
import { containerProblems } from './container-problems.ts';
import { fieldsWithValue, itemPath, type LiveProblem, type Path } from './live-problem.ts';
import { schedulingPlaces } from './scheduling-problems.ts';

/** A controller's Pods have the same troubles; so many are looked at. */
const podsAtMost = 50;

/** Each problem once, however many Pods have it. */
export function objectProblems(object: LiveObject, cluster: ClusterSnapshot): LiveProblem[] {
  const problems = [...ownProblems(object, cluster), ...cluster.podsOf(object).slice(0, podsAtMost).flatMap((pod) => podProblems(pod, cluster.warnings(pod)))];
  const seen = new Map<string, LiveProblem>();
  for (const problem of problems) {
    // Names and addresses of Pods differ; what is said of them does not.
    const key = `${problem.code} ${problem.message.replaceAll(/[\w.-]*\d[\w.:/()-]*/g, '#')}`;
    if (!seen.has(key)) seen.set(key, problem);
  }
  return [...seen.values()];
}

function podProblems({ pod, conditions = [], isDeleting }: LiveObject, warnings: readonly LiveEvent[]): LiveProblem[] {
  if (pod === undefined || isDeleting === true || pod.phase === 'Succeeded') return [];
  const unscheduled = conditions.find(({ type, status, reason }) => type === 'PodScheduled' && status === 'False' && reason !== 'SchedulingGated');
  if (unscheduled !== undefined) return [{ code: 'FailedScheduling', message: unscheduled.message, locate: (spec, cluster) => schedulingPlaces(unscheduled.message, spec, cluster) }];
  if (pod.phase === 'Failed' && pod.reason !== '') return [failed(pod.reason, pod.message)];
  const containers = pod.containers.flatMap((container) => containerProblems(container, warnings));
  return containers.length > 0 ? containers : pod.phase === 'Pending' ? mountProblems(warnings) : [];
}

function failed(reason: string, message: string): LiveProblem {
  const places: Readonly<Record<string, readonly Path[]>> = { DeadlineExceeded: [['activeDeadlineSeconds']], NodeAffinity: [['nodeSelector'], ['affinity'], ['nodeName']], NodeName: [['nodeName']], PodOSNotSupported: [['os']] };
  const resource = /low on resource: ([\w-]+)/.exec(message)?.[1] ?? /^OutOf(\w+)$/.exec(reason)?.[1];
  return { code: reason, message: message === '' ? reason : message, locate: () => places[reason] ?? (resource === undefined ? [] : [['containers', 0, 'resources', 'requests', resource], ['containers', 0, 'resources']]) };
}

/** Volumes that cannot be set up, by the newest word on each. */
function mountProblems(warnings: readonly LiveEvent[]): LiveProblem[] {
  const byVolume = new Map<string, LiveProblem>();
  for (const { reason, message } of warnings) {
    const volume = /for volume "([^"]+)"/.exec(message)?.[1];
    if (reason !== 'FailedMount' && reason !== 'FailedAttachVolume') {
      if (reason === 'FailedCreatePodSandBox') byVolume.set('', { code: reason, message, locate: () => [['runtimeClassName']] });
      continue;
    }
    byVolume.set(volume ?? '', { code: reason, message, locate: (spec) => {
      const path = volume === undefined ? undefined : itemPath(spec, 'volumes', volume);
      const key = /non-existent (?:config|secret) key: (\S+)/.exec(message)?.[1];
      const name = /(?:configmap|secret|persistentvolumeclaim) "([^"]+)" not found/.exec(message)?.[1];
      const inVolume = (found: Path): boolean => path === undefined || found[1] === path[1];
      const deep = key !== undefined ? fieldsWithValue(spec, ['key'], key) : name === undefined ? [] : fieldsWithValue(spec, ['name', 'secretName', 'claimName'], name);
      return [...deep.filter((found) => found[0] === 'volumes' && found.length > 3 && inVolume(found)), ...(path === undefined ? [] : [path])];
    } });
  }
  return [...byVolume.values()];
}

/** Of controllers and claims themselves. Paths are of the object. */
function ownProblems(object: LiveObject, cluster: ClusterSnapshot): LiveProblem[] {
  const of = (code: string, message: string, ...places: Path[]): LiveProblem => ({ code, message, isOfObject: true, locate: () => places });
  const { kind, cells } = object;
  if (kind === 'PersistentVolumeClaim') {
    const word = cells['Status'] === 'Bound' ? undefined : cluster.warnings(object).at(-1);
    return word === undefined ? [] : [of(word.reason, word.message, ['spec', 'storageClassName'], ['spec', 'volumeName'])];
  }
  const problems: LiveProblem[] = [];
  for (const { type, status, reason, message } of object.conditions ?? []) {
    if (type === 'ReplicaFailure' && status === 'True') problems.push(of(reason, message, ...creationPlaces(message)));
    else if (type === 'Failed' && status === 'True' && kind === 'Job') problems.push(of(reason, message, reason === 'DeadlineExceeded' ? ['spec', 'activeDeadlineSeconds'] : ['spec', 'backoffLimit'], ['spec', 'template']));
    else if (type === 'Progressing' && status === 'False' && reason === 'ProgressDeadlineExceeded') problems.push(of(reason, message, ['spec', 'progressDeadlineSeconds']));
  }
  if (problems.length === 0 && /^(?:StatefulSet|DaemonSet|Job|CronJob)$/.test(kind) && cluster.podsOf(object).length === 0) {
    const refusal = cluster.warnings(object).findLast(({ reason }) => reason === 'FailedCreate');
    if (refusal !== undefined) problems.push(of(refusal.reason, refusal.message, ...creationPlaces(refusal.message)));
  }
  return problems;
}

function creationPlaces(message: string): Path[] {
  const template: Path = ['spec', 'template', 'spec'];
  if (/service account|serviceaccount/i.test(message)) return [[...template, 'serviceAccountName']];
  if (/no PriorityClass/.test(message)) return [[...template, 'priorityClassName']];
  if (/quota|must specify|maximum|minimum/.test(message)) return [[...template, 'containers', 0, 'resources'], ['spec', 'replicas']];
  if (/RuntimeClass/.test(message)) return [[...template, 'runtimeClassName']];
  return /violates PodSecurity/.test(message) ? [[...template, 'securityContext'], [...template, 'containers', 0, 'securityContext'], template] : [['spec', 'template']];
}
