// Rules for a container's volumeMounts and volumeDevices: core validation's ValidateVolumeMounts and ValidateVolumeDevices.
import { type FieldError, forbidden, invalid, named, notFound, notSupported, required } from '../../field/error.ts';
import type { FieldPath } from '../../field/path.ts';
import type { VolumeDevice, VolumeMount } from '../../generated/core-v1.ts';
import type { New } from '../../meta/object.ts';
import type { AnyContainer } from './container-visitor.ts';
import type { VolumesByName } from './volume.ts';
import { hasBacksteps, validateLocalDescendingPath } from './volume-paths.ts';

export function validateVolumeMounts(container: AnyContainer, volumes: VolumesByName, path: FieldPath): FieldError[] {
  const errors: FieldError[] = [];
  const seen = new Set<string>();
  const devices = container.volumeDevices ?? [];
  container.volumeMounts?.forEach((mount, i) => {
    const itemPath = path.index(i);
    const { name = '', mountPath = '', subPath = '', subPathExpr = '' } = mount;
    if (name === '') errors.push(required(itemPath.child('name'), ''));
    if (!volumes.has(name)) errors.push(notFound(itemPath.child('name'), name));
    if (mountPath === '') errors.push(required(itemPath.child('mountPath'), ''));
    if (seen.has(mountPath)) errors.push(invalid(itemPath.child('mountPath'), mountPath, 'must be unique'));
    seen.add(mountPath);
    if (devices.some((d) => (d.name ?? '') === name)) errors.push(invalid(itemPath.child('name'), name, 'must not already exist in volumeDevices'));
    if (hasPath(devices, mountPath)) errors.push(invalid(itemPath.child('mountPath'), mountPath, 'must not already exist as a path in volumeDevices'));
    if (subPath !== '') errors.push(...validateLocalDescendingPath(subPath, path.child('subPath')));
    if (subPathExpr !== '') {
      if (subPath !== '') errors.push(invalid(itemPath.child('subPathExpr'), subPathExpr, 'subPathExpr and subPath are mutually exclusive'));
      errors.push(...validateLocalDescendingPath(subPathExpr, path.child('subPathExpr')));
    }
    errors.push(...validateMountPropagation(mount, container, path));
    errors.push(...validateMountRecursiveReadOnly(mount, path));
  });
  return errors;
}

/** Of several devices with one name the last counts, as in upstream's map. */
function hasPath(devices: readonly New<VolumeDevice>[], mountPath: string): boolean {
  if (devices.length === 0) return false;
  return [...new Map(devices.map((d) => [d.name ?? '', d.devicePath ?? ''])).values()].includes(mountPath);
}

function validateMountPropagation({ mountPropagation }: New<VolumeMount>, container: AnyContainer, listPath: FieldPath): FieldError[] {
  if (mountPropagation === undefined) return [];
  const path = listPath.child('mountPropagation');
  if (mountPropagation === 'Bidirectional' && container.securityContext?.privileged !== true) {
    return [forbidden(path, 'Bidirectional mount propagation is available only to privileged containers')];
  }
  const supported = ['Bidirectional', 'HostToContainer', 'None'];
  return supported.includes(mountPropagation) ? [] : [notSupported(path, named(mountPropagation), supported)];
}

function validateMountRecursiveReadOnly({ recursiveReadOnly, readOnly, mountPropagation }: New<VolumeMount>, listPath: FieldPath): FieldError[] {
  if (recursiveReadOnly === undefined || recursiveReadOnly === 'Disabled') return [];
  const path = listPath.child('recursiveReadOnly');
  const supported: readonly string[] = ['Disabled', 'Enabled', 'IfPossible'];
  if (!supported.includes(recursiveReadOnly)) return [notSupported(path, named(recursiveReadOnly), supported)];
  const errors: FieldError[] = [];
  if (readOnly !== true) errors.push(forbidden(path, 'may only be specified when readOnly is true'));
  if (mountPropagation !== undefined && mountPropagation !== 'None') errors.push(forbidden(path, 'may only be specified when mountPropagation is None or not specified'));
  return errors;
}

export function validateVolumeDevices(container: AnyContainer, volumes: VolumesByName, path: FieldPath): FieldError[] {
  const errors: FieldError[] = [];
  const paths = new Set<string>();
  const names = new Set<string>();
  const mounts = new Map((container.volumeMounts ?? []).map((m) => [m.name ?? '', m.mountPath ?? '']));
  container.volumeDevices?.forEach(({ name = '', devicePath = '' }, i) => {
    const itemPath = path.index(i);
    const volume = volumes.get(name);
    if (name === '') errors.push(required(itemPath.child('name'), ''));
    if (names.has(name)) errors.push(invalid(itemPath.child('name'), name, 'must be unique'));
    if (volume === undefined) errors.push(notFound(itemPath.child('name'), name));
    else if (volume.persistentVolumeClaim === undefined && volume.ephemeral === undefined) {
      errors.push(invalid(itemPath.child('name'), name, 'can only use volume source type of PersistentVolumeClaim or Ephemeral for block mode'));
    }
    if (devicePath === '') errors.push(required(itemPath.child('devicePath'), ''));
    if (paths.has(devicePath)) errors.push(invalid(itemPath.child('devicePath'), devicePath, 'must be unique'));
    if (hasBacksteps(devicePath)) errors.push(invalid(itemPath.child('devicePath'), devicePath, "can not contain backsteps ('..')"));
    else paths.add(devicePath);
    if (mounts.has(name)) errors.push(invalid(itemPath.child('name'), name, 'must not already exist in volumeMounts'));
    if ([...mounts.values()].includes(devicePath)) errors.push(invalid(itemPath.child('devicePath'), devicePath, 'must not already exist as a path in volumeMounts'));
    if (name !== '') names.add(name);
  });
  return errors;
}
