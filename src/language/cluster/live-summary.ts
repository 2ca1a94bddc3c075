// The state of a running object in a few words, from the columns of `kubectl get`: "Running 1/1 · 2 restarts".
import type { LiveObject } from './live-object.ts';

/** '' where the server has no words for the kind. */
export function liveSummary({ kind, cells, isDeleting, keys }: LiveObject): string {
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
      parts.push(status);
  }
  if (isDeleting === true && status !== 'Terminating') parts.push('being deleted');
  return parts.filter((part) => part !== '').join(' · ');
}

/** `2 (3m ago)` → `2 restarts`. */
function restartWords(cell: string): string[] {
  const count = Number.parseInt(cell, 10);
  return Number.isNaN(count) || count === 0 ? [] : [`${count} ${count === 1 ? 'restart' : 'restarts'}`];
}
