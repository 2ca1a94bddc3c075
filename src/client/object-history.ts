// What `GET /podlab/history/RESOURCE/NAMESPACE/NAME` answers: what an object has been, as far back as the server remembers. Plain data.
import type { KubeObject } from '../api/meta/object.ts';
import type { ResourceRef } from './transport.ts';

export const historyPath = '/podlab/history';

export interface ObjectVersion {
  /** When it became so, in milliseconds of the cluster's time; absent for what was so before the server's memory begins. */
  readonly atMs?: number;
  /** Absent: the object was deleted. */
  readonly object?: KubeObject;
}

export interface ObjectHistory {
  readonly kind: 'ObjectHistory';
  readonly apiVersion: 'podlab/v1';
  /** Oldest first. Objects of one name that came after each other are told apart by their uid. */
  readonly versions: readonly ObjectVersion[];
}

export function historyPathOf(ref: ResourceRef, namespace: string | undefined, name: string): string {
  const resource = ref.group === '' ? ref.resource : `${ref.resource}.${ref.group}`;
  return `${historyPath}/${resource}/${namespace === undefined ? '' : `${namespace}/`}${name}`;
}
