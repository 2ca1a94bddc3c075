import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { createLanguageService } from '../../src/language/language-service.ts';
import { fieldDescription } from '../../src/api/schema/docs.ts';
import { fieldsOf, typeSchema } from '../../src/api/schema/schema.ts';
import { deprecatedFields } from '../../src/language/lints/deprecated.ts';
import { lintIds } from '../../src/language/lints/lint-ids.ts';
import { lints } from '../../src/language/lints/lints.ts';
import { podSecurityId } from '../../src/language/lints/pod-security.ts';
import { diagnosticsOf, drain, fix, uri } from './support/editor.ts';

const pod = (container: string, spec = ''): string => `apiVersion: v1\nkind: Pod\nmetadata:\n  name: a\nspec:\n${spec}  containers:\n  - name: c\n${container}`;
const codes = (text: string): unknown[] => diagnosticsOf(text).map((d) => d.code);

describe('lints', () => {
  it.each([
    ['no-requests', pod('    image: i:1\n')],
    ['latest-tag', pod('    image: i\n')],
    ['latest-tag', pod('    image: registry:5000/i\n')],
    ['privileged', pod('    image: i:1\n    securityContext: {privileged: true}\n')],
    ['root-user', pod('    image: i:1\n    securityContext: {runAsUser: 0}\n')],
    ['deprecated-field', pod('    image: i:1\n', '  serviceAccount: default\n')],
    ['deprecated-field', 'apiVersion: v1\nkind: Endpoints\nmetadata: {name: a}\n'],
    ['host-path', pod('    image: i:1\n', '  volumes: [{name: v, hostPath: {path: /a}}]\n')],
    ['secret-in-env', pod('    image: i:1\n    env: [{name: DB_PASSWORD, value: secret}]\n')],
    ['unlikely-quantity', pod('    image: i:1\n    resources: {limits: {memory: 64m}}\n')],
    ['unlikely-quantity', pod('    image: i:1\n    resources: {limits: {cpu: 100}}\n')],
    ['liveness-same-as-readiness', pod('    image: i:1\n    livenessProbe: {tcpSocket: {port: 80}}\n    readinessProbe: {tcpSocket: {port: 80}}\n')],
    ['no-readiness-probe', 'apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: a}\nspec:\n  selector: {matchLabels: {a: b}}\n  template:\n    metadata: {labels: {a: b}}\n    spec: {containers: [{name: a, image: "i:1", ports: [{containerPort: 80}]}]}\n'],
  ])('%s', (id, text) => {
    expect(codes(text)).toContain(id);
    expect(diagnosticsOf(text).filter((d) => d.severity === 1)).toEqual([]);
  });

  it('are quiet about a careful Pod', () => {
    expect(codes(pod('    image: i:1\n    resources: {requests: {cpu: 100m, memory: 64Mi}, limits: {memory: 64Mi}}\n'))).toEqual([]);
  });
  it('are switched off in place', () => {
    expect(codes(pod('    image: i # podlab-ignore: latest-tag\n'))).not.toContain('latest-tag');
    expect(codes(pod('    # podlab-ignore\n    image: i\n'))).not.toContain('latest-tag');
    expect(codes(`# podlab-ignore: latest-tag, no-requests\n${pod('    image: i\n')}`)).toEqual([]);
    expect(codes(pod('    image: i # podlab-ignore: no-requests\n'))).toContain('latest-tag');
  });
  it('are switched off and raised by settings', () => {
    const service = createLanguageService();
    service.open(uri, 1, pod('    image: i\n'));
    service.configure({ lint: { 'latest-tag': 'off', 'no-requests': 'warning', other: 'nonsense' } });
    expect(drain(service.diagnostics(uri)).map(({ code, severity }) => [code, severity])).toEqual([['no-requests', 2]]);
  });
});

describe('deprecated fields', () => {
  it('are those that the documentation calls so', () => {
    for (const [goType, fields] of Object.entries(deprecatedFields)) {
      const type = typeSchema(goType);
      const said = fieldsOf(type).filter((field) => /(?:^|[.\n] )Deprecated[:.]/.test(fieldDescription(type, field))).map(({ name }) => name);
      expect(Object.keys(fields).sort()).toEqual(said.sort());
    }
  });
  it('are struck out, renamed, and not told of where the API server warns', () => {
    const text = pod('    image: i:1\n    resources: {limits: {cpu: 1}}\n', '  serviceAccount: default\n');
    expect(diagnosticsOf(text)).toMatchObject([{ code: 'deprecated-field', severity: 4, tags: [2], range: { start: { line: 5, character: 2 } } }]);
    expect(fix(text.replace('serviceA', 'serviceA<|>'), 'Rename to serviceAccountName')).toBe(text.replace('serviceAccount', 'serviceAccountName'));
    expect(codes(pod('    image: i:1\n    resources: {limits: {cpu: 1}}\n', '  volumes: [{name: v, gitRepo: {repository: r}}]\n'))).toEqual(['Warning']);
  });
});

describe('a Service that selects nothing', () => {
  const web = (labels: string): string => `apiVersion: v1\nkind: Pod\nmetadata: {name: a, labels: ${labels}}\nspec:\n  containers: [{name: c, image: "i:1", resources: {limits: {cpu: 1}}}]\n---\n`;
  const service = (selector: string): string => `apiVersion: v1\nkind: Service\nmetadata: {name: s}\nspec:\n  selector: ${selector}\n  ports: [{port: 80}]\n`;
  const said = (text: string): unknown[] => diagnosticsOf(text).map(({ code, severity, message }) => [code, severity, message]);
  it('is told where Pods have other labels under its keys', () => {
    expect(said(web('{app: web}') + service('{app: wbe}'))).toEqual([['selector-mismatch', 2, 'No Pod has the labels app=wbe; there are Pods with app=web']]);
    expect(said(web('{app: web}') + service('{app: database}'))).toEqual([['selector-mismatch', 3, 'No Pod has the labels app=database; there are Pods with app=web']]);
    for (const [labels, selector] of [['{app: web}', '{app: web}'], ['{app: web}', '{tier: web}'], ['{app: web}', '{}']] as const) expect(said(web(labels) + service(selector))).toEqual([]);
  });
});

describe('names that are probably mistyped', () => {
  const map = 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: settings}\ndata: {color: blue}\n---\n';
  const env = (name: string, key: string): string => map + pod(`    image: i:1\n    resources: {limits: {cpu: 1}}\n    env:\n    - name: A\n      valueFrom: {configMapKeyRef: {name: ${name}, key: ${key}}}\n`);
  const texts = (text: string): string[] => diagnosticsOf(text).map((d) => String(d.message));
  it('are found in files that define the others', () => {
    expect(texts(env('settngs', 'color'))).toEqual(['ConfigMap "settngs" is not in this file; did you mean "settings"?']);
    expect(texts(env('settings', 'colour'))).toEqual(['ConfigMap "settings" has no key "colour" in this file; did you mean "color"?']);
    expect(texts(env('settings', 'color'))).toEqual([]);
  });
  it('are left alone where they may be elsewhere', () => {
    expect(texts(env('other-thing', 'color'))).toEqual([]);
    expect(texts(env('settings', 'colour, optional: true'))).toEqual([]);
  });
});

describe('the Pod Security profile', () => {
  it('is a setting', () => {
    const service = createLanguageService();
    service.open(uri, 1, pod('    image: i:1\n    resources: {limits: {cpu: 1}}\n    securityContext: 5\n', '  hostNetwork: true\n'));
    service.configure({ podSecurity: 'baseline' });
    const found = drain(service.diagnostics(uri)).filter((d) => d.code === 'pod-security');
    expect(found.map((d) => d.message)).toEqual(['violates PodSecurity "baseline:latest": host namespaces (hostNetwork=true)']);
    service.configure({ podSecurity: 'restricted' });
    expect(drain(service.diagnostics(uri)).filter((d) => d.code === 'pod-security').length).toBeGreaterThan(3);
    service.configure({});
    expect(drain(service.diagnostics(uri)).filter((d) => d.code === 'pod-security')).toEqual([]);
  });
});

describe('an object that is in the file twice', () => {
  const map = (name: string, namespace = ''): string => `apiVersion: v1\nkind: ConfigMap\nmetadata: {name: ${name}${namespace}}\n---\n`;
  it('is named, with the first', () => {
    expect(diagnosticsOf(map('a') + map('b') + map('a', ', namespace: default'))).toMatchObject([{ code: 'duplicate-object', severity: 2, range: { start: { line: 10, character: 17 } }, relatedInformation: [{ location: { range: { start: { line: 2 } } } }] }]);
    expect(diagnosticsOf(map('a') + map('a', ', namespace: other'))).toEqual([]);
  });
});

it('every lint has a reason, a setting and a place on its page, which diagnostics link to', () => {
  const page = readFileSync(new URL('../../docs/lints.md', import.meta.url), 'utf8');
  const settings = readFileSync(new URL('../../package.json', import.meta.url), 'utf8');
  for (const { reason } of lints) expect(page).toContain(reason);
  for (const id of lintIds) {
    expect(page).toContain(`\n## ${id}\n`);
    expect(settings).toContain(id === podSecurityId ? '"podlab.podSecurity"' : `"podlab.lint.${id}"`);
  }
  const service = createLanguageService();
  service.lintsPage = 'file:///docs/lints.md';
  service.open(uri, 1, 'apiVersion: v1\nkind: Pod\nmetadata: {name: a}\nspec:\n  containers:\n  - {name: a, image: a, securityContext: {privileged: true}}\n');
  expect(drain(service.diagnostics(uri)).find(({ code }) => code === 'privileged')?.codeDescription).toEqual({ href: 'file:///docs/lints.md#privileged' });
});
