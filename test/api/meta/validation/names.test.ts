import { expect, test } from 'vitest';
import {
  isConfigMapKey, isDNS1035Label, isDNS1123Label, isDNS1123Subdomain, isEnvVarName, isPathSegmentName, isQualifiedName, isRelaxedEnvVarName,
  isValidLabelValue, isValidPercent, isValidPortName, isValidPortNum, nameIsDNSLabel,
} from '../../../../src/api/meta/validation/names.ts';

test.each<[string, (value: string) => readonly string[], string, readonly string[]]>([
  ['a label', isDNS1123Label, 'web-1', []],
  ['a label with dots', isDNS1123Label, 'web.1', ['must not contain dots']],
  ['a long label', isDNS1123Label, 'a'.repeat(64), ['must be no more than 63 characters']],
  ['an upper-case label', isDNS1123Label, 'Web', ["a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and must start and end with an alphanumeric character (e.g. 'my-name',  or '123-abc', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?')"]],
  ['a subdomain', isDNS1123Subdomain, 'a.b-c.d', []],
  ['an empty subdomain', isDNS1123Subdomain, '', ["a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end with an alphanumeric character (e.g. 'example.com', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')"]],
  ['a service name', isDNS1035Label, 'web', []],
  ['a qualified name', isQualifiedName, 'example.com/Name_1', []],
  ['a key with an empty prefix', isQualifiedName, '/name', ['prefix part must be non-empty']],
  ['a key with a long name', isQualifiedName, 'a'.repeat(64), ['name part must be no more than 63 bytes']],
  ['a key with a long prefix', isQualifiedName, `${'a'.repeat(254)}/b`, ['prefix part must be no more than 253 bytes']],
  ['an empty label value', isValidLabelValue, '', []],
  ['a config key', isConfigMapKey, '..data', ["must not start with '..'"]],
  ['an environment variable', isEnvVarName, 'A.B-C', []],
  ['a relaxed environment variable', isRelaxedEnvVarName, '1 !', []],
  ['an equals sign', isRelaxedEnvVarName, 'a=b', ["a valid environment variable name must consist only of printable ASCII characters other than '='"]],
  ['a port name', isValidPortName, '-1-', ['must contain at least one letter (a-z)', 'must not begin or end with a hyphen']],
  ['a percentage', isValidPercent, '10%', []],
  ['a path segment', isPathSegmentName, 'a/b%', ["may not contain '/'", "may not contain '%'"]],
])('%s', (_, validate, value, texts) => {
  expect(validate(value)).toEqual(texts);
});

test('a port is between 1 and 65535', () => {
  expect([isValidPortNum(1), isValidPortNum(65535), isValidPortNum(0)]).toEqual([[], [], ['must be between 1 and 65535, inclusive']]);
});

test('a generated name may end in a dash before its suffix', () => {
  expect(nameIsDNSLabel('web-', true)).toEqual([]);
  expect(nameIsDNSLabel('web-', false)).toHaveLength(1);
});
