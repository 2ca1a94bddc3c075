// Old AppArmor annotations become fields when a Pod is created: pkg/registry/core/pod's applyAppArmorVersionSkew.
import { FieldPath } from '../field/path.ts';
import type { AppArmorProfile, Container, EphemeralContainer, Pod } from '../generated/core-v1.ts';
import { semanticEqual } from '../meta/semantic-equal.ts';
import { allContainers } from '../core/validation/container-visitor.ts';
import { appArmorAnnotationPrefix, appArmorProfileForAnnotation, validateAppArmorProfile } from '../core/validation/security-profiles.ts';

const annotationsPath = FieldPath.of('metadata', 'annotations');

/** Changes `pod` in place; returns the texts of Warning headers about annotations that a field should take the place of. */
export function applyAppArmorVersionSkew(pod: Pod): string[] {
  const { annotations } = pod.metadata;
  if (annotations === undefined || pod.spec.os?.name === 'windows') return [];
  const warnings: string[] = [];
  for (const container of allContainers(pod.spec) as (Container | EphemeralContainer)[]) {
    const key = appArmorAnnotationPrefix + container.name;
    const annotation = annotations[key];
    if (annotation === undefined || container.securityContext?.appArmorProfile !== undefined) continue;
    const profile = validProfile(annotation);
    const isNews = profile === undefined || !semanticEqual('core/v1.AppArmorProfile', profile, pod.spec.securityContext?.appArmorProfile);
    if (profile !== undefined && isNews) container.securityContext = { ...container.securityContext, appArmorProfile: profile };
    if (isNews) warnings.push(`${annotationsPath.key(key).toString()}: deprecated since v1.30; use the "appArmorProfile" field instead`);
  }
  return warnings;
}

function validProfile(annotation: string): AppArmorProfile | undefined {
  const profile = appArmorProfileForAnnotation(annotation);
  return profile?.type === undefined || validateAppArmorProfile(profile, annotationsPath).length > 0 ? undefined : { ...profile, type: profile.type };
}
