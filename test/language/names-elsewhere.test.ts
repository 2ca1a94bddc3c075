// Names that other files of the workspace and the running cluster have: offered, led to, and missed when they are nowhere.
import { describe, expect, it } from 'vitest';
import type { Diagnostic } from 'vscode-languageserver';
import { LineTable } from '../../src/document/line-table.ts';
import { createLanguageService, type LanguageService } from '../../src/language/language-service.ts';
import { live, liveContainer, livePod, told } from './cluster/live.ts';
import { drain, uri } from './support/editor.ts';

const settings = 'kind: ConfigMap\napiVersion: v1\nmetadata:\n  name: settings\ndata:\n  color: blue\n  size: "3"\n';
const otherUri = 'file:///work/settings.yaml';
const pod = (env: string): string => `apiVersion: v1\nkind: Pod\nmetadata:\n  name: a\nspec:\n  containers:\n  - name: c\n    image: i:1\n    env:\n${env}`;
const keyRef = (name: string, key: string): string => `    - name: A\n      valueFrom:\n        configMapKeyRef:\n          name: ${name}\n          key: ${key}\n`;

function start(annotated: string, files: Readonly<Record<string, string>> = {}): { service: LanguageService; labels: () => string[]; said: () => Diagnostic[]; position: { line: number; character: number } } {
  const service = createLanguageService();
  for (const [name, text] of Object.entries(files)) drain(service.workspace.update(name, text));
  const offset = annotated.indexOf('<|>');
  const text = annotated.replace('<|>', '');
  service.open(uri, 1, text);
  const position = new LineTable(text).positionAt(Math.max(offset, 0));
  return {
    service, position,
    labels: () => drain(service.completion(uri, position)).sort((a, b) => (a.sortText ?? a.label).localeCompare(b.sortText ?? b.label, 'en')).map((item) => item.label),
    said: () => drain(service.diagnostics(uri)).filter(({ code }) => String(code).startsWith('dangling')),
  };
}

describe('other files of the workspace', () => {
  it('offer their names and keys', () => {
    expect(start(pod(keyRef('<|>', 'x')), { [otherUri]: settings }).labels()).toEqual(['settings', 'kube-root-ca.crt']);
    expect(start(pod(keyRef('settings', '<|>')), { [otherUri]: settings }).labels()).toEqual(['color', 'size']);
  });

  it('are where definition leads, and renamed with the name', () => {
    const { service, position } = start(pod(keyRef('set<|>tings', 'color')), { [otherUri]: `# first\n---\n${settings}` });
    const range = { start: { line: 5, character: 8 }, end: { line: 5, character: 16 } };
    expect(drain(service.definition(uri, position))).toEqual([{ uri: otherUri, range }]);
    expect(drain(service.rename(uri, position, 'options'))?.changes?.[otherUri]).toEqual([{ range, newText: 'options' }]);
  });

  it('are where a mistyped name is looked for', () => {
    const [finding, ...others] = start(pod(keyRef('setings', 'color')), { [otherUri]: settings }).said();
    expect(finding).toMatchObject({ severity: 2, code: 'dangling-name', message: 'ConfigMap "setings" is not in this file; did you mean "settings" in the workspace or the cluster?', relatedInformation: [{ location: { uri: otherUri, range: { start: { line: 3 } } } }] });
    expect(others).toEqual([]);
    expect(start(pod(keyRef('settings', 'colour')), { [otherUri]: settings }).said()).toMatchObject([{ code: 'dangling-key', message: 'ConfigMap "settings" has no key "colour" in the workspace; did you mean "color"?' }]);
    expect(start(pod(keyRef('settings', 'color')), { [otherUri]: settings }).said()).toEqual([]);
  });

  it('that only generate a name define it, without its keys', () => {
    const files = { 'file:///work/kustomization.yaml': 'configMapGenerator:\n- name: settings\n  literals: [a=b]\n' };
    expect(start(pod(keyRef('setting', 'any')), files).said()).toMatchObject([{ message: expect.stringContaining('did you mean "settings"') as string }]);
    expect(start(pod(keyRef('settings', 'any')), files).said()).toEqual([]);
  });

  it('are forgotten when they go, and an open one counts as it is open', () => {
    const { service, labels } = start(pod(keyRef('<|>', 'x')), { [otherUri]: settings });
    service.open(otherUri, 1, settings.replace('settings', 'renamed'));
    expect(labels()).toEqual(['renamed', 'kube-root-ca.crt']);
    service.close(otherUri);
    service.workspace.remove(otherUri);
    expect(labels()).toEqual(['kube-root-ca.crt']);
  });
});

describe('ports of Services', () => {
  const web = (port: string): string => `apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: web, labels: {app: web}}\nspec:\n  selector: {matchLabels: {app: web}}\n  template:\n    metadata: {labels: {app: web}}\n    spec: {containers: [{name: c, image: "i:1", ports: [{name: ${port}, containerPort: 80}]}]}\n`;
  const service = (target: string, selector = '{app: web}'): string => `apiVersion: v1\nkind: Service\nmetadata: {name: web}\nspec:\n  selector: ${selector}\n  ports: [{name: www, port: 80, targetPort: ${target}}]\n`;
  const ingress = (port: string): string => `apiVersion: networking.k8s.io/v1\nkind: Ingress\nmetadata: {name: front}\nspec:\n  defaultBackend:\n    service: {name: web, port: {name: ${port}}}\n`;
  const messages = (...args: Parameters<typeof start>): string[] => start(...args).said().map(({ message }) => String(message));

  it('a targetPort that no selected Pod has leads nowhere', () => {
    const said = 'No Pod that the Service selects has a port named "htp"; did you mean "http"?';
    expect(messages(`${web('http')}---\n${service('htp')}`)).toEqual([said]);
    expect(messages(service('htp'), { [otherUri]: web('http') })).toEqual([said]);
    expect(messages(`${web('metrics')}---\n${service('http')}`)).toEqual(['No Pod that the Service selects has a port named "http"']);
    // One of the Pods is enough; a number needs no name; whom nobody wrote nobody knows.
    expect(messages(`${web('metrics')}---\n${service('http')}`, { [otherUri]: web('http') })).toEqual([]);
    for (const [target, selector] of [['http'], ['80'], ['htp', '{app: other}'], ['htp', '{}']] as const) expect(messages(`${web('http')}---\n${service(target, selector)}`)).toEqual([]);
  });

  it('an Ingress names them: offered, led to, renamed and missed', () => {
    expect(start(ingress('<|>'), { [otherUri]: service('80') }).labels()).toEqual(['www']);
    expect(messages(ingress('ww'), { [otherUri]: service('80') })).toEqual(['Service "web" has no port named "ww" in the workspace; did you mean "www"?']);
    const { service: language, position } = start(ingress('w<|>ww'), { [otherUri]: service('80') });
    expect(drain(language.definition(uri, position)).map((location) => location.uri)).toEqual([otherUri]);
    expect(Object.keys(drain(language.rename(uri, position, 'front'))?.changes ?? {})).toEqual([uri, otherUri]);
    language.workspace.remove(otherUri);
    expect(drain(language.diagnostics(uri)).filter(({ code }) => code === 'dangling-name')).toEqual([]);
    language.applyCluster(told(live('Service', 'web', { keys: ['www'] })));
    expect(drain(language.diagnostics(uri)).filter(({ code }) => code === 'dangling-name')).toEqual([]);
    language.applyCluster(told(live('Service', 'web', { keys: ['http'] })));
    expect(drain(language.diagnostics(uri)).map(({ message }) => message)).toContain('Service "web" has no port named "www" in the cluster');
  });
});

describe('objects that are named by their kind', () => {
  const binding = (name: string): string => `apiVersion: rbac.authorization.k8s.io/v1\nkind: RoleBinding\nmetadata: {name: b}\nroleRef: {apiGroup: rbac.authorization.k8s.io, kind: Role, name: ${name}}\nsubjects: [{kind: ServiceAccount, name: default, namespace: default}]\n`;
  const role = 'apiVersion: rbac.authorization.k8s.io/v1\nkind: Role\nmetadata: {name: reader}\n';
  it('by bindings and autoscalers: offered, led to and missed', () => {
    expect(start(binding('<|>'), { [otherUri]: role }).labels()).toEqual(['reader']);
    const { service, position } = start(binding('rea<|>der'), { [otherUri]: role });
    expect(drain(service.definition(uri, position)).map((location) => location.uri)).toEqual([otherUri]);
    expect(start(binding('raeder'), { [otherUri]: role }).said().map(({ message }) => message)).toEqual([expect.stringContaining('did you mean "reader"') as string]);
    const web = 'apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: web}\n';
    expect(start('apiVersion: autoscaling/v2\nkind: HorizontalPodAutoscaler\nmetadata: {name: h}\nspec:\n  maxReplicas: 2\n  scaleTargetRef: {apiVersion: apps/v1, kind: Deployment, name: <|>}\n', { [otherUri]: web }).labels()).toEqual(['web']);
  });
});

describe('the running cluster', () => {
  const nodes = [live('Node', 'worker-1', { labels: { disk: 'ssd', 'topology.kubernetes.io/zone': 'a' }, taints: [{ key: 'team', value: 'blue', effect: 'NoSchedule' }] }), live('Node', 'worker-2', { labels: { disk: 'hdd' } })];
  const objects = [live('ConfigMap', 'live-settings', { keys: ['mode'] }), live('Secret', 'password', { keys: ['value'], namespace: 'other' }), live('PriorityClass', 'high'), ...nodes, livePod('web', [liveContainer('c', { image: 'nginx:9', ports: [{ name: 'http', port: 8080 }] })], { labels: { app: 'live', 'pod-template-hash': 'x' } })];
  const ask = (annotated: string): string[] => {
    const started = start(annotated);
    started.service.applyCluster(told(...objects));
    return started.labels();
  };
  const spec = (lines: string): string => `apiVersion: v1\nkind: Pod\nmetadata: {name: a}\nspec:\n${lines}`;

  it.each([
    ['ConfigMaps', pod(keyRef('<|>', 'x')), ['live-settings', 'kube-root-ca.crt']],
    ['keys', pod(keyRef('live-settings', '<|>')), ['mode']],
    ['PriorityClasses', spec('  priorityClassName: <|>'), ['high', 'system-cluster-critical', 'system-node-critical']],
    ['values of node labels', spec('  nodeSelector:\n    disk: <|>'), ['hdd', 'ssd']],
    ['taints', spec('  tolerations:\n  - key: team\n    value: <|>'), ['blue']],
    ['node names', spec('  nodeName: <|>'), ['worker-1', 'worker-2']],
    ['values of an expression', spec('  affinity: {nodeAffinity: {requiredDuringSchedulingIgnoredDuringExecution: {nodeSelectorTerms: [{matchExpressions: [{key: disk, operator: In, values: [<|>]}]}]}}}'), ['hdd', 'ssd']],
    ['ports of Pods', 'apiVersion: v1\nkind: Service\nmetadata: {name: s}\nspec:\n  ports:\n  - port: 80\n    targetPort: <|>', ['http', '8080']],
    ['labels of Pods', 'apiVersion: v1\nkind: Service\nmetadata: {name: s}\nspec:\n  selector:\n    <|>', ['app: live']],
  ])('offers %s', (_what, annotated, expected) => { expect(ask(annotated)).toEqual(expected); });

  it.each([
    ['node labels', spec('  nodeSelector:\n    <|>'), 'disk'], ['keys of expressions', spec('  affinity: {nodeAffinity: {requiredDuringSchedulingIgnoredDuringExecution: {nodeSelectorTerms: [{matchExpressions: [{key: <|>}]}]}}}'), 'disk'],
    ['taint keys', spec('  tolerations:\n  - key: <|>'), 'team'], ['images in use', spec('  containers:\n  - name: c\n    image: <|>'), 'nginx:9'], ['topology keys', spec('  topologySpreadConstraints:\n  - topologyKey: <|>'), 'disk'],
  ])('offers %s among others', (_what, annotated, expected) => { expect(ask(annotated)).toContain(expected); });

  it('says what is nowhere, once all of it is known', () => {
    const { service, said } = start(pod(keyRef('nowhere', 'x')));
    expect(said()).toEqual([]);
    service.applyCluster({ ...told(...objects), isComplete: false });
    expect(said()).toEqual([]);
    service.applyCluster(told(...objects));
    expect(said()).toMatchObject([{ severity: 3, message: 'ConfigMap "nowhere" is neither in the workspace nor in the running cluster' }]);
    service.applyCluster({ ...told(live('ConfigMap', 'nowhere', { keys: ['x'] })), isReset: false });
    expect(said()).toEqual([]);
  });

  it('says which namespace has it', () => {
    const { service, said } = start('apiVersion: v1\nkind: Pod\nmetadata: {name: a}\nspec:\n  volumes:\n  - name: v\n    secret: {secretName: password}\n  containers:\n  - {name: c, image: "i:1"}\n');
    service.applyCluster(told(...objects));
    expect(said().map(({ message }) => message)).toEqual(['Secret "password" is neither in the workspace nor in the running cluster; there is one in namespace "other"']);
  });

  it('knows the keys of its ConfigMaps', () => {
    const { service, said } = start(pod(keyRef('live-settings', 'mod')));
    service.applyCluster(told(...objects));
    expect(said().map(({ message }) => message)).toEqual(['ConfigMap "live-settings" has no key "mod" in the cluster; did you mean "mode"?']);
  });
});

describe('names inside one Pod', () => {
  const probe = (port: string): string => `apiVersion: v1\nkind: Pod\nmetadata: {name: a}\nspec:\n  containers:\n  - name: c\n    image: i:1\n    ports: [{name: http, containerPort: 80}]\n    livenessProbe: {tcpSocket: {port: ${port}}}\n  - name: d\n    image: i:1\n    ports: [{name: admin, containerPort: 81}]\n`;
  it('a probe’s port is one of its own container', () => {
    expect(start(probe('http')).said()).toEqual([]);
    expect(start(probe('80')).said()).toEqual([]);
    expect(start(probe('htpp')).said().map(({ message }) => message)).toEqual(['The container has no port named "htpp"; did you mean "http"?']);
    expect(start(probe('admin')).said().map(({ message }) => message)).toEqual(['The container has no port named "admin"']);
  });
});
