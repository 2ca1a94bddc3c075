import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { kindSchema } from '../../../src/api/schema/schema.ts';
import { applyThreeWayPatch } from '../../../src/kubectl/patch/apply-patch.ts';
import { deepEqual } from '../../../src/api/meta/deep-equal.ts';
import type { Fields } from '../../../src/api/meta/json.ts';
import { threeWayPatch } from '../../../src/kubectl/patch/three-way-patch.ts';

const type = kindSchema('v1', 'Pod');
const pod = (containers: Fields[], labels: Fields = {}): Fields => ({ metadata: { labels }, spec: { containers } });

describe('strategic three-way patch', () => {
  test('nothing to do', () => {
    const applied = pod([{ name: 'a', image: 'x' }]);
    const live = pod([{ name: 'a', image: 'x', imagePullPolicy: 'Always' }, { name: 'injected', image: 'y' }], { added: 'by others' });
    expect(threeWayPatch({ original: applied, modified: applied, current: live, type })).toEqual({});
  });

  test('containers are matched by name; what others set stays', () => {
    const before = pod([{ name: 'a', image: 'x' }, { name: 'b', image: 'y' }], { old: '1' });
    const after = pod([{ name: 'a', image: 'z' }]);
    expect(threeWayPatch({ original: before, modified: after, current: before, type })).toEqual({
      metadata: { labels: { old: null } },
      spec: { $patch: undefined, containers: [{ name: 'a', image: 'z' }, { $patch: 'delete', name: 'b' }], '$setElementOrder/containers': [{ name: 'a' }] },
    });
  });

  test('command and args are replaced as a whole', () => {
    const before = pod([{ name: 'a', args: ['1', '2'] }]);
    expect(threeWayPatch({ original: before, modified: pod([{ name: 'a', args: ['2'] }]), current: before, type })).toMatchObject({ spec: { containers: [{ name: 'a', args: ['2'] }] } });
  });
});

const container = fc.record({ name: fc.constantFrom('a', 'b', 'c'), image: fc.constantFrom('x', 'y'), args: fc.array(fc.constantFrom('1', '2'), { maxLength: 2 }) }, { requiredKeys: ['name'] });
const anyPod = fc.record({ containers: fc.uniqueArray(container, { selector: ({ name }) => name, maxLength: 3 }), labels: fc.dictionary(fc.constantFrom('k', 'l'), fc.constantFrom('1', '2')) }).map(({ containers, labels }) => pod(containers as Fields[], labels));

test('applying the patch to what is live gives what was asked for, and asking again changes nothing', () => {
  fc.assert(
    fc.property(anyPod, anyPod, (before, after) => {
      const patch = threeWayPatch({ original: before, modified: after, current: before, type });
      const live = applyThreeWayPatch(before, patch, type) as Fields;
      expect(deepEqual(live, after)).toBe(true);
      expect(threeWayPatch({ original: after, modified: after, current: live, type })).toEqual({});
    }),
    { numRuns: 500 },
  );
});

test('without merge keys it is a JSON merge patch', () => {
  fc.assert(
    fc.property(anyPod, anyPod, (before, after) => {
      const patch = threeWayPatch({ original: before, modified: after, current: before, type: undefined });
      expect(deepEqual(applyThreeWayPatch(before, patch, undefined), after)).toBe(true);
    }),
    { numRuns: 200 },
  );
});
