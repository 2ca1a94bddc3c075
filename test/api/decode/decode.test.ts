import { expect, test } from 'vitest';
import { canonical } from '../../../src/api/decode/canonical.ts';
import { decode } from '../../../src/api/decode/decode.ts';
import { parseJson } from '../../../src/api/decode/json-text.ts';
import { typeSchema } from '../../../src/api/schema/schema.ts';

function read(goType: string, text: string): ReturnType<typeof decode> {
  const parsed = parseJson(text);
  if (parsed.error !== undefined) throw new Error(parsed.error);
  return decode(typeSchema(goType), parsed.value);
}
const pod = (text: string): ReturnType<typeof decode> => read('core/v1.Pod', text);

test.each([
  ['{"spec":{"restartPolicy":5}}', 'json: cannot unmarshal number into Go struct field PodSpec.spec.restartPolicy of type v1.RestartPolicy', 'spec.restartPolicy'],
  ['{"spec":{"containers":[{"livenessProbe":{"httpGet":[]}}]}}', 'json: cannot unmarshal array into Go struct field Probe.spec.containers.livenessProbe.ProbeHandler.httpGet of type v1.HTTPGetAction', 'spec.containers[0].livenessProbe.httpGet'],
  ['{"spec":{"containers":[{"ports":[{"containerPort":1.5}]}]}}', 'json: cannot unmarshal number 1.5 into Go struct field ContainerPort.spec.containers.ports.containerPort of type int32', 'spec.containers[0].ports[0].containerPort'],
  ['{"spec":{"containers":[{"ports":[{"containerPort":80.0}]}]}}', 'json: cannot unmarshal number 80.0 into Go struct field ContainerPort.spec.containers.ports.containerPort of type int32', 'spec.containers[0].ports[0].containerPort'],
  ['{"spec":{"activeDeadlineSeconds":9223372036854775808}}', 'json: cannot unmarshal number 9223372036854775808 into Go struct field PodSpec.spec.activeDeadlineSeconds of type int64', 'spec.activeDeadlineSeconds'],
  ['{"metadata":{"labels":{"a":true}}}', 'json: cannot unmarshal bool into Go struct field ObjectMeta.metadata.labels of type string', 'metadata.labels.a'],
  ['{"metadata":{"creationTimestamp":"yesterday"}}', 'parsing time "yesterday" as "2006-01-02T15:04:05Z07:00": cannot parse "yesterday" as "2006"', 'metadata.creationTimestamp'],
  ['{"spec":{"containers":[{"resources":{"limits":{"cpu":"1 Gi"}}}]}}', "quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'", 'spec.containers[0].resources.limits.cpu'],
])('%s', (text, message, path) => {
  const [first] = pod(text).wrong;
  expect(first?.message).toBe(message);
  expect(first?.path?.toString()).toBe(path);
});

test('the first wrong value in the text counts, and all are found', () => {
  const { wrong } = pod('{"spec":{"hostNetwork":"yes","nodeName":5},"metadata":[]}');
  expect(wrong.map((finding) => finding.path?.toString())).toEqual(['spec.hostNetwork', 'spec.nodeName', 'metadata']);
});

test('unknown and repeated fields are found in the order of the text, once', () => {
  const { strict } = pod('{"spec":{"nope":1,"nope":2,"nodeName":"a","nodeName":"b","containers":[{"Name":"x"}]},"metadata":{"labels":{"a":"1","a":"2"}}}');
  expect(strict.map((finding) => finding.message)).toEqual(['unknown field "spec.nope"', 'duplicate field "spec.nodeName"', 'unknown field "spec.containers[0].Name"', 'duplicate field "metadata.labels.a"']);
});

test('a repeated struct field adds to the first, as Go does', () => {
  expect(pod('{"metadata":{"name":"a"},"metadata":{"namespace":"b"}}').value['metadata']).toMatchObject({ name: 'a', namespace: 'b' });
});

test('deep nesting is refused, not a crash', () => {
  expect(parseJson('['.repeat(100_000))).toMatchObject({ error: 'exceeded max depth' });
});

test('names of JavaScript are plain data', () => {
  const { value } = pod('{"metadata":{"labels":{"__proto__":"x","constructor":"y","10":"a","9":"b"}}}');
  const { metadata } = canonical(typeSchema('core/v1.Pod'), value) as { metadata: { labels: Record<string, string> } };
  expect(JSON.stringify(metadata.labels)).toBe('{"9":"b","10":"a","__proto__":"x","constructor":"y"}');
  expect(({} as Record<string, unknown>)['x']).toBeUndefined();
});

test('the canonical form keeps declaration order, drops what is empty and prints required fields', () => {
  const { value } = pod('{"status":{},"spec":{"containers":[{"image":"i","name":"c","args":[],"stdin":false,"resources":{"limits":{"memory":"1.5Gi","cpu":0.5}}}],"nodeSelector":{}},"metadata":{"labels":{"b":"2","a":"1"}}}');
  expect(JSON.stringify(canonical(typeSchema('core/v1.Pod'), value))).toBe('{"metadata":{"labels":{"a":"1","b":"2"}},"spec":{"containers":[{"name":"c","image":"i","resources":{"limits":{"cpu":"500m","memory":"1536Mi"}}}]},"status":{}}');
});

test('required lists print as null, times of structs too', () => {
  const text = (goType: string, json: string): string => JSON.stringify(canonical(typeSchema(goType), read(goType, json).value));
  expect(text('rbac/v1.Role', '{}')).toBe('{"metadata":{},"rules":null}');
  expect(text('core/v1.PodCondition', '{"type":"Ready","status":"True"}')).toBe('{"type":"Ready","status":"True","lastProbeTime":null,"lastTransitionTime":null}');
});

test.each([
  ['{', 'unexpected end of JSON input'], ['{"a":}', "invalid character '}' looking for beginning of value"], ['hello', "invalid character 'h' looking for beginning of value"], ['{"a":1}x', "invalid character 'x' after top-level value"],
  ['{a:1}', "invalid character 'a' looking for beginning of object key string"], ['[1 2]', "invalid character '2' after array element"], ['tru', "invalid character ' ' in literal true (expecting 'e')"], ['"tru', 'unexpected end of JSON input'], ['trux', "invalid character 'x' in literal true (expecting 'e')"],
  ['"\u0001"', "invalid character '\\x01' in string literal"], ['-x', "invalid character 'x' in numeric literal"], ['1.x', "invalid character 'x' after decimal point in numeric literal"], ['"\\q"', "invalid character 'q' in string escape code"], ['é', "invalid character 'Ã' looking for beginning of value"],
])('JSON %j: %s', (text, message) => {
  expect(parseJson(text)).toMatchObject({ error: message });
});
