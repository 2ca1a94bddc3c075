// New objects whose stored form lacks what reading fills in: etcd3's store sees a difference at their first update, even when that changes nothing.
import type { Job } from '../../../api/generated/batch-v1.ts';
import type { KubeObject } from '../../../api/meta/object.ts';

const unsettled = new WeakSet<KubeObject>();

/** Claims, and Jobs that take their labels from a template that had none before the server gave it some. Call before the Job's strategy. */
export function isUnsettledAtFirst(object: KubeObject): boolean {
  if (object.kind === 'PersistentVolumeClaim') return true;
  return object.kind === 'Job' && object.metadata.labels === undefined && Object.keys((object as Job).spec?.template.metadata?.labels ?? {}).length === 0;
}

export function markUnsettled(stored: KubeObject): void {
  unsettled.add(stored);
}

export function isUnsettled(stored: KubeObject): boolean {
  return unsettled.has(stored);
}
