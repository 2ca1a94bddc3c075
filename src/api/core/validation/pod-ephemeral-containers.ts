// The rules for adding ephemeral containers to a Pod: core validation's ValidatePodEphemeralContainersUpdate.
import { type FieldError, forbidden } from '../../field/error.ts';
import { goQuote } from '../../field/go-text.ts';
import { FieldPath } from '../../field/path.ts';
import type { Pod } from '../../generated/core-v1.ts';
import type { New } from '../../meta/object.ts';
import { semanticEqual } from '../../meta/semantic-equal.ts';
import { internalDiff } from './internal-form.ts';
import { validateObjectMetaUpdate } from './object-meta.ts';
import { metadataPath, specPath, validatePodMetadataAndSpec } from './pod.ts';
import { mirrorPodAnnotation, validatePodSpecificAnnotationUpdates } from './pod-annotations.ts';
import { podUpdateOptions } from './pod-options-update.ts';

/** Those that are there stay as they are. */
export function validatePodEphemeralContainersUpdate(newPod: New<Pod>, oldPod: New<Pod>): FieldError[] {
  if (oldPod.metadata?.annotations?.[mirrorPodAnnotation] !== undefined) return [forbidden(FieldPath.of(''), 'static pods do not support ephemeral containers')];
  const options = podUpdateOptions(oldPod);
  const errors = validateObjectMetaUpdate(newPod.metadata ?? {}, oldPod.metadata ?? {}, metadataPath);
  errors.push(...validatePodMetadataAndSpec(newPod, options));
  errors.push(...validatePodSpecificAnnotationUpdates(newPod, oldPod, metadataPath.child('annotations'), options));
  const path = specPath.child('ephemeralContainers');
  for (const old of oldPod.spec?.ephemeralContainers ?? []) {
    const name = goQuote(old.name ?? '');
    const kept = newPod.spec?.ephemeralContainers?.findLast((c) => (c.name ?? '') === (old.name ?? ''));
    if (kept === undefined) errors.push(forbidden(path, `existing ephemeral containers ${name} may not be removed\n`));
    else if (!semanticEqual('core/v1.EphemeralContainer', old, kept)) errors.push(forbidden(path, `existing ephemeral containers ${name} may not be changed\n${internalDiff('core.EphemeralContainer', old, kept)}`));
  }
  return errors;
}
