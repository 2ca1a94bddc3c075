// Layers that have the places for a container's mounts.
import type { Clock } from '../../../base/clock.ts';
import { FileSystem } from './file-system.ts';
import { type DirectoryInode, overlayOf } from './inode.ts';

/** A place for a mount. */
export interface MountPlace {
  readonly path: string;
  readonly isDirectory: boolean;
}

/** A layer that has places, and the paths without links by which they are found there. Never changed. */
export interface PlacedLayer {
  readonly root: DirectoryInode;
  readonly paths: ReadonlyMap<string, string>;
}

const layersWithPlaces = new WeakMap<DirectoryInode, Map<string, PlacedLayer>>();

/** A layer over `base` for all containers that mount at these places, so that none needs to make them for itself. */
export function layerWithPlaces(base: DirectoryInode, places: readonly MountPlace[], clock: Clock): PlacedLayer {
  const layers = layersWithPlaces.get(base) ?? new Map<string, PlacedLayer>();
  layersWithPlaces.set(base, layers);
  const key = places.map(({ path, isDirectory }) => `${isDirectory ? 'd' : 'f'}${path}`).join('\0');
  let layer = layers.get(key);
  if (layer === undefined) {
    const root = overlayOf(base);
    const fs = new FileSystem(clock, { root, fsType: 'overlay', source: 'overlay', quotaBytes: Infinity, usedBytes: 0 }, false);
    layer = { root, paths: new Map(places.map(({ path, isDirectory }) => [path, fs.makeMountPoint(path, isDirectory)])) };
    layers.set(key, layer);
  }
  return layer;
}
