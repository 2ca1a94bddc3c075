// The words and the icon of a line in the Cluster view. STATUS is the server's; only its colour is decided here.
import { humanDuration } from '../../api/meta/human-duration.ts';
import { printableLine } from '../text/printable.ts';
import type { ContainerEntry, Entry } from './entry.ts';

/** How a line looks: good, on its way, needs a look, broken, finished, going away, or of no state. */
export type Health = 'good' | 'progressing' | 'warning' | 'error' | 'finished' | 'terminating' | 'none';

const progressing = new Set(['Pending', 'ContainerCreating', 'PodInitializing', 'NotReady']);
const finished = new Set(['Completed', 'Succeeded']);

function podHealth(entry: Entry): Health {
  const status = entry.cells['Status'] ?? '';
  if (status === 'Terminating') return 'terminating';
  if (status === 'Running') return isFull(entry.cells['Ready']) ? 'good' : 'warning';
  if (finished.has(status)) return 'finished';
  if (status === 'Pending' && entry.pod !== undefined && entry.pod.message !== '') return 'warning';
  if (progressing.has(status) || /^Init:\d+\/\d+$/.test(status)) return 'progressing';
  return status === '' ? 'none' : 'error';
}

export function entryHealth(entry: Entry): Health {
  if (entry.definitionId !== undefined) return entry.isDeleting ? 'terminating' : 'none';
  switch (entry.kind) {
    case 'Pod':
      return podHealth(entry);
    case 'Node':
      return /^Ready(,|$)/.test(entry.cells['Status'] ?? '') ? (entry.cells['Status'] === 'Ready' ? 'good' : 'warning') : 'error';
    case 'Job':
      return isFull(entry.cells['Completions']) ? 'finished' : entry.cells['Status'] === 'Failed' ? 'error' : 'progressing';
    case 'CronJob':
    case 'Namespace':
      return entry.isDeleting ? 'terminating' : 'none';
    default:
      return entry.isDeleting ? 'terminating' : isFull(readyCell(entry)) ? 'good' : 'progressing';
  }
}

export function containerHealth({ state, reason, isReady, exitCode, role }: ContainerEntry): Health {
  if (state === 'running') return isReady || role === 'ephemeral' ? 'good' : 'warning';
  if (state === 'terminated') return exitCode === 0 ? 'finished' : 'error';
  if (state === 'waiting') return progressing.has(reason) ? 'progressing' : 'error';
  return 'none';
}

/** The parts of the description after the name, e.g. `1/1 Running`, `2 restarts`, `3m`, `worker-1`. */
export function descriptionParts(entry: Entry, nowMs: number): string[] {
  const age = humanDuration(nowMs - entry.createdMs);
  const { cells } = entry;
  if (entry.definitionId !== undefined) return present([entry.namespace, ...Object.entries(cells).filter(([name]) => name !== 'Name' && name !== 'Age').slice(0, 3).map(([, text]) => none(text)), entry.isDeleting ? 'Terminating' : '', age]);
  switch (entry.kind) {
    case 'Pod':
      return present([`${cells['Ready'] ?? ''} ${cells['Status'] ?? ''}`.trim(), restartsText(cells['Restarts']), age, none(cells['Node'])]);
    case 'Node':
      return present([cells['Status'], none(cells['Roles']), cells['Version'], age]);
    case 'Job':
      return present([cells['Completions'] && `${cells['Completions']} completed`, cells['Status'], age]);
    case 'CronJob':
      return present([cells['Schedule'], cells['Suspend'] === 'True' ? 'suspended' : '', age]);
    case 'Namespace':
      return present([cells['Status'] === 'Active' ? '' : cells['Status']]);
    default:
      return present([`${readyCell(entry)} ready`, entry.isDeleting ? 'Terminating' : '', age]);
  }
}

export function containerParts({ state, reason, exitCode, image, restarts, role }: ContainerEntry): string[] {
  const now = state === 'running' ? 'Running' : reason !== '' ? reason : state === 'unknown' ? '' : state;
  return present([role === 'container' ? '' : role, now, exitCode !== undefined && exitCode !== 0 ? `exit code ${exitCode}` : '', restartsText(String(restarts)), image]);
}

/** What a screen reader says for a line. */
export function spokenText(kind: string, name: string, parts: readonly string[]): string {
  return printableLine([`${kind} ${name}`, ...parts].join(', '));
}

/** `2/3` of a workload: its Ready column, or ready of desired. */
function readyCell({ cells }: Entry): string {
  const ready = cells['Ready'] ?? '0';
  return ready.includes('/') ? ready : `${ready}/${cells['Desired'] ?? '0'}`;
}

function isFull(ready: string | undefined): boolean {
  const [have, want] = (ready ?? '').split('/');
  return have !== undefined && want !== undefined && have === want;
}

/** The Restarts column is `2` or `2 (3m ago)`. */
function restartsText(cell: string | undefined): string {
  const count = Number.parseInt(cell ?? '', 10);
  if (!(count > 0)) return '';
  return count === 1 ? '1 restart' : `${count} restarts`;
}

function none(cell: string | undefined): string {
  return cell === undefined || cell === '<none>' ? '' : cell;
}

function present(parts: readonly (string | undefined)[]): string[] {
  return parts.filter((part): part is string => part !== undefined && part !== '').map(printableLine);
}
