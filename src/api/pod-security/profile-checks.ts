// Checks about the profiles that confine containers: seccomp, AppArmor and SELinux.
import { allContainers } from '../core/validation/container-visitor.ts';
import { appArmorAnnotationPrefix, seccompContainerAnnotationPrefix, seccompPodAnnotation } from '../core/validation/security-profiles.ts';
import { goQuote } from '../field/go-text.ts';
import type { PodSpec, SELinuxOptions } from '../generated/core-v1.ts';
import type { New } from '../meta/object.ts';
import { type CheckPod, containersText, joinQuote, namesOf, pluralize, settersText, sorted, type Violation } from './check.ts';

function isConfined(type: string | undefined): boolean {
  return type === 'Localhost' || type === 'RuntimeDefault';
}

/** Before 1.19 profiles were annotations. */
export const seccompProfileAnnotations: CheckPod = (spec, { annotations = {} }) => {
  const keys = [seccompPodAnnotation, ...allContainers(spec).map(({ name = '' }) => seccompContainerAnnotationPrefix + name)];
  const isAllowed = (value: string): boolean => value === 'runtime/default' || value === 'docker/default' || value.startsWith('localhost/');
  const bad = sorted(keys.flatMap((key) => {
    const value = annotations[key];
    return value === undefined || isAllowed(value) ? [] : [`${key}=${goQuote(value)}`];
  }));
  return bad.length === 0 ? undefined : { reason: 'seccompProfile', detail: `forbidden ${pluralize('annotation', 'annotations', bad.length)} ${bad.join(', ')}` };
};

/** Nobody asks to be unconfined. */
export const seccompProfileBaseline: CheckPod = (spec) => {
  const ofPod = spec.securityContext?.seccompProfile;
  const isPodBad = ofPod !== undefined && !isConfined(ofPod.type);
  const bad = allContainers(spec).filter((c) => c.securityContext?.seccompProfile !== undefined && !isConfined(c.securityContext.seccompProfile.type));
  const setters = settersText(isPodBad, bad.map(({ name = '' }) => name));
  if (setters === '') return undefined;
  const types = sorted([...(isPodBad ? [ofPod.type ?? ''] : []), ...bad.map((c) => c.securityContext?.seccompProfile?.type ?? '')]);
  return { reason: 'seccompProfile', detail: `${setters} must not set securityContext.seccompProfile.type to ${joinQuote(types)}` };
};

/** And everybody says that they are confined, or the Pod does for them. */
export const seccompProfileRestricted: CheckPod = (spec, meta) => seccompProfileBaseline(spec, meta) ?? unsetSeccomp(spec);

function unsetSeccomp(spec: New<PodSpec>): Violation | undefined {
  if (spec.securityContext?.seccompProfile !== undefined) return undefined;
  const open = namesOf(spec, (c) => c.securityContext?.seccompProfile === undefined);
  return open.length === 0 ? undefined : { reason: 'seccompProfile', detail: `pod or ${containersText(open)} must set securityContext.seccompProfile.type to "RuntimeDefault" or "Localhost"` };
}

export const appArmorProfile: CheckPod = (spec, { annotations = {} }) => {
  const ofPod = spec.securityContext?.appArmorProfile;
  const isPodBad = ofPod !== undefined && !isConfined(ofPod.type);
  const bad = allContainers(spec).filter((c) => c.securityContext?.appArmorProfile !== undefined && !isConfined(c.securityContext.appArmorProfile.type));
  const values = sorted([...(isPodBad ? [ofPod.type ?? ''] : []), ...bad.map((c) => c.securityContext?.appArmorProfile?.type ?? '')]);
  const isAllowed = (value: string): boolean => value === '' || value === 'runtime/default' || value.startsWith('localhost/');
  const badAnnotations = Object.entries(annotations).flatMap(([key, value = '']) => (key.startsWith(appArmorAnnotationPrefix) && !isAllowed(value) ? [`${key}=${goQuote(value)}`] : [])).sort();
  const fields = settersText(isPodBad, bad.map(({ name = '' }) => name));
  const setters = [...(fields === '' ? [] : [fields]), ...(badAnnotations.length === 0 ? [] : [pluralize('annotation', 'annotations', badAnnotations.length)])];
  if (setters.length === 0) return undefined;
  const all = [...values, ...badAnnotations];
  return { reason: pluralize('forbidden AppArmor profile', 'forbidden AppArmor profiles', all.length), detail: `${setters.join(' and ')} must not set AppArmor profile type to ${joinQuote(all)}` };
};

/** Since 1.31 nested container engines have a type of their own. */
export function seLinuxOptions(minor: number): CheckPod {
  const allowed = new Set(['', 'container_t', 'container_init_t', 'container_kvm_t', ...(minor >= 31 ? ['container_engine_t'] : [])]);
  const isBad = (options: New<SELinuxOptions> | undefined): boolean => options !== undefined && (!allowed.has(options.type ?? '') || (options.user ?? '') !== '' || (options.role ?? '') !== '');
  return (spec) => {
    const ofPod = spec.securityContext?.seLinuxOptions;
    const bad = allContainers(spec).filter((c) => isBad(c.securityContext?.seLinuxOptions));
    const setters = settersText(isBad(ofPod), bad.map(({ name = '' }) => name));
    if (setters === '') return undefined;
    const options = [...(isBad(ofPod) ? [ofPod] : []), ...bad.map((c) => c.securityContext?.seLinuxOptions)];
    const types = sorted(options.map((o) => o?.type ?? '').filter((type) => !allowed.has(type)));
    const details: string[] = [];
    if (types.length > 0) details.push(`${pluralize('type', 'types', types.length)} ${joinQuote(types)}`);
    if (options.some((o) => (o?.user ?? '') !== '')) details.push('user may not be set');
    if (options.some((o) => (o?.role ?? '') !== '')) details.push('role may not be set');
    return { reason: 'seLinuxOptions', detail: `${setters} set forbidden securityContext.seLinuxOptions: ${details.join('; ')}` };
  };
}
