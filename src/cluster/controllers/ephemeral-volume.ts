// Makes the claims of Pods' generic ephemeral volumes; the garbage collector takes them when the Pod goes. kube-controller-manager's ephemeral-volume-controller.
import type { Disposable } from '../../base/disposable.ts';
import type { PersistentVolumeClaim, Pod, Volume } from '../../api/generated/core-v1.ts';
import { isAlreadyExists, isNotFound } from '../../api/meta/status-error.ts';
import { type Informer, keyOf } from '../../client/informer.ts';
import * as resources from '../../client/resources.ts';
import { type Controller, ControllerBase, type ControllerContext } from './controller.ts';
import { ownerReference } from './pod-control.ts';

/** How long until a claim that is somebody else's is looked for again. */
const retryMs = 60_000;

class EphemeralVolumeController extends ControllerBase {
  readonly #pods: Informer<Pod>;
  readonly #claims: Informer<PersistentVolumeClaim>;

  constructor(context: ControllerContext) {
    super(context, 'ephemeral_volume', (key) => this.#reconcile(key));
    this.#pods = this.informer<Pod>(resources.pods);
    this.#claims = this.informer<PersistentVolumeClaim>(resources.persistentVolumeClaims);
    this.onChange(this.#pods, (pod, old, isGone) => {
      if (!isGone && old === undefined && pod.spec.volumes?.some((v) => v.ephemeral !== undefined) === true) this.queue.add(keyOf(pod));
    });
    this.onChange(this.#claims, (claim, _old, isGone) => {
      const owner = claim.metadata.ownerReferences?.find((r) => r.controller === true);
      if (isGone && owner?.kind === 'Pod') this.queue.add(`${claim.metadata.namespace}/${owner.name}`);
    });
  }

  async #reconcile(key: string): Promise<void> {
    const pod = this.#pods.get(key);
    if (pod === undefined || pod.metadata.deletionTimestamp !== undefined) return;
    for (const volume of pod.spec.volumes ?? []) if (volume.ephemeral !== undefined) await this.#ensureClaim(pod, volume);
  }

  async #ensureClaim(pod: Pod, { name: volumeName, ephemeral }: Volume): Promise<void> {
    const { namespace = '', name: podName, uid } = pod.metadata;
    const name = `${podName}-${volumeName}`;
    const template = ephemeral?.volumeClaimTemplate;
    if (template === undefined) return;
    const known = this.#claims.get(`${namespace}/${name}`) ?? await this.#create(pod, name, template);
    if (known === undefined || known.metadata.ownerReferences?.some((r) => r.controller === true && r.uid === uid) === true) return;
    const why = `PVC ${namespace}/${name} was not created for pod ${namespace}/${podName} (pod is not owner)`;
    this.events.event(pod, 'Warning', 'FailedBinding', `ephemeral volume ${volumeName}: ${why}`);
    this.queue.addAfter(keyOf(pod), retryMs);
  }

  /** The claim that has the name already; undefined once ours is made. */
  async #create(pod: Pod, name: string, { metadata, spec }: NonNullable<NonNullable<Volume['ephemeral']>['volumeClaimTemplate']>): Promise<PersistentVolumeClaim | undefined> {
    const { namespace = '' } = pod.metadata;
    const owner = ownerReference({ ...pod, kind: 'Pod', apiVersion: 'v1' });
    try {
      await this.client.create<PersistentVolumeClaim>(resources.persistentVolumeClaims, {
        kind: 'PersistentVolumeClaim', apiVersion: 'v1',
        metadata: { name, ...(metadata?.labels && { labels: metadata.labels }), ...(metadata?.annotations && { annotations: metadata.annotations }), ownerReferences: [owner] },
        spec: structuredClone(spec),
      }, namespace);
      return undefined;
    } catch (error) {
      if (isAlreadyExists(error)) return this.client.get<PersistentVolumeClaim>(resources.persistentVolumeClaims, name, namespace).catch((cause: unknown) => { if (isNotFound(cause)) return undefined; throw cause; });
      throw error;
    }
  }
}

export const ephemeralVolumeController: Controller = { name: 'ephemeral-volume-controller', start: (context): Disposable => new EphemeralVolumeController(context) };
