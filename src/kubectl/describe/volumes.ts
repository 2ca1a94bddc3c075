// The volume sections of kubectl describe.
import type { PersistentVolumeSpec, Volume } from '../../api/generated/core-v1.ts';
import { compareText } from '../../api/field/go-text.ts';
import { writeClaim } from './persistent-volumes.ts';
import type { PrefixWriter } from './prefix-writer.ts';
import { volumeViews, type Source, type VolumeView } from './volume-views.ts';

const podViews = volumeViews(false);
const persistentViews = volumeViews(true);

/** The `Volumes` section of a Pod or a Pod template (`space` is two spaces there). */
export function writeVolumes(w: PrefixWriter, volumes: readonly Volume[] | undefined, space: string): void {
  if (!volumes?.length) {
    w.write(0, `${space}Volumes:\t<none>\n`);
    return;
  }
  w.write(0, `${space}Volumes:\n`);
  for (const volume of volumes) {
    w.write(1, `${space === '' ? '' : ' '}${volume.name}:\n`);
    writeSource(w, volume as unknown as Readonly<Record<string, Source | undefined>>, podViews);
    for (const { fieldRef, resourceFieldRef, path } of volume.downwardAPI?.items ?? []) {
      if (fieldRef) w.write(3, `${fieldRef.fieldPath} -> ${path}\n`);
      if (resourceFieldRef) w.write(3, `${resourceFieldRef.resource} -> ${path}\n`);
    }
    if (volume.ephemeral?.volumeClaimTemplate) writeClaim(w.nested(2), volume.ephemeral.volumeClaimTemplate);
  }
}

/** The `Source` of a PersistentVolume. */
export function writePersistentSource(w: PrefixWriter, spec: PersistentVolumeSpec): void {
  writeSource(w, spec as unknown as Readonly<Record<string, Source | undefined>>, persistentViews);
}

function writeSource(w: PrefixWriter, holder: Readonly<Record<string, Source | undefined>>, views: Readonly<Record<string, VolumeView>>): void {
  for (const [field, view] of Object.entries(views)) {
    const source = holder[field];
    if (source === undefined) continue;
    w.field(2, 'Type', view.type);
    // The missing colon after ISCSIInterface is kubectl's.
    for (const [title, value] of view.rows(source)) w.write(2, `${title}${title === 'ISCSIInterface' || title.endsWith(' ') ? '' : ':'}\t${value ?? ''}\n`);
    if (field === 'csi') writeAttributes(w, source.volumeAttributes as Record<string, string> | undefined);
    if (field === 'downwardAPI') w.write(2, 'Items:\n');
    return;
  }
  w.write(1, '<unknown>\n');
}

function writeAttributes(w: PrefixWriter, attributes: Readonly<Record<string, string>> | undefined): void {
  w.write(2, 'VolumeAttributes:\t');
  const keys = Object.keys(attributes ?? {}).sort(compareText);
  if (keys.length === 0) w.line('<none>');
  for (const [i, key] of keys.entries()) {
    // kubectl indents each further line twice: once before the tab and once before the text.
    if (i > 0) {
      w.write(2, '');
      w.write(2, '\t');
    }
    const line = `${key}=${attributes?.[key] ?? ''}`;
    w.write(2, `${line.length > 140 ? `${line.slice(0, 140)}...` : line}\n`);
  }
}
