// The editor in Podlab's own files, `*.podlab-image.yaml`, `*.podlab-test.yaml` and `podlab.yaml`, and its way there from a manifest.
import { expect, test } from 'vitest';
import { LineTable } from '../../src/document/line-table.ts';
import { createLanguageService } from '../../src/language/language-service.ts';
import { testsIn } from '../../src/language/podlab-files/tests-in.ts';
import { actionsAt, drain } from './support/editor.ts';

const uri = 'file:///app.podlab-image.yaml';

function open(annotated: string): { service: ReturnType<typeof createLanguageService>; position: { line: number; character: number } } {
  const service = createLanguageService();
  const text = annotated.replace('<|>', '');
  service.open(uri, 1, text);
  return { service, position: new LineTable(text).positionAt(Math.max(0, annotated.indexOf('<|>'))) };
}

const problems = (text: string): string[] => drain(open(text).service.diagnostics(uri)).map(({ range, message }) => `${range.start.line + 1}: ${message}`);
const offered = (annotated: string): string[] => {
  const { service, position } = open(annotated);
  return drain(service.completion(uri, position)).map(({ label }) => label);
};

test('its schema is kept, and a file that keeps it is clean', () => {
  expect(problems('image: nosuch/app:1\nlog:\n- line: a\n  every: 2\nexit: {after: 3, code: 1}\nenv: {A.b: c}\n')).toEqual([]);
  expect(problems('image: nosuch/app\nlogs: []\nhttp:\n  port: 80000\nonTerm: wait\n')).toEqual([
    expect.stringMatching(/^1: image: Invalid value: "nosuch\/app": must match pattern/),
    '2: logs: Forbidden: unknown field',
    '4: http.port: Invalid value: 80000: must be <= 65535',
    '5: onTerm: Unsupported value: "wait": supported values: "exit", "ignore"',
  ]);
  expect(problems('image: a:1\nscript: exit 3\nhttp: {port: 80}\n')).toEqual(['3: http: Forbidden: may not be set with `script`, whose process decides this']);
  expect(problems('image: [\n')).toEqual([expect.stringMatching(/^\d: /)]);
});

test('fields and values are offered, with what they mean', () => {
  expect(offered('image: a:1\n<|>')).toEqual(expect.arrayContaining(['script', 'log', 'http', 'exit', 'onTerm']));
  expect(offered('image: a:1\n<|>')).not.toContain('apiVersion');
  expect(offered('image: a:1\nhttp:\n  port: 80\n  answers:\n  - path: /\n    <|>')).toEqual(expect.arrayContaining(['status', 'body', 'from', 'until']));
  expect(offered('image: a:1\nonTerm: <|>')).toEqual(['exit', 'ignore']);
  const { service, position } = open('image: a:1\nlog:\n- line: a\n  ev<|>ery: 2\n');
  expect(drain(service.hover(uri, position))).toMatchObject({ contents: { value: expect.stringContaining('Written again after so many seconds') as string } });
});

test('a container’s image can be described', () => {
  const { actions } = actionsAt('apiVersion: v1\nkind: Pod\nmetadata: {name: a}\nspec:\n  containers:\n  - name: b\n    image: nosuch/<|>app:1\n');
  expect(actions.find(({ title }) => title.startsWith('Describe image'))).toMatchObject({ title: 'Describe image nosuch/app:1…', kind: 'quickfix', command: { command: 'podlab.describeImage', arguments: ['nosuch/app:1'] } });
});

test('podlab.yaml is checked, completed and explained', () => {
  const config = 'file:///podlab.yaml';
  const ask = (annotated: string) => {
    const service = createLanguageService();
    const text = annotated.replace('<|>', '');
    service.open(config, 1, text);
    const position = new LineTable(text).positionAt(Math.max(0, annotated.indexOf('<|>')));
    return { problems: drain(service.diagnostics(config)).map(({ range, message }) => `${range.start.line + 1}: ${message}`), labels: drain(service.completion(config, position)).map(({ label }) => label), hover: drain(service.hover(config, position))?.contents };
  };
  expect(ask('nodes:\n- name: a\n  capacity: {cpu: 4}\nlatencies: none\nspeed: 2\n').problems).toEqual([]);
  expect(ask('').problems).toEqual([]);
  expect(ask('nodes:\n- name: a_b\n  taints:\n  - {key: x, effect: Never}\nspeed: 0\n').problems).toEqual(['4: nodes[0].taints[0].effect: Unsupported value: "Never": supported values: "NoSchedule", "PreferNoSchedule", "NoExecute"', '5: speed: Invalid value: 0: must be > 0']);
  expect(ask('nodes:\n- name: a_b\n').problems).toEqual([expect.stringMatching(/^2: nodes\[0\]\.name: Invalid value: "a_b"/)]);
  expect(ask('<|>').labels).toEqual(expect.arrayContaining(['nodes', 'latencies', 'speed', 'preloadedImages']));
  expect(ask('nodes:\n- name: a\n  <|>').labels).toEqual(expect.arrayContaining(['role', 'capacity', 'labels', 'taints']));
  expect(ask('nodes:\n- name: a\n  role: <|>').labels).toEqual(expect.arrayContaining(['control-plane', 'worker']));
  expect(ask('latencies:\n  <|>').labels).toEqual(expect.arrayContaining(['imagePullMs', 'sandboxMs']));
  expect(ask('spe<|>ed: 1\n').hover).toMatchObject({ value: expect.stringContaining('Simulated seconds per real second') as string });
});

test('tests of manifests are checked, completed and explained, and found however far they are typed', () => {
  const tests = 'file:///a.podlab-test.yaml';
  const ask = (annotated: string) => {
    const service = createLanguageService();
    const text = annotated.replace('<|>', '');
    service.open(tests, 1, text);
    return { service, position: new LineTable(text).positionAt(Math.max(0, annotated.indexOf('<|>'))) };
  };
  const said = (text: string): string[] => drain(ask(text).service.diagnostics(tests)).map(({ range, message }) => `${range.start.line + 1}: ${message}`);
  expect(said('tests:\n- name: a\n  steps:\n  - kubectl: get pods\n    within: 30s\n')).toEqual([]);
  expect(said('tests:\n- name: a\n  steps:\n  - kubectl: get pods\n    sleep: 1m\n  - wait: 1m\n- name: a\n  steps: [{sleep: 1}]\n')).toEqual([
    '6: tests[0].steps[1].wait: Forbidden: unknown field',
    '8: tests[1].steps[0].sleep: Invalid value: 1: must be of type string',
  ]);
  expect(said('tests:\n- name: a\n  steps:\n  - kubectl: get pods\n    sleep: 1m\n- name: a\n  steps: [{sleep: soon}]\n')).toEqual([
    '5: tests[0].steps[0].sleep: Forbidden: may not be set with `kubectl`: each is a step of its own',
    '6: tests[1].name: Duplicate value: "a"',
    '7: tests[1].steps[0].sleep: Invalid value: "soon": must be a duration such as 30s, 5m or 1h30m',
  ]);
  const { service, position } = ask('tests:\n- name: a\n  steps:\n  - kubectl: get pods\n    <|>');
  expect(drain(service.completion(tests, position)).map(({ label }) => label)).toEqual(expect.arrayContaining(['exitCode', 'output', 'contains', 'matches', 'within']));
  expect(testsIn('tests:\n- name: one\n  steps:\n  - kubectl: [\n- name: two\n  steps:\n- na')).toMatchObject([{ name: 'one', range: { start: { line: 1 } } }, { name: 'two', range: { start: { line: 4 } } }]);
  expect(testsIn('tests:\n- name: one\n- name: one\n- name: 2\n')).toMatchObject([{ name: 'one' }, { name: '2', range: { start: { line: 3, character: 2 } } }]);
  expect(testsIn('')).toEqual([]);
});
