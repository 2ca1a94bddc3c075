import { expect, test } from 'vitest';
import { errorBody } from '../../../../src/api/field/error.ts';
import { FieldPath } from '../../../../src/api/field/path.ts';
import { getWarningsForCIDR, getWarningsForIP, ipString, isValidCIDR, isValidIP, isValidIPForLegacyField, parseIP } from '../../../../src/api/meta/validation/ip.ts';

const path = FieldPath.of('ip');

test.each([
  ['10.1.2.3', '10.1.2.3'],
  ['2001:DB8:0:0:0:0:0:1', '2001:db8::1'],
  ['1:0:0:2:0:0:0:3', '1:0:0:2::3'],
  ['::', '::'],
  ['::ffff:1.2.3.4', '1.2.3.4'],
  ['010.1.2.3', '10.1.2.3'],
])('%s is %s', (text, canonical) => {
  const ip = parseIP(text);
  expect(ip && ipString(ip.bytes)).toBe(canonical);
});

test.each(['1.2.3', '1.2.3.256', '1:2', '1::2::3', 'fe80::1%eth0', ':1', '1:2:3:4:5:6:7:8:9', ''])('%j is no address', (text) => {
  expect(parseIP(text)).toBeUndefined();
});

test('old fields take spellings that new ones refuse', () => {
  expect(isValidIPForLegacyField(path, '2001:DB8::1')).toEqual([]);
  expect(isValidIP(path, '2001:DB8::1').map(errorBody)).toEqual(['Invalid value: "2001:DB8::1": must be in canonical form ("2001:db8::1")']);
  expect(isValidIPForLegacyField(path, '010.0.0.1').map(errorBody)).toEqual(['Invalid value: "010.0.0.1": must not have leading 0s']);
  expect(getWarningsForIP(path, '2001:DB8::1')).toEqual(['ip: IPv6 address "2001:DB8::1" should be in RFC 5952 canonical format ("2001:db8::1")']);
});

test('a network has no host bits', () => {
  expect(isValidCIDR(path, '10.0.0.0/8')).toEqual([]);
  expect(isValidCIDR(path, '10.0.0.1/8').map(errorBody)).toEqual(['Invalid value: "10.0.0.1/8": must not have bits set beyond the prefix length']);
  expect(getWarningsForCIDR(path, '10.0.0.1/8')).toEqual(['ip: CIDR value "10.0.0.1/8" is ambiguous in this context (should be "10.0.0.0/8" or "10.0.0.1/32"?)']);
});
