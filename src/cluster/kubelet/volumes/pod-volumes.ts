// Sets up and keeps current the volumes of one Pod: kubelet's volume manager, as far as one Pod is concerned.
import { SmallMap } from '../../../base/small-map.ts';
import type { PersistentVolume, PersistentVolumeClaim, Pod, Volume } from '../../../api/generated/core-v1.ts';
import { isRestartableInit } from '../../component-helpers/pods.ts';
import { quantityValue } from '../../component-helpers/quantities.ts';
import type { RuntimeService, VolumeFile, VolumeRef } from '../runtime-service.ts';
import { MountError, type VolumeContext, volumeFiles } from './volume-files.ts';

export interface ClaimLookup {
  claim(namespace: string, name: string): PersistentVolumeClaim | undefined;
  volume(name: string): PersistentVolume | undefined;
}

export interface MountFailure {
  readonly volume: string;
  readonly message: string;
}

/** Invariant: `isMounted` volumes exist in the runtime and have had their content written at least once. */
export class PodVolumes {
  readonly #runtime: RuntimeService;
  readonly #claims: ClaimLookup;
  readonly #mounted = new SmallMap<string, VolumeRef>();
  readonly #written = new SmallMap<string, readonly VolumeFile[]>();

  constructor(runtime: RuntimeService, claims: ClaimLookup) {
    this.#runtime = runtime;
    this.#claims = claims;
  }

  /** Where a mounted volume is. */
  ref(name: string): VolumeRef | undefined {
    return this.#mounted.get(name);
  }

  /** Mounts what is not mounted and writes changed content; what failed. */
  async sync(pod: Pod, context: VolumeContext): Promise<MountFailure[]> {
    const failures: MountFailure[] = [];
    const used = usedVolumes(pod);
    for (const volume of pod.spec.volumes ?? []) {
      if (!used.has(volume.name)) continue;
      try {
        await this.#mount(pod, volume, context);
      } catch (error) {
        if (!(error instanceof MountError)) throw error;
        failures.push({ volume: volume.name, message: error.message });
      }
    }
    return failures;
  }

  async removeAll(): Promise<void> {
    for (const ref of this.#mounted.values()) if (ref.kind === 'pod') await this.#runtime.removeVolume(ref);
    this.#mounted.clear();
    this.#written.clear();
  }

  async #mount(pod: Pod, volume: Volume, context: VolumeContext): Promise<void> {
    const { name } = volume;
    const isMounted = this.#mounted.has(name);
    const files = await volumeFiles(pod, volume, context);
    if (files !== undefined) {
      await this.#write(pod, volume, files);
      return;
    }
    if (isMounted) return;
    const ref = this.#refOf(pod, volume);
    if (ref.kind === 'host') {
      await this.#mountHost(volume, ref);
    } else if (ref.kind !== 'image') {
      const medium = volume.emptyDir?.medium === 'Memory' ? 'memory' : 'disk';
      const sizeLimit = medium === 'memory' ? memorySize(pod, volume) : quantityValue(volume.emptyDir?.sizeLimit);
      await this.#runtime.ensureVolume(ref, { medium, mode: 0o777, ...(sizeLimit > 0 && { sizeLimitBytes: sizeLimit }), ...fsGroupOf(pod) });
    }
    this.#mounted.set(name, ref);
  }

  #refOf(pod: Pod, volume: Volume): VolumeRef {
    const { hostPath, image, persistentVolumeClaim, ephemeral } = volume;
    if (image !== undefined) return { kind: 'image', image: image.reference ?? '' };
    if (hostPath !== undefined) return { kind: 'host', path: hostPath.path };
    const claimName = persistentVolumeClaim?.claimName ?? (ephemeral === undefined ? undefined : `${pod.metadata.name}-${volume.name}`);
    if (claimName === undefined) return { kind: 'pod', podUid: pod.metadata.uid, name: volume.name };
    const namespace = pod.metadata.namespace ?? '';
    const claim = this.#claims.claim(namespace, claimName);
    const bound = claim?.spec.volumeName ?? '';
    if (claim === undefined || claim.status.phase !== 'Bound' || bound === '') throw new MountError(claim === undefined ? `persistentvolumeclaim "${claimName}" not found` : `PVC ${namespace}/${claimName} is not bound`);
    const path = this.#claims.volume(bound)?.spec.hostPath?.path;
    return path === undefined ? { kind: 'disk', id: bound } : { kind: 'host', path };
  }

  async #mountHost(volume: Volume, ref: VolumeRef & { kind: 'host' }): Promise<void> {
    const type = volume.hostPath?.type ?? '';
    const found = this.#runtime.statHost(ref.path);
    const fail = (what: string): never => { throw new MountError(`hostPath type check failed: ${ref.path} is not ${what}`); };
    if (type === 'Directory' && found !== 'directory') fail('a directory');
    if (type === 'File' && found !== 'file') fail('a file');
    if (type === 'Socket' && found !== 'socket') fail('a socket file');
    if (type === 'CharDevice') fail('a character device');
    if (type === 'BlockDevice') fail('a block device');
    if (type === 'DirectoryOrCreate' && found !== undefined && found !== 'directory') fail('a directory');
    if (type === 'FileOrCreate' && found !== undefined && found !== 'file') fail('a file');
    if (type === 'FileOrCreate' && found === undefined) {
      const slash = ref.path.lastIndexOf('/');
      await this.#runtime.writeVolume({ kind: 'host', path: ref.path.slice(0, slash) || '/' }, [{ path: ref.path.slice(slash + 1), content: '', mode: 0o644 }]);
    } else if (found !== 'file') await this.#runtime.ensureVolume(ref, { medium: 'disk', mode: 0o755 });
  }

  async #write(pod: Pod, volume: Volume, files: readonly VolumeFile[]): Promise<void> {
    const ref: VolumeRef = { kind: 'pod', podUid: pod.metadata.uid, name: volume.name, plugin: pluginOf(volume) };
    const before = this.#written.get(volume.name);
    if (before !== undefined && isSameContent(before, files)) return;
    const isMemory = volume.configMap === undefined;
    if (!this.#mounted.has(volume.name)) await this.#runtime.ensureVolume(ref, { medium: isMemory ? 'memory' : 'disk', mode: 0o777, ...fsGroupOf(pod) });
    await this.#runtime.writeVolume(ref, files);
    this.#mounted.set(volume.name, ref);
    this.#written.set(volume.name, files);
  }
}

/** The volumes that some container mounts: the others are never set up. */
function usedVolumes(pod: Pod): ReadonlySet<string> {
  const containers = [...pod.spec.containers, ...(pod.spec.initContainers ?? []), ...(pod.spec.ephemeralContainers ?? [])];
  return new Set(containers.flatMap((c) => [...(c.volumeMounts ?? []), ...(c.volumeDevices ?? [])].map((mount) => mount.name)));
}

/** The volume plugin, as its directory on the node is named. */
function pluginOf({ configMap, secret, projected }: Volume): string {
  if (configMap !== undefined) return 'configmap';
  if (secret !== undefined) return 'secret';
  return projected !== undefined ? 'projected' : 'downward-api';
}

function isSameContent(before: readonly VolumeFile[], files: readonly VolumeFile[]): boolean {
  return before.length === files.length && files.every(({ path, mode, uid, content }, i) => {
    const old = before[i];
    return old?.path === path && old.mode === mode && old.uid === uid && (old.content === content || isSameBytes(old.content, content));
  });
}

function isSameBytes(a: string | Uint8Array, b: string | Uint8Array): boolean {
  return typeof a !== 'string' && typeof b !== 'string' && a.length === b.length && a.every((byte, i) => byte === b[i]);
}

function fsGroupOf(pod: Pod): { fsGroup?: number } {
  const fsGroup = pod.spec.securityContext?.fsGroup;
  return fsGroup === undefined ? {} : { fsGroup };
}

/** What a volume in memory holds at most: no more than the Pod's containers may use together; 0: as the node has it. */
function memorySize({ spec }: Pod, { emptyDir }: Volume): number {
  const own = quantityValue(emptyDir?.sizeLimit);
  const sum = [...spec.containers, ...(spec.initContainers ?? []).filter(isRestartableInit)].reduce((bytes, c) => bytes + quantityValue(c.resources.limits?.['memory']), 0);
  const largest = Math.max(sum, ...(spec.initContainers ?? []).map((c) => quantityValue(c.resources.limits?.['memory'])));
  const whole = quantityValue(spec.resources?.limits?.['memory']) || largest;
  return own > 0 && whole > 0 ? Math.min(own, whole) : own || whole;
}
