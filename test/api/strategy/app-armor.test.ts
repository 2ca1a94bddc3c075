import { expect, test } from 'vitest';
import { applyAppArmorVersionSkew } from '../../../src/api/strategy/app-armor.ts';
import { pod } from '../core/validation/findings.ts';

const key = 'container.apparmor.security.beta.kubernetes.io/c';
const warning = `metadata.annotations[${key}]: deprecated since v1.30; use the "appArmorProfile" field instead`;

test.each<[string, object, object | undefined, readonly string[]]>([
  ['localhost/x', {}, { type: 'Localhost', localhostProfile: 'x' }, [warning]],
  ['nonsense', {}, undefined, [warning]],
  ['unconfined', { securityContext: { appArmorProfile: { type: 'Unconfined' } } }, undefined, []],
])('the annotation %s', (annotation, spec, profile, warnings) => {
  const made = pod(spec, { annotations: { [key]: annotation } });
  expect(applyAppArmorVersionSkew(made)).toEqual(warnings);
  expect(made.spec.containers[0]?.securityContext?.appArmorProfile).toEqual(profile);
});
