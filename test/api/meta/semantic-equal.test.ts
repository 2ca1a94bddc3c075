import { expect, test } from 'vitest';
import { semanticEqual } from '../../../src/api/meta/semantic-equal.ts';

test.each<[string, string, unknown, unknown, boolean]>([
  ['absent and empty lists', 'core/v1.PodSpec', { tolerations: [] }, {}, true],
  ['absent and empty maps', 'core/v1.PodSpec', { nodeSelector: {} }, {}, true],
  ['absent and false', 'core/v1.PodSpec', { hostNetwork: false }, {}, true],
  ['an absent pointer and false', 'core/v1.PodSpec', { shareProcessNamespace: false }, {}, false],
  ['an absent pointer and an empty struct', 'core/v1.PodSpec', { securityContext: {} }, {}, false],
  ['amounts of one value', 'core/v1.ResourceRequirements', { limits: { cpu: '1000m' } }, { limits: { cpu: '1' } }, true],
  ['amounts of two values', 'core/v1.ResourceRequirements', { limits: { cpu: '1001m' } }, { limits: { cpu: '1' } }, false],
  ['the order of lists', 'core/v1.PodSpec', { tolerations: [{ key: 'a' }, { key: 'b' }] }, { tolerations: [{ key: 'b' }, { key: 'a' }] }, false],
])('%s', (_, goType, a, b, expected) => {
  expect(semanticEqual(goType, a, b)).toBe(expected);
  expect(semanticEqual(goType, b, a)).toBe(expected);
});
