// Rules for a Pod's resource claims: core validation's validatePodResourceClaims.
import { duplicate, type FieldError, forbidden, invalid, required } from '../../field/error.ts';
import { FieldPath } from '../../field/path.ts';
import type { PodResourceClaim } from '../../generated/core-v1.ts';
import type { ObjectMeta } from '../../generated/meta-v1.ts';
import type { New } from '../../meta/object.ts';
import { isDNS1123Label, nameIsDNSSubdomain } from '../../meta/validation/names.ts';
import { internalForm } from './internal-form.ts';
import { mirrorPodAnnotation } from './pod-annotations.ts';

export function validatePodResourceClaims(meta: New<ObjectMeta> | undefined, claims: readonly New<PodResourceClaim>[], path: FieldPath): FieldError[] {
  const names = new Set<string>();
  if (meta?.annotations?.[mirrorPodAnnotation] !== undefined) return claims.map(() => forbidden(FieldPath.of(''), 'static pods do not support resource claims'));
  return claims.flatMap((claim, i) => validatePodResourceClaim(claim, names, path.index(i)));
}

/** The claim itself or the template that it is made from. */
function validatePodResourceClaim(claim: New<PodResourceClaim>, names: Set<string>, path: FieldPath): FieldError[] {
  const { name = '', resourceClaimName, resourceClaimTemplateName } = claim;
  const errors: FieldError[] = [];
  if (name === '') errors.push(required(path.child('name'), ''));
  else if (names.has(name)) errors.push(duplicate(path.child('name'), name));
  else for (const text of isDNS1123Label(name)) errors.push(invalid(path.child('name'), name, text));
  names.add(name);
  const whole = (): unknown => internalForm('core.PodResourceClaim', claim);
  if (resourceClaimName !== undefined && resourceClaimTemplateName !== undefined) errors.push(invalid(path, whole(), 'at most one of `resourceClaimName` or `resourceClaimTemplateName` may be specified'));
  if (resourceClaimName === undefined && resourceClaimTemplateName === undefined) errors.push(invalid(path, whole(), 'must specify one of: `resourceClaimName`, `resourceClaimTemplateName`'));
  if (resourceClaimName !== undefined) for (const text of nameIsDNSSubdomain(resourceClaimName, false)) errors.push(invalid(path.child('resourceClaimName'), resourceClaimName, text));
  if (resourceClaimTemplateName !== undefined) for (const text of nameIsDNSSubdomain(resourceClaimTemplateName, false)) errors.push(invalid(path.child('resourceClaimTemplateName'), resourceClaimTemplateName, text));
  return errors;
}
