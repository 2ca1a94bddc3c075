// Writes Pod statuses to the API, newest only, and removes ended Pods that were deleted: kubelet's status manager.
import type { Clock } from '../../base/clock.ts';
import { formatTime } from '../../base/clock.ts';
import type { Pod, PodCondition, PodStatus } from '../../api/generated/core-v1.ts';
import { reuse } from '../../api/meta/reuse.ts';
import { isConflict, isNotFound } from '../../api/meta/status-error.ts';
import type { Client } from '../../client/client.ts';
import { pods } from '../../client/resources.ts';
import { kubeletConditions } from './pod-conditions.ts';
import { withSharedParts } from './shared-status-parts.ts';

export interface StatusWriterOptions {
  readonly client: Client;
  readonly clock: Clock;
  /** The Pod as last seen in the API. */
  readonly current: (namespace: string, name: string) => Pod | undefined;
  /** Lets other work of the process run. */
  readonly yieldToHost: () => Promise<void>;
  readonly onError: (error: unknown) => void;
}

interface Entry {
  pod: Pod;
  status: PodStatus;
  /** The object that the last write answered. */
  written: Pod | undefined;
  isDirty: boolean;
  isWriting: boolean;
  deleteWhenWritten: boolean;
}

const maxConflicts = 5;
const retryMs = 1000;

function withTimes(status: PodStatus, old: PodStatus | undefined, now: string): PodStatus {
  const conditions = (status.conditions ?? []).map((c): PodCondition => {
    if (!kubeletConditions.has(c.type)) return c;
    const before = old?.conditions?.find((o) => o.type === c.type);
    // As the API has it, so that it is held once.
    return { ...c, lastProbeTime: c.lastProbeTime ?? (null as unknown as string), lastTransitionTime: before?.status === c.status && before.lastTransitionTime !== undefined ? before.lastTransitionTime : now };
  });
  return { ...status, startTime: old?.startTime ?? status.startTime ?? now, conditions };
}

/** Until its worker is done with it, an ended Pod is still shown in the phase before: only its conditions tell of the end. */
function withHeldPhase(status: PodStatus, old: PodStatus | undefined): PodStatus {
  const isEnded = (phase: string | undefined): boolean => phase === 'Failed' || phase === 'Succeeded';
  if (old?.phase === undefined || isEnded(old.phase) || !isEnded(status.phase)) return status;
  const { reason: _reason, message: _message, ...rest } = status;
  return { ...rest, phase: old.phase, ...(old.message !== undefined && { message: old.message }), ...(old.reason !== undefined && { reason: old.reason }) };
}

/** Invariant: per Pod one write is under way at a time; what was set meanwhile is written next, states in between are left out. */
export class StatusWriter {
  readonly #options: StatusWriterOptions;
  readonly #entries = new Map<string, Entry>();
  #isStopped = false;

  constructor(options: StatusWriterOptions) {
    this.#options = options;
  }

  /** The status as last set, with its times. */
  get(uid: string): PodStatus | undefined {
    return this.#entries.get(uid)?.status;
  }

  /** Sets the status to be written; nothing happens when it says the same as before. `isFinal`: nothing of the Pod runs any more. */
  set(pod: Pod, status: PodStatus, isFinal: boolean): void {
    const { uid } = pod.metadata;
    const known = this.#entries.get(uid);
    const old = known?.status ?? (pod.status.startTime === undefined ? undefined : pod.status);
    const next = withTimes(isFinal ? status : withHeldPhase(status, old), old, formatTime(this.#options.clock.now()));
    if (known === undefined) {
      const entry: Entry = { pod, status: next, written: undefined, isDirty: true, isWriting: false, deleteWhenWritten: false };
      this.#entries.set(uid, entry);
      this.#write(uid, entry);
      return;
    }
    known.pod = pod;
    const shared = reuse(known.status, next);
    if (shared === known.status) return;
    known.status = shared;
    known.isDirty = true;
    this.#write(uid, known);
  }

  /** Someone else changed what is the kubelet's to say: it is written again. */
  reconcile(pod: Pod): void {
    const entry = this.#entries.get(pod.metadata.uid);
    if (entry === undefined || entry.isDirty || entry.isWriting || newer(pod, entry.written) !== pod) return;
    const isForeign = (entry.status.conditions ?? []).some((c) => kubeletConditions.has(c.type) && pod.status.conditions?.find((o) => o.type === c.type)?.status !== c.status);
    if (!isForeign) return;
    entry.isDirty = true;
    this.#write(pod.metadata.uid, entry);
  }

  /** After the status set last is written, deletes the Pod for good. */
  finish(pod: Pod): void {
    const entry = this.#entries.get(pod.metadata.uid);
    if (entry === undefined) return;
    entry.pod = pod;
    entry.deleteWhenWritten = true;
    this.#write(pod.metadata.uid, entry);
  }

  forget(uid: string): void {
    this.#entries.delete(uid);
  }

  stop(): void {
    this.#isStopped = true;
    this.#entries.clear();
  }

  /** The kubelet is not there: nothing is written until `resume`. */
  pause(): void {
    this.#isStopped = true;
  }

  resume(): void {
    this.#isStopped = false;
    for (const [uid, entry] of this.#entries) if (entry.isDirty || entry.deleteWhenWritten) this.#write(uid, entry);
  }

  #write(uid: string, entry: Entry): void {
    if (entry.isWriting || this.#isStopped) return;
    entry.isWriting = true;
    void this.#drain(uid, entry);
  }

  async #drain(uid: string, entry: Entry): Promise<void> {
    const mayWrite = (): boolean => entry.isDirty && !this.#isStopped && this.#entries.get(uid) === entry;
    try {
      while (mayWrite()) {
        // A turn later, so that several changes of one moment are one write; that the Pod was taken up is told first, whatever follows at once.
        await (entry.written === undefined ? Promise.resolve() : this.#options.yieldToHost());
        if (!mayWrite()) break;
        entry.isDirty = false;
        await this.#put(uid, entry);
      }
      if (entry.deleteWhenWritten && !this.#isStopped) await this.#delete(entry.pod);
    } catch (error) {
      if (!isNotFound(error) && !this.#isStopped) {
        this.#options.onError(error);
        entry.isDirty = true;
        this.#options.clock.setTimeout(() => { if (this.#entries.get(uid) === entry) this.#write(uid, entry); }, retryMs);
      }
    } finally {
      entry.isWriting = false;
    }
  }

  async #put(uid: string, entry: Entry): Promise<void> {
    const { namespace = '', name } = entry.pod.metadata;
    let base = newer(this.#options.current(namespace, name), entry.written) ?? entry.pod;
    for (let attempt = 0; attempt < maxConflicts; attempt++) {
      if (base.metadata.uid !== uid) return;
      const status = withSharedParts(merge(entry.status, base.status));
      try {
        entry.written = await this.#options.client.update<Pod>(pods, { ...base, status }, { subresource: 'status' });
        entry.pod = entry.written;
        entry.status = reuse(entry.written.status, entry.status);
        return;
      } catch (error) {
        if (!isConflict(error)) throw error;
        base = await this.#options.client.get<Pod>(pods, name, namespace);
      }
    }
    entry.isDirty = true;
  }

  async #delete(pod: Pod): Promise<void> {
    const { namespace, name, uid } = pod.metadata;
    try {
      await this.#options.client.delete(pods, name, namespace, { gracePeriodSeconds: 0, preconditions: { uid } });
    } catch (error) {
      if (!isNotFound(error) && !isConflict(error)) throw error;
    }
  }
}

function newer(a: Pod | undefined, b: Pod | undefined): Pod | undefined {
  if (a === undefined || b === undefined) return a ?? b;
  if (a.metadata.uid !== b.metadata.uid) return a;
  return Number(a.metadata.resourceVersion) >= Number(b.metadata.resourceVersion) ? a : b;
}

/** Conditions of others, as they are in the API now, stay; the kubelet's own come from `own`. */
function merge(own: PodStatus, current: PodStatus): PodStatus {
  const others = (current.conditions ?? []).filter((c) => !kubeletConditions.has(c.type));
  const mine = (own.conditions ?? []).filter((c) => kubeletConditions.has(c.type) || !others.some((o) => o.type === c.type));
  return { ...own, conditions: [...others, ...mine] };
}
