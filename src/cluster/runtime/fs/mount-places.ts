// Layers that have the places for a container's mounts.
import type { Clock } from '../../../base/clock.ts';
import { FileSystem } from './file-system.ts';
import { type DirectoryInode, overlayOf } from './inode.ts';

/** A place for a mount. */
export interface MountPlace {
  readonly path: string;
  readonly isDirectory: boolean;
}

const layersWithPlaces = new WeakMap<DirectoryInode, Map<string, DirectoryInode>>();

/** A layer over `base` for all containers that mount at these places, so that none needs to make them for itself. Never changed. */
export function layerWithPlaces(base: DirectoryInode, places: readonly MountPlace[], clock: Clock): DirectoryInode {
  const layers = layersWithPlaces.get(base) ?? new Map<string, DirectoryInode>();
  layersWithPlaces.set(base, layers);
  const key = places.map(({ path, isDirectory }) => `${isDirectory ? 'd' : 'f'}${path}`).join('\0');
  let layer = layers.get(key);
  if (layer === undefined) {
    layer = overlayOf(base);
    const fs = new FileSystem(clock, { root: layer, fsType: 'overlay', source: 'overlay', quotaBytes: Infinity, usedBytes: 0 }, false);
    for (const { path, isDirectory } of places) fs.makeMountPoint(path, isDirectory);
    layers.set(key, layer);
  }
  return layer;
}
