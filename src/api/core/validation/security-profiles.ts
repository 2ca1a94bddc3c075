// Rules for seccomp and AppArmor profiles: core validation's validateSeccompProfileField, ValidateAppArmorProfileField and the checks that old annotations match the fields.
import { type FieldError, forbidden, invalid, named, notSupported, required, tooLong } from '../../field/error.ts';
import { byteLength } from '../../field/go-text.ts';
import type { FieldPath } from '../../field/path.ts';
import type { AppArmorProfile, PodSpec, SeccompProfile } from '../../generated/core-v1.ts';
import type { ObjectMeta } from '../../generated/meta-v1.ts';
import type { New } from '../../meta/object.ts';
import { isPadded } from './container-image.ts';
import { visitContainersWithPath } from './container-visitor.ts';
import { internalForm } from './internal-form.ts';
import { validateLocalDescendingPath } from './volume-paths.ts';

export const seccompPodAnnotation = 'seccomp.security.alpha.kubernetes.io/pod';
export const seccompContainerAnnotationPrefix = 'container.seccomp.security.alpha.kubernetes.io/';
export const appArmorAnnotationPrefix = 'container.apparmor.security.beta.kubernetes.io/';

const profileTypes: readonly string[] = ['Localhost', 'RuntimeDefault', 'Unconfined'];

/** A field that is always written has '' where nothing was given. */
function isUnset(text: string | undefined): boolean {
  return text === undefined || text === '';
}

export function validateSeccompProfile(profile: New<SeccompProfile>, path: FieldPath): FieldError[] {
  const { type, localhostProfile } = profile;
  const errors: FieldError[] = [];
  if (isUnset(type)) errors.push(required(path.child('type'), 'type is required when seccompProfile is set'));
  else if (type === undefined || !profileTypes.includes(type)) errors.push(notSupported(path.child('type'), named(type), profileTypes));
  const profilePath = path.child('localhostProfile');
  if (type === 'Localhost') {
    if (localhostProfile === undefined) errors.push(required(profilePath, 'must be set when seccomp type is Localhost'));
    else errors.push(...validateLocalDescendingPath(localhostProfile, profilePath));
  } else if (localhostProfile !== undefined) {
    errors.push(invalid(profilePath, internalForm('core.SeccompProfile', profile), 'can only be set when seccomp type is Localhost'));
  }
  return errors;
}

export function validateAppArmorProfile({ type, localhostProfile }: New<AppArmorProfile>, path: FieldPath): FieldError[] {
  const profilePath = path.child('localhostProfile');
  if (isUnset(type)) return [required(path.child('type'), 'type is required when appArmorProfile is set')];
  switch (type) {
    case 'Localhost':
      return validateLocalAppArmorProfile(localhostProfile, profilePath);
    case 'RuntimeDefault':
    case 'Unconfined':
      return localhostProfile === undefined ? [] : [invalid(profilePath, named(localhostProfile), 'can only be set when AppArmor type is Localhost')];
    default:
      return [notSupported(path.child('type'), named(type), profileTypes)];
  }
}

function validateLocalAppArmorProfile(profile: string | undefined, path: FieldPath): FieldError[] {
  const missing = required(path, 'must be set when AppArmor type is Localhost');
  if (profile === undefined || profile === '') return [missing];
  const errors: FieldError[] = [];
  if (isPadded(profile)) errors.push(invalid(path, profile, 'must not be padded with whitespace'));
  if (byteLength(profile) > 4095) errors.push(tooLong(path, 4095));
  return errors;
}

/** Values of annotations that came before the fields. */
export function validateSeccompAnnotation(value: string, path: FieldPath): FieldError[] {
  if (value === 'runtime/default' || value === 'docker/default' || value === 'unconfined') return [];
  if (value.startsWith('localhost/')) return validateLocalDescendingPath(value.slice('localhost/'.length), path);
  return [invalid(path, value, 'must be a valid seccomp profile')];
}

/** An annotation and a field for the same container say the same. */
export function validateSeccompAnnotationsAndFields({ annotations = {} }: New<ObjectMeta>, spec: New<PodSpec>, specPath: FieldPath): FieldError[] {
  const errors: FieldError[] = [];
  const podAnnotation = annotations[seccompPodAnnotation];
  const podProfile = spec.securityContext?.seccompProfile;
  if (podProfile !== undefined && podAnnotation !== undefined) errors.push(...validateSeccompMatch(podAnnotation, podProfile, specPath.child('securityContext', 'seccompProfile')));
  if (!hasKeyWithPrefix(annotations, seccompContainerAnnotationPrefix)) return errors;
  visitContainersWithPath(spec, specPath, ({ name = '', securityContext }, path) => {
    const annotation = annotations[seccompContainerAnnotationPrefix + name];
    const profile = securityContext?.seccompProfile;
    if (profile !== undefined && annotation !== undefined) errors.push(...validateSeccompMatch(annotation, profile, path.child('securityContext', 'seccompProfile')));
  });
  return errors;
}

function hasKeyWithPrefix(map: Readonly<Record<string, unknown>>, prefix: string): boolean {
  for (const key in map) if (key.startsWith(prefix)) return true;
  return false;
}

function validateSeccompMatch(annotation: string, { type, localhostProfile }: New<SeccompProfile>, path: FieldPath): FieldError[] {
  const typesDiffer = [forbidden(path.child('type'), 'seccomp type in annotation and field must match')];
  if (type === 'Unconfined') return annotation === 'unconfined' ? [] : typesDiffer;
  if (type === 'RuntimeDefault') return annotation === 'runtime/default' || annotation === 'docker/default' ? [] : typesDiffer;
  if (type !== 'Localhost') return [];
  if (!annotation.startsWith('localhost/')) return typesDiffer;
  return annotation.slice('localhost/'.length) === localhostProfile ? [] : [forbidden(path.child('localhostProfile'), 'seccomp profile in annotation and field must match')];
}

/** As for seccomp; a container without a profile of its own has the Pod's. Windows has no AppArmor. */
export function validateAppArmorAnnotationsAndFieldsMatchOnCreate({ annotations = {} }: New<ObjectMeta>, spec: New<PodSpec>, specPath: FieldPath): FieldError[] {
  const errors: FieldError[] = [];
  if (spec.os?.name === 'windows' || !hasKeyWithPrefix(annotations, appArmorAnnotationPrefix)) return errors;
  visitContainersWithPath(spec, specPath, ({ name = '', securityContext }, path) => {
    const annotation = annotations[appArmorAnnotationPrefix + name];
    const profile = securityContext?.appArmorProfile ?? spec.securityContext?.appArmorProfile;
    if (profile !== undefined && annotation !== undefined) errors.push(...validateAppArmorMatch(annotation, profile, path.child('securityContext', 'appArmorProfile')));
  });
  return errors;
}

function validateAppArmorMatch(annotation: string, { type, localhostProfile }: New<AppArmorProfile>, path: FieldPath): FieldError[] {
  const typesDiffer = [forbidden(path.child('type'), 'apparmor type in annotation and field must match')];
  if (type === 'Unconfined') return annotation === 'unconfined' ? [] : typesDiffer;
  if (type === 'RuntimeDefault') return annotation === 'runtime/default' ? [] : typesDiffer;
  if (type !== 'Localhost') return [];
  if (!annotation.startsWith('localhost/')) return typesDiffer;
  return annotation.slice('localhost/'.length) === localhostProfile ? [] : [forbidden(path.child('localhostProfile'), 'apparmor profile in annotation and field must match')];
}

/** The profile that an old AppArmor annotation stands for, if it stands for one: podutil's ApparmorFieldForAnnotation. */
export function appArmorProfileForAnnotation(annotation: string): New<AppArmorProfile> | undefined {
  if (annotation === 'unconfined') return { type: 'Unconfined' };
  if (annotation === 'runtime/default') return { type: 'RuntimeDefault' };
  if (!annotation.startsWith('localhost/')) return undefined;
  const localhostProfile = annotation.slice('localhost/'.length);
  return localhostProfile === '' ? undefined : { type: 'Localhost', localhostProfile };
}
