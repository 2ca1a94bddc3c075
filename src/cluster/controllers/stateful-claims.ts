// Makes the claims of a StatefulSet's Pods and says who takes them along when it goes: stateful_pod_control and the retention policy of claims.
import type { StatefulSet } from '../../api/generated/apps-v1.ts';
import type { PersistentVolumeClaim, Pod } from '../../api/generated/core-v1.ts';
import type { OwnerReference } from '../../api/generated/meta-v1.ts';
import { failure, isAlreadyExists } from '../../api/meta/status-error.ts';
import type { Client } from '../../client/client.ts';
import type { Informer } from '../../client/informer.ts';
import * as resources from '../../client/resources.ts';
import type { EventRecorder } from '../events/event-recorder.ts';
import { type Owner, ownerReference } from './pod-control.ts';
import { claimsOf, isInRange } from './stateful-pod.ts';

type OwnedSet = StatefulSet & Owner;

export class StatefulClaims {
  readonly #client: Client;
  readonly #events: EventRecorder;
  readonly #claims: Informer<PersistentVolumeClaim>;

  constructor(client: Client, events: EventRecorder, claims: Informer<PersistentVolumeClaim>) {
    this.#client = client;
    this.#events = events;
    this.#claims = claims;
  }

  /** Makes those that are missing. Throws while one is on its way out. */
  async create(set: OwnedSet, podName: string): Promise<void> {
    const going: string[] = [];
    for (const claim of claimsOf(set, podName)) {
      const { name = '', namespace = '' } = claim.metadata ?? {};
      const known = this.#claims.get(`${namespace}/${name}`);
      if (known?.metadata.deletionTimestamp !== undefined) going.push(`pvc ${name} is being deleted`);
      if (known !== undefined) continue;
      const what = `Create Claim ${name} Pod ${podName} in StatefulSet ${set.metadata.name}`;
      try {
        await this.#client.create<PersistentVolumeClaim>(resources.persistentVolumeClaims, claim, namespace);
        this.#events.event(set, 'Normal', 'SuccessfulCreate', `${what} success`);
      } catch (error) {
        if (isAlreadyExists(error)) continue;
        this.#events.event(set, 'Warning', 'FailedCreate', `${what} failed error: ${error instanceof Error ? error.message : String(error)}`);
        throw error;
      }
    }
    if (going.length > 0) throw failure(403, 'Forbidden', going.length === 1 ? going.join() : `[${going.join(', ')}]`);
  }

  /** Whether a claim of the Pod goes with a Pod that is gone: then its successor waits. */
  isStale(set: OwnedSet, podName: string): boolean {
    if (set.spec.persistentVolumeClaimRetentionPolicy?.whenScaled !== 'Delete') return false;
    return claimsOf(set, podName).some((c) => this.#claims.get(`${set.metadata.namespace}/${c.metadata?.name}`)?.metadata.ownerReferences?.some((r) => r.kind === 'Pod' && r.name === podName) === true);
  }

  /** Gives the Pod's claims the owner that the retention policy asks for, and takes away the other. */
  async fixPolicy(set: OwnedSet, pod: Pod): Promise<void> {
    const { whenDeleted = 'Retain', whenScaled = 'Retain' } = set.spec.persistentVolumeClaimRetentionPolicy ?? {};
    const owner = whenScaled === 'Delete' && !isInRange(set, pod) ? ownerReference({ ...pod, kind: 'Pod', apiVersion: 'v1' }) : whenDeleted === 'Delete' ? ownerReference(set) : undefined;
    for (const { metadata: { name = '', namespace = '' } = {} } of claimsOf(set, pod.metadata.name)) {
      const claim = this.#claims.get(`${namespace}/${name}`);
      if (claim === undefined || claim.metadata.deletionTimestamp !== undefined) continue;
      const isOurs = (r: OwnerReference): boolean => r.uid === set.metadata.uid || (r.kind === 'Pod' && r.name === pod.metadata.name);
      const known = claim.metadata.ownerReferences ?? [];
      const ours = known.filter(isOurs);
      if (owner === undefined ? ours.length === 0 : ours.length === 1 && ours[0]?.uid === owner.uid && ours[0].controller === true) continue;
      // Somebody else's claim is let be.
      if (known.some((r) => r.controller === true && !isOurs(r))) continue;
      const references = [...known.filter((r) => !isOurs(r)), ...(owner === undefined ? [] : [owner])];
      const { ownerReferences: _, ...metadata } = claim.metadata;
      await this.#client.update<PersistentVolumeClaim>(resources.persistentVolumeClaims, { ...claim, metadata: { ...metadata, ...(references.length > 0 && { ownerReferences: references }) } });
    }
  }
}
