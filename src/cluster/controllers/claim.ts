// Which objects are a controller's: those it owns and selects, plus orphans that it adopts; those that it no longer selects are released. PodControllerRefManager.
import type { LabelSelector } from '../../api/generated/meta-v1.ts';
import type { KubeObject } from '../../api/meta/object.ts';
import { isNotFound, StatusError } from '../../api/meta/status-error.ts';
import type { Client } from '../../client/client.ts';
import type { ResourceRef } from '../../client/transport.ts';
import { matchesLabelSelector } from '../../api/meta/label-selector.ts';
import type { OwnedObjects } from './owned-objects.ts';
import { type Owner, ownerReference } from './pod-control.ts';

export interface ClaimOptions<T extends KubeObject> {
  readonly client: Client;
  readonly ref: ResourceRef;
  readonly owned: OwnedObjects<T>;
  readonly owner: Owner;
  readonly selector: LabelSelector | undefined;
  /** Ended Pods and the like are not adopted. */
  readonly isAdoptable?: (object: T) => boolean;
  /** What holds an adopted object. */
  readonly finalizers?: readonly string[];
}

export async function claimObjects<T extends KubeObject>({ client, ref, owned, owner, selector, isAdoptable, finalizers }: ClaimOptions<T>): Promise<T[]> {
  const { uid, namespace = '', deletionTimestamp } = owner.metadata;
  const mine: T[] = [];
  for (const object of owned.of(uid)) {
    if (matchesLabelSelector(selector, object.metadata.labels)) mine.push(object);
    else if (deletionTimestamp === undefined) await release(client, ref, object, uid);
  }
  if (deletionTimestamp !== undefined) return mine;
  for (const orphan of owned.orphans(namespace)) {
    if (orphan.metadata.deletionTimestamp !== undefined || !matchesLabelSelector(selector, orphan.metadata.labels) || isAdoptable?.(orphan) === false) continue;
    const adopted = await adopt(client, ref, orphan, owner, finalizers);
    if (adopted !== undefined) mine.push(adopted);
  }
  return mine;
}

async function adopt<T extends KubeObject>(client: Client, ref: ResourceRef, object: T, owner: Owner, finalizers: readonly string[] | undefined): Promise<T | undefined> {
  try {
    return await client.patch<T>(ref, object.metadata.name, object.metadata.namespace, 'application/strategic-merge-patch+json', { metadata: { uid: object.metadata.uid, ownerReferences: [ownerReference(owner)], ...(finalizers && { finalizers }) } });
  } catch (error) {
    if (isNotFound(error)) return undefined;
    throw error;
  }
}

async function release(client: Client, ref: ResourceRef, object: KubeObject, ownerUid: string): Promise<void> {
  try {
    await client.patch(ref, object.metadata.name, object.metadata.namespace, 'application/strategic-merge-patch+json', { metadata: { uid: object.metadata.uid, ownerReferences: [{ $patch: 'delete', uid: ownerUid }] } });
  } catch (error) {
    if (isNotFound(error) || (error instanceof StatusError && error.reason === 'Invalid')) return;
    throw error;
  }
}
