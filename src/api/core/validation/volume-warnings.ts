// Warnings about volumes: the part of pkg/api/pod/warnings.go that concerns them.
import { goQuote } from '../../field/go-text.ts';
import type { FieldPath } from '../../field/path.ts';
import type { KeyToPath, PersistentVolumeClaimSpec, Volume, VolumeProjection } from '../../generated/core-v1.ts';
import type { New } from '../../meta/object.ts';
import { fractionalByteWarning } from './resources-warnings.ts';

const unsupported: readonly (readonly [field: keyof Volume, path: string, message: string])[] = [
  ['photonPersistentDisk', 'photonPersistentDisk', 'deprecated in v1.11, non-functional in v1.16+'],
  ['gitRepo', 'gitRepo', 'deprecated in v1.11, and disabled by default in v1.33+'],
  ['scaleIO', 'scaleIO', 'deprecated in v1.16, non-functional in v1.22+'],
  ['flocker', 'flocker', 'deprecated in v1.22, non-functional in v1.25+'],
  ['storageos', 'storageOS', 'deprecated in v1.22, non-functional in v1.25+'],
  ['quobyte', 'quobyte', 'deprecated in v1.22, non-functional in v1.25+'],
  ['glusterfs', 'glusterfs', 'deprecated in v1.25, non-functional in v1.26+'],
  ['ephemeral', 'ephemeral', ''],
  ['cephfs', 'cephfs', 'deprecated in v1.28, non-functional in v1.31+'],
  ['rbd', 'rbd', 'deprecated in v1.28, non-functional in v1.31+'],
];

/** `path` is that of the list. */
export function volumeWarnings(volumes: readonly New<Volume>[], path: FieldPath): string[] {
  const warnings: string[] = [];
  volumes.forEach((volume, i) => {
    for (const [field, name, message] of unsupported) {
      if (volume[field] === undefined) continue;
      const claimSpec = volume.ephemeral?.volumeClaimTemplate?.spec;
      if (field !== 'ephemeral') warnings.push(`${path.index(i).child(name).toString()}: ${message}`);
      else if (claimSpec !== undefined) warnings.push(...claimSpecWarnings(claimSpec, path.index(i).child('ephemeral', 'volumeClaimTemplate', 'spec')));
    }
  });
  for (const volume of volumes) warnings.push(...overlapWarnings(volume));
  return warnings;
}

export function claimSpecWarnings({ resources }: New<PersistentVolumeClaimSpec>, path: FieldPath): string[] {
  return [
    ...fractionalByteWarning(resources?.requests?.['storage'], path.child('resources', 'requests').key('storage')),
    ...fractionalByteWarning(resources?.limits?.['storage'], path.child('resources', 'limits').key('storage')),
  ];
}

/** A file that a volume writes, and where it comes from ('' when the volume has one source only). */
interface VirtualPath {
  readonly path: string;
  readonly source: string;
}

/** Files at the same place, or one below another. */
function overlapWarnings(volume: New<Volume>): string[] {
  const { name = '', configMap, secret, downwardAPI, projected } = volume;
  const describe = (kind: string, files: readonly VirtualPath[]): string[] => overlaps(files).map((text) => `volume ${goQuote(name)} (${kind}): overlapping paths: ${text}`);
  if (configMap === undefined && secret === undefined && downwardAPI === undefined && projected === undefined) return [];
  const warnings: string[] = [];
  if (configMap?.items !== undefined) warnings.push(...describe(`ConfigMap ${goQuote(configMap.name ?? '')}`, pathsOf(configMap.items, '')));
  if (secret?.items !== undefined) warnings.push(...describe(`Secret ${goQuote(secret.secretName ?? '')}`, pathsOf(secret.items, '')));
  if (downwardAPI?.items !== undefined) warnings.push(...describe('DownwardAPI', pathsOf(downwardAPI.items, '')));
  if (projected?.sources === undefined) return warnings;
  const sources = projected.sources;
  for (const source of sources) if (Object.keys(source).length === 0) warnings.push(`volume ${goQuote(name)} (Projected) has no sources provided`);
  warnings.push(...describe('Projected', sources.flatMap(projectedPaths)));
  return warnings;
}

function pathsOf(items: readonly New<KeyToPath>[], source: string): VirtualPath[] {
  return items.map(({ path = '' }) => ({ path, source }));
}

function projectedPaths({ configMap, secret, downwardAPI, serviceAccountToken }: New<VolumeProjection>): VirtualPath[] {
  if (configMap?.items !== undefined) return pathsOf(configMap.items, `ConfigMap ${goQuote(configMap.name ?? '')}`);
  if (secret?.items !== undefined) return pathsOf(secret.items, `Secret ${goQuote(secret.name ?? '')}`);
  if (downwardAPI?.items !== undefined) return pathsOf(downwardAPI.items, 'DownwardAPI');
  return serviceAccountToken === undefined ? [] : [{ path: serviceAccountToken.path ?? '', source: 'ServiceAccountToken' }];
}

function overlaps(files: readonly VirtualPath[]): string[] {
  const seen: VirtualPath[] = [];
  const texts: string[] = [];
  for (const { path, source } of files) {
    const file = { path: path.endsWith('/') ? path.replace(/\/+$/, '') : path, source };
    for (const other of seen) if (isOverlap(file.path, other.path)) texts.push(`${pathText(file)} with ${pathText(other)}`);
    seen.push(file);
  }
  return texts;
}

function isOverlap(a: string, b: string): boolean {
  if (a === '' || b === '') return false;
  return a.length < b.length ? b.startsWith(a) && b[a.length] === '/' : a.startsWith(b) && (a.length === b.length || a[b.length] === '/');
}

function pathText({ path, source }: VirtualPath): string {
  return source === '' ? goQuote(path) : `${goQuote(path)} (${source})`;
}
