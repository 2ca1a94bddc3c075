// Binds claims to volumes, provisions volumes on simulated disks, and reclaims them: kube-controller-manager's persistentvolume-binder-controller.
import type { Disposable } from '../../base/disposable.ts';
import type { PersistentVolume, PersistentVolumeClaim, Pod } from '../../api/generated/core-v1.ts';
import type { StorageClass } from '../../api/generated/storage-v1.ts';
import { isAlreadyExists, isConflict, isNotFound } from '../../api/meta/status-error.ts';
import { type Informer, keyOf } from '../../client/informer.ts';
import * as resources from '../../client/resources.ts';
import { bindCompleted, boundByController, claimClass, findMatchingVolume, isClaimBound, isVolumeOf, noProvisioner, selectedNode, waitsForConsumer, whyUnsuitable } from '../component-helpers/persistent-volumes.ts';
import { type Controller, ControllerBase, type ControllerContext } from './controller.ts';

/** The provisioner whose volumes are simulated disks. */
const diskProvisioner = 'podlab.test/disk';
const provisionedBy = 'pv.kubernetes.io/provisioned-by';
const storageProvisioner = 'volume.kubernetes.io/storage-provisioner';
const betaStorageProvisioner = 'volume.beta.kubernetes.io/storage-provisioner';

/** Claims that are not bound are looked at again so often, and what they wait for is told again. */
const resyncMs = 15_000;
const resyncKey = 'resync|';

type Tell = (type: 'Normal' | 'Warning', reason: string, message: string) => void;

/** Of volumes that nobody provisioned the controller manager itself can only delete directories below /tmp. */
function whyUndeletable(name: string, hostPath: string | undefined): string | undefined {
  if (hostPath === undefined) return `error getting deleter volume plugin for volume "${name}": no deletable volume plugin matched`;
  return /^\/tmp\/.+/.test(hostPath) ? undefined : `host_path deleter only supports /tmp/.+ but received provided ${hostPath}`;
}

class PersistentVolumeBinder extends ControllerBase {
  readonly #claims: Informer<PersistentVolumeClaim>;
  readonly #volumes: Informer<PersistentVolume>;
  readonly #classes: Informer<StorageClass>;

  constructor(context: ControllerContext) {
    // One worker: a volume must not be given to two claims.
    super(context, 'persistentvolume-controller', (key) => this.#reconcile(key), 1);
    this.#claims = this.informer<PersistentVolumeClaim>(resources.persistentVolumeClaims);
    this.#volumes = this.informer<PersistentVolume>(resources.persistentVolumes);
    this.#classes = this.informer<StorageClass>(resources.storageClasses);
    this.onChange(this.#claims, (claim, _old, isGone) => {
      this.queue.add(`claim|${keyOf(claim)}`);
      if (!isGone && !isClaimBound(claim)) this.queue.addAfter(resyncKey, resyncMs);
      // Also the volume that was made for it and that it never got to name.
      if (isGone) for (const volume of this.#volumes.list()) if (volume.metadata.name === claim.spec.volumeName || volume.spec.claimRef?.uid === claim.metadata.uid) this.queue.add(`volume|${volume.metadata.name}`);
    });
    this.onChange(this.#volumes, (volume) => {
      this.queue.add(`volume|${volume.metadata.name}`);
      const ref = volume.spec.claimRef;
      if (ref !== undefined) this.queue.add(`claim|${ref.namespace}/${ref.name}`);
      else this.#lookAgain();
    });
    this.onChange(this.#classes, (_class, _old, isGone) => { if (!isGone) this.#lookAgain(); });
  }

  /** Claims that wait may find something now; that they found nothing has been told. */
  #lookAgain(): void {
    for (const claim of this.#claims.list()) if (!isClaimBound(claim)) this.queue.add(`quiet|${keyOf(claim)}`);
  }

  #resync(): void {
    const waiting = this.#claims.list().filter((c) => !isClaimBound(c));
    for (const claim of waiting) this.queue.add(`claim|${keyOf(claim)}`);
    if (waiting.length > 0) this.queue.addAfter(resyncKey, resyncMs);
  }

  async #reconcile(key: string): Promise<void> {
    const [kind, ...rest] = key.split('|');
    const name = rest.join('|');
    try {
      if (kind === 'resync') this.#resync();
      else if (kind === 'volume') await this.#syncVolume(name);
      else await this.#syncClaim(name, kind === 'quiet');
    } catch (error) {
      if (isConflict(error)) this.queue.addAfter(key, 20);
      else if (!isNotFound(error)) throw error;
    }
  }

  // ---- claims

  async #syncClaim(key: string, isQuiet: boolean): Promise<void> {
    const cached = this.#claims.get(key);
    if (cached === undefined || cached.metadata.deletionTimestamp !== undefined) return;
    const claim = { ...cached, kind: 'PersistentVolumeClaim', apiVersion: 'v1' };
    if (isClaimBound(claim)) {
      await this.#syncBoundClaim(claim);
      return;
    }
    const tell: Tell = (type, reason, message) => { if (!isQuiet) this.events.event(claim, type, reason, message); };
    if ((claim.spec.volumeName ?? '') !== '') {
      await this.#syncNamed(claim, tell);
      return;
    }
    const storageClass = this.#classes.get(claimClass(claim));
    const isDelayed = waitsForConsumer(storageClass) && claim.metadata.annotations?.[selectedNode] === undefined;
    const volume = findMatchingVolume(claim, this.#volumes.list().filter((v) => !isDelayed || isVolumeOf(v, claim)));
    if (volume !== undefined) {
      await this.#bind(volume, claim);
      return;
    }
    await this.#setPhase(claim, 'Pending');
    if (isDelayed) tell('Normal', 'WaitForFirstConsumer', 'waiting for first consumer to be created before binding');
    else await this.#provision(claim, storageClass, tell);
  }

  /** A claim that asks for one volume by name. */
  async #syncNamed(claim: PersistentVolumeClaim, tell: Tell): Promise<void> {
    const volume = this.#volumes.get(claim.spec.volumeName ?? '');
    const why = volume !== undefined && volume.spec.claimRef === undefined ? whyUnsuitable(volume, claim) : undefined;
    if (volume !== undefined && why === undefined && (volume.spec.claimRef === undefined || isVolumeOf(volume, claim))) {
      await this.#bind(volume, claim);
      return;
    }
    await this.#setPhase(claim, 'Pending');
    if (why !== undefined) tell('Warning', 'VolumeMismatch', `Cannot bind to requested volume "${claim.spec.volumeName}": ${why}`);
    else if (volume !== undefined) tell('Warning', 'FailedBinding', `volume "${claim.spec.volumeName}" already bound to a different claim.`);
  }

  async #syncBoundClaim(claim: PersistentVolumeClaim): Promise<void> {
    const volume = this.#volumes.get(claim.spec.volumeName ?? '');
    if (volume === undefined) {
      if (claim.status.phase !== 'Lost') {
        await this.#setPhase(claim, 'Lost');
        this.events.event(claim, 'Warning', 'ClaimLost', 'Bound claim has lost its PersistentVolume. Data on the volume is lost!');
      }
    } else if (volume.spec.claimRef === undefined || (isVolumeOf(volume, claim) && (claim.status.phase !== 'Bound' || volume.status.phase !== 'Bound'))) await this.#bind(volume, claim);
  }

  async #provision(claim: PersistentVolumeClaim & { kind: string }, storageClass: StorageClass | undefined, tell: Tell): Promise<void> {
    const className = claimClass(claim);
    if (className === '') {
      tell('Normal', 'FailedBinding', 'no persistent volumes available for this claim and no storage class is set');
      return;
    }
    if (storageClass === undefined) {
      tell('Warning', 'ProvisioningFailed', `storageclass.storage.k8s.io "${className}" not found`);
      return;
    }
    const { provisioner } = storageClass;
    if (provisioner === noProvisioner) {
      tell('Warning', 'ProvisioningFailed', `no volume plugin matched name: ${noProvisioner}`);
      return;
    }
    if (provisioner !== diskProvisioner) {
      const { [storageProvisioner]: known, [betaStorageProvisioner]: knownBeta } = claim.metadata.annotations ?? {};
      if (known !== provisioner || knownBeta !== provisioner) {
        await this.client.patch(resources.persistentVolumeClaims, claim.metadata.name, claim.metadata.namespace, 'application/merge-patch+json', { metadata: { annotations: { [storageProvisioner]: provisioner, [betaStorageProvisioner]: provisioner } } });
      }
      tell('Normal', 'ExternalProvisioning', `Waiting for a volume to be created either by the external provisioner '${provisioner}' or manually by the system administrator. If volume creation is delayed, please verify that the provisioner is running and correctly registered.`);
      return;
    }
    await this.#createDisk(claim, storageClass);
  }

  async #createDisk(claim: PersistentVolumeClaim, storageClass: StorageClass): Promise<void> {
    const { name, namespace, uid, resourceVersion } = claim.metadata;
    const node = claim.metadata.annotations?.[selectedNode];
    try {
      const volume = await this.client.create<PersistentVolume>(resources.persistentVolumes, {
        apiVersion: 'v1',
        kind: 'PersistentVolume',
        metadata: { name: `pvc-${uid}`, annotations: { [provisionedBy]: diskProvisioner } },
        spec: {
          capacity: { storage: claim.spec.resources.requests?.['storage'] ?? '1Gi' },
          accessModes: [...(claim.spec.accessModes ?? ['ReadWriteOnce'])],
          persistentVolumeReclaimPolicy: storageClass.reclaimPolicy ?? 'Delete',
          storageClassName: storageClass.metadata.name,
          volumeMode: claim.spec.volumeMode ?? 'Filesystem',
          claimRef: { kind: 'PersistentVolumeClaim', apiVersion: 'v1', name, ...(namespace !== undefined && { namespace }), uid, resourceVersion },
          csi: { driver: diskProvisioner, volumeHandle: `disk-${uid}` },
          ...(node !== undefined && storageClass.parameters?.['local'] === 'true' && { nodeAffinity: { required: { nodeSelectorTerms: [{ matchExpressions: [{ key: 'kubernetes.io/hostname', operator: 'In' as const, values: [node] }] }] } } }),
        },
      });
      this.events.event({ ...claim, kind: 'PersistentVolumeClaim', apiVersion: 'v1' }, 'Normal', 'ProvisioningSucceeded', `Successfully provisioned volume ${volume.metadata.name}`);
    } catch (error) {
      if (!isAlreadyExists(error)) throw error;
    }
  }

  async #setPhase(claim: PersistentVolumeClaim, phase: 'Pending' | 'Lost'): Promise<void> {
    const { accessModes, capacity, ...kept } = claim.status;
    if (claim.status.phase === phase && accessModes === undefined && capacity === undefined) return;
    await this.client.update<PersistentVolumeClaim>(resources.persistentVolumeClaims, { ...claim, status: { ...kept, phase } }, { subresource: 'status' });
  }

  /** Both sides in upstream's order: the volume's reference, its phase, the claim's reference, its phase. */
  async #bind(volume: PersistentVolume, claim: PersistentVolumeClaim): Promise<void> {
    const { name, namespace, uid, resourceVersion } = claim.metadata;
    let boundVolume = volume;
    if (volume.spec.claimRef?.uid !== uid) {
      const annotations = { ...volume.metadata.annotations, ...(volume.spec.claimRef === undefined && { [boundByController]: 'yes' }) };
      boundVolume = await this.client.update<PersistentVolume>(resources.persistentVolumes, { ...volume, metadata: { ...volume.metadata, annotations }, spec: { ...volume.spec, claimRef: { kind: 'PersistentVolumeClaim', apiVersion: 'v1', name, ...(namespace !== undefined && { namespace }), uid, resourceVersion } } });
    }
    if (boundVolume.status.phase !== 'Bound') boundVolume = await this.#setVolumePhase(boundVolume, 'Bound');
    let boundClaim = claim;
    if (claim.spec.volumeName !== volume.metadata.name || claim.metadata.annotations?.[bindCompleted] === undefined) {
      const annotations = { ...claim.metadata.annotations, [bindCompleted]: 'yes', ...(claim.spec.volumeName !== volume.metadata.name && { [boundByController]: 'yes' }) };
      boundClaim = await this.client.update<PersistentVolumeClaim>(resources.persistentVolumeClaims, { ...claim, metadata: { ...claim.metadata, annotations }, spec: { ...claim.spec, volumeName: volume.metadata.name } });
    }
    if (boundClaim.status.phase !== 'Bound') {
      await this.client.update<PersistentVolumeClaim>(resources.persistentVolumeClaims, {
        ...boundClaim,
        status: { ...boundClaim.status, phase: 'Bound', accessModes: [...(boundVolume.spec.accessModes ?? [])], capacity: { ...boundVolume.spec.capacity } },
      }, { subresource: 'status' });
    }
  }

  // ---- volumes

  async #syncVolume(name: string): Promise<void> {
    const volume = this.#volumes.get(name);
    if (volume === undefined) return;
    const ref = volume.spec.claimRef;
    if (ref === undefined || ref.uid === undefined || ref.uid === '') {
      if (volume.status.phase !== 'Available') await this.#setVolumePhase(volume, 'Available');
      return;
    }
    const claim = this.#claims.get(`${ref.namespace}/${ref.name}`);
    if (claim !== undefined && claim.metadata.uid === ref.uid) return;
    // The cache may be behind: a claim that was just made is not a lost one.
    const fresh = await this.client.get<PersistentVolumeClaim>(resources.persistentVolumeClaims, ref.name ?? '', ref.namespace).catch((error: unknown) => { if (isNotFound(error)) return undefined; throw error; });
    if (fresh?.metadata.uid === ref.uid) return;
    const released = volume.status.phase === 'Released' || volume.status.phase === 'Failed' ? volume : await this.#setVolumePhase(volume, 'Released');
    if (volume.metadata.deletionTimestamp === undefined && volume.spec.persistentVolumeReclaimPolicy === 'Delete') await this.#delete(released);
  }

  /** Deletes a volume with what it stands for; says why it cannot. */
  async #delete(volume: PersistentVolume): Promise<void> {
    const { name, annotations } = volume.metadata;
    const provisioner = annotations?.[provisionedBy];
    const { hostPath, csi } = volume.spec;
    // What a driver made, or holds, is the driver's to delete.
    const isExternal = provisioner === undefined ? csi !== undefined : provisioner !== diskProvisioner;
    if (isExternal) return;
    const why = provisioner === undefined ? whyUndeletable(name, hostPath?.path) : undefined;
    if (why === undefined) await this.client.delete(resources.persistentVolumes, name);
    if (why === undefined || volume.status.phase === 'Failed') return;
    await this.client.update<PersistentVolume>(resources.persistentVolumes, { ...volume, status: { ...volume.status, phase: 'Failed', message: why } }, { subresource: 'status' });
    this.events.event({ ...volume, kind: 'PersistentVolume', apiVersion: 'v1' }, 'Warning', 'VolumeFailedDelete', why);
  }

  async #setVolumePhase(volume: PersistentVolume, phase: 'Available' | 'Bound' | 'Released'): Promise<PersistentVolume> {
    return this.client.update<PersistentVolume>(resources.persistentVolumes, { ...volume, status: { ...volume.status, phase } }, { subresource: 'status' });
  }
}

const claimProtection = 'kubernetes.io/pvc-protection';
const volumeProtection = 'kubernetes.io/pv-protection';

/** The claims of a Pod's volumes, also those that are made for it. */
function claimNames({ metadata, spec }: Pod): string[] {
  return (spec.volumes ?? []).flatMap(({ name, persistentVolumeClaim, ephemeral }) => (persistentVolumeClaim !== undefined ? [persistentVolumeClaim.claimName] : ephemeral === undefined ? [] : [`${metadata.name}-${name}`]));
}

/** Lets a deleted claim go when no Pod uses it, and a deleted volume when no claim is bound to it. */
class StorageProtection extends ControllerBase {
  readonly #claims: Informer<PersistentVolumeClaim>;
  readonly #volumes: Informer<PersistentVolume>;
  readonly #pods: Informer<Pod>;

  constructor(context: ControllerContext) {
    super(context, 'persistentvolumeclaim-protection-controller', (key) => this.#reconcile(key));
    this.#claims = this.informer<PersistentVolumeClaim>(resources.persistentVolumeClaims);
    this.#volumes = this.informer<PersistentVolume>(resources.persistentVolumes);
    this.#pods = this.informer<Pod>(resources.pods);
    this.onChange(this.#claims, (claim) => { if (claim.metadata.deletionTimestamp !== undefined) this.queue.add(`claim|${keyOf(claim)}`); });
    this.onChange(this.#volumes, (volume) => { if (volume.metadata.deletionTimestamp !== undefined) this.queue.add(`volume|${volume.metadata.name}`); });
    this.onChange(this.#pods, (pod) => {
      for (const name of claimNames(pod)) this.queue.add(`claim|${pod.metadata.namespace}/${name}`);
    });
  }

  async #reconcile(key: string): Promise<void> {
    const [kind, name = ''] = key.split('|');
    try {
      if (kind === 'claim') {
        const claim = this.#claims.get(name);
        if (claim?.metadata.deletionTimestamp === undefined || claim.metadata.finalizers?.includes(claimProtection) !== true) return;
        const uses = (p: Pod): boolean => p.metadata.namespace === claim.metadata.namespace && p.status.phase !== 'Succeeded' && p.status.phase !== 'Failed' && p.spec.nodeName !== undefined && claimNames(p).includes(claim.metadata.name);
        // The cache may be behind: whoever says that nobody uses it must be the API.
        if (this.#pods.list().some(uses) || (await this.client.list<Pod>(resources.pods, claim.metadata.namespace)).items.some(uses)) return;
        await this.client.update<PersistentVolumeClaim>(resources.persistentVolumeClaims, { ...claim, metadata: { ...claim.metadata, finalizers: claim.metadata.finalizers.filter((f) => f !== claimProtection) } });
        return;
      }
      const volume = this.#volumes.get(name);
      if (volume?.metadata.deletionTimestamp === undefined || volume.metadata.finalizers?.includes(volumeProtection) !== true || volume.status.phase === 'Bound') return;
      await this.client.update<PersistentVolume>(resources.persistentVolumes, { ...volume, metadata: { ...volume.metadata, finalizers: volume.metadata.finalizers.filter((f) => f !== volumeProtection) } });
    } catch (error) {
      if (isConflict(error)) this.queue.addAfter(key, 20);
      else if (!isNotFound(error)) throw error;
    }
  }
}

export const persistentVolumeBinderController: Controller = { name: 'persistentvolume-binder-controller', start: (context): Disposable => new PersistentVolumeBinder(context) };
export const storageProtectionController: Controller = { name: 'persistentvolumeclaim-protection-controller', start: (context): Disposable => new StorageProtection(context) };
