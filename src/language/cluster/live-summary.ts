// The state of a running object in a few words, from the columns of `kubectl get`: "Running 1/1 · 2 restarts".
import type { LiveObject } from './live-object.ts';

/** '' where the server has no words for the kind. */
export function liveSummary({ kind, cells, isDeleting, keys, conditions }: LiveObject): string {
  const { Ready: ready = '', Status: status = '', Restarts: restarts = '' } = cells;
  const parts: string[] = [];
  switch (kind) {
    case 'Pod':
      parts.push([status, ready].filter((part) => part !== '').join(' '), ...restartWords(restarts));
      break;
    case 'Deployment': case 'StatefulSet':
      parts.push(ready === '' ? '' : `${ready} ready`);
      break;
    case 'DaemonSet': case 'ReplicaSet': case 'ReplicationController':
      parts.push(ready === '' ? '' : `${ready}/${cells['Desired'] ?? '?'} ready`);
      break;
    case 'Job':
      parts.push([status, cells['Completions'] ?? ''].filter((part) => part !== '').join(' '));
      break;
    case 'CronJob':
      parts.push(/^true$/i.test(cells['Suspend'] ?? '') ? 'suspended' : `${cells['Active'] ?? '0'} active`);
      break;
    case 'ConfigMap': case 'Secret':
      parts.push(`${keys?.length ?? 0} ${keys?.length === 1 ? 'key' : 'keys'}`);
      break;
    case 'Service':
      parts.push(cells['Cluster-IP'] ?? '');
      break;
    default:
      parts.push(...(status === '' ? columnWords(cells) : [status]), readyWords(conditions));
  }
  if (isDeleting === true && status !== 'Terminating') parts.push('being deleted');
  return parts.filter((part) => part !== '').join(' · ');
}

/** `2 (3m ago)` → `2 restarts`. */
function restartWords(cell: string): string[] {
  const count = Number.parseInt(cell, 10);
  return Number.isNaN(count) || count === 0 ? [] : [`${count} ${count === 1 ? 'restart' : 'restarts'}`];
}

/** The first columns that a kind prints: `Replicas 3`. */
function columnWords(cells: LiveObject['cells']): string[] {
  return Object.entries(cells).filter(([column, cell]) => !['Name', 'Namespace', 'Age', 'Ready'].includes(column) && cell !== '' && cell !== '<none>' && cell !== '<unset>').slice(0, 3).map(([column, cell]) => `${column} ${cell}`);
}

/** Of an object that says whether it is ready in no column of its own. */
function readyWords(conditions: LiveObject['conditions']): string {
  const ready = conditions?.find(({ type }) => type === 'Ready');
  return ready === undefined ? '' : ready.status === 'True' ? 'ready' : ['not ready', ready.reason].filter((word) => word !== '').join(': ');
}
