import { describe, expect, it } from 'vitest';
import { createLanguageService } from '../../src/language/language-service.ts';
import { drain, actionsAt, applyAction, findings, fix, uri } from './support/editor.ts';

const head = 'apiVersion: v1\nkind: Pod\nmetadata:\n  name: web\nspec:\n  containers:\n  - name: c\n    image: i:1\n';

describe('env', () => {
  it('goes to a ConfigMap as a whole', () => {
    const after = fix(`${head}    env:\n    - name: A<|>\n      value: b\n    - name: C\n      value: "80" # port\n    tty: true\n`, 'Extract env');
    expect(after).toBe(`${head}    envFrom:\n    - configMapRef:\n        name: web-env # port\n    tty: true\n---\napiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: web-env\ndata:\n  A: "b"\n  C: "80"\n`);
    expect(findings(after)).toEqual([]);
  });
  it('keeps what a ConfigMap cannot hold, and sources that are there', () => {
    const after = fix(`${head}    envFrom:\n    - secretRef:\n        name: s\n    env:\n    - name: A<|>\n      value: b\n    - name: C\n      value: $(A)/x\n    - name: D\n      valueFrom:\n        fieldRef:\n          fieldPath: metadata.name\n---\napiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: web-env\n`, 'Extract env to ConfigMap web-env-2');
    expect(after).toContain('    - secretRef:\n        name: s\n    - configMapRef:\n        name: web-env-2\n    env:\n    - name: C\n      value: $(A)/x\n    - name: D\n');
    expect(after).toContain('---\napiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: web-env-2\ndata:\n  A: "b"\n---\n');
    expect(findings(after)).toEqual([]);
  });
  it('gives a confidential value to a Secret', () => {
    const after = fix(`${head}    env:\n    - name: DB_PASSWORD\n      value: hun<|>ter2\n`, 'Move the value to Secret');
    expect(after).toBe(`${head}    env:\n    - name: DB_PASSWORD\n      valueFrom:\n        secretKeyRef:\n          name: web-db-password\n          key: db-password\n---\napiVersion: v1\nkind: Secret\nmetadata:\n  name: web-db-password\nstringData:\n  db-password: "hunter2"\n`);
    expect(findings(after)).toEqual([]);
  });
});

describe('what a name stands for', () => {
  const uses = (name: string): string => `${head}    env:\n    - name: A\n      valueFrom:\n        configMapKeyRef:\n          name: ${name}\n          key: first\n    - name: B\n      valueFrom:\n        configMapKeyRef:\n          name: settings\n          key: second\n`;
  it('is created with the keys that are used', () => {
    const after = fix(uses('set<|>tings'), 'Create ConfigMap settings');
    expect(after).toBe(`${uses('settings')}---\napiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: settings\ndata:\n  first: ""\n  second: ""\n`);
    expect(findings(after)).toEqual([]);
    expect(actionsAt(after.replace('name: settings', 'name: se<|>ttings')).actions.map(({ title }) => title)).toEqual([]);
  });
  it('is led to by the warning that it is missing', () => {
    const config = '---\napiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: settings\ndata:\n  first: a\n  second: b\n';
    const { actions } = actionsAt(uses('set<|>ings') + config);
    expect(actions.filter(({ kind }) => kind === 'quickfix').map(({ title }) => title)).toEqual(['Replace by settings', 'Create ConfigMap setings', 'Ignore dangling-name here']);
    expect(fix(uses('settings').replace('first', 'fi<|>st') + config, 'Replace by first')).toBe(uses('settings') + config);
    expect(fix(uses('settings').replace('key: second', 'key: th<|>ird') + config, 'Add key third')).toContain('  second: b\n  third: ""\n');
  });
  it('gets the key that it lacks, also in another file', () => {
    const service = createLanguageService();
    const other = 'file:///config.yaml';
    service.open(uri, 1, uses('settings'));
    service.open(other, 1, 'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: settings\ndata:\n  first: a\n');
    const at = { line: 18, character: 17 };
    const [action] = drain(service.codeActions(uri, { start: at, end: at }));
    expect(action).toMatchObject({ title: 'Add key second to ConfigMap settings', edit: { documentChanges: [{ textDocument: { uri: other }, edits: [{ range: { start: { line: 5, character: 10 } }, newText: '\n  second: ""' }] }] } });
  });
  it('is created for claims and accounts', () => {
    const claim = fix(`${head.replace('  containers', '  volumes:\n  - name: v\n    persistentVolumeClaim:\n      claimName: da<|>ta\n  containers')}`, 'Create PersistentVolumeClaim data');
    expect(findings(claim)).toEqual([]);
    expect(findings(fix(head.replace('  containers', '  serviceAccountName: ro<|>bot\n  containers'), 'Create ServiceAccount robot'))).toEqual([]);
  });
});

describe('documents', () => {
  const two = '# first\napiVersion: v1\nki<|>nd: ConfigMap\nmetadata:\n  name: a\ndata:\n  x: |\n    one\n\n    two\n---\napiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: b # second\n';
  const list = 'apiVersion: v1\nki<|>nd: List\nitems:\n# first\n- apiVersion: v1\n  kind: ConfigMap\n  metadata:\n    name: a\n  data:\n    x: |\n      one\n\n      two\n- apiVersion: v1\n  kind: ConfigMap\n  metadata:\n    name: b # second\n';
  it('are joined into a List, and split again', () => {
    expect(fix(two, 'Join')).toBe(list.replace('<|>', ''));
    expect(fix(list, 'Split')).toBe(two.replace('<|>', '').replace('# first\n', ''));
  });
  it('go to a file of their own', () => {
    const { text, actions } = actionsAt(two);
    const action = actions.find(({ title }) => title === 'Move to a file a-configmap.yaml');
    expect(action?.edit?.documentChanges).toMatchObject([{ kind: 'create', uri: 'file:///a-configmap.yaml' }, { edits: [{ newText: text.slice(0, text.indexOf('---')) }] }, {}]);
    expect(applyAction(text, action ?? { title: '' })).toBe(text.slice(text.indexOf('---') + 4));
  });
});

describe('a container', () => {
  it('gets what it lacks, and the manifest stays valid', () => {
    const { actions, text } = actionsAt(head.replace('name: c', 'name: c<|>'));
    const added = actions.filter(({ title, kind }) => kind === 'refactor.rewrite' && title.startsWith('Add'));
    expect(added.map(({ title }) => title)).toEqual(['Add resources (requests and limits)', 'Add readinessProbe (httpGet)', 'Add livenessProbe (httpGet)', 'Add startupProbe (httpGet)', 'Add securityContext (restricted)', 'Add lifecycle (preStop)']);
    for (const action of added) expect(findings(applyAction(text, action)), action.title).toEqual([]);
  });
});

describe('advice', () => {
  it('is followed behind a comment', () => {
    expect(fix(head.replace('name: c', 'name: c<|>').replace('i:1', 'i:1 # pinned'), 'Add requests')).toContain('image: i:1 # pinned\n    resources:\n');
  });
  it('on probes, privileges and volumes', () => {
    const ports = '    ports:\n    - containerPort: 8080\n      name: http\n';
    const deployment = `apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: d}\nspec:\n  selector: {matchLabels: {a: b}}\n  template:\n    metadata: {labels: {a: b}}\n    spec:\n      containers:\n      - name: c<|>\n        image: i:1\n${ports.replace(/^ {4}/gm, '        ')}`;
    expect(fix(deployment, 'Add a readinessProbe')).toContain('readinessProbe:\n          httpGet:\n            path: /\n            port: http\n');
    expect(fix(`${head}    securityContext:\n      privileged: tr<|>ue\n`, 'Replace by false')).toContain('privileged: false\n');
    expect(fix(head.replace('  containers', '  volumes:\n  - name: v\n    hostPath:\n      path: /da<|>ta\n  containers'), 'Replace by an emptyDir')).toContain('  - name: v\n    emptyDir: {}\n');
  });
});

describe('values', () => {
  it('of quantities, labels and numbers are repaired', () => {
    const memory = (written: string): string => `${head}    resources:\n      limits:\n        memory: ${written}\n`;
    expect(fix(memory('64 M<|>B'), 'Replace by 64M')).toBe(memory('64M'));
    expect(fix(memory('1,5Gi<|>B'), 'Replace by 1.5Gi')).toBe(memory('1.5Gi'));
    expect(fix(head.replace('name: web\n', 'name: web\n  labels:\n    app: my a<|>pp!\n'), 'Replace by my-app')).toContain('app: my-app\n');
    expect(fix(`${head}    ports:\n    - containerPort: 80<|>800\n`, 'Replace by 65535')).toContain('containerPort: 65535\n');
  });
  it('that repeat others are removed', () => {
    expect(fix(`${head}  - name: c<|>\n    image: j:1\n`, 'Remove this duplicate')).toBe(head);
  });
  it('of a selector are given to the template', () => {
    const workload = (labels: string): string => `apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: d\nspec:\n  selector:\n    matchLabels:\n      app: web\n  template:\n    metadata:\n      la<|>bels:\n${labels}    spec:\n      containers:\n      - name: c\n        image: i:1\n`;
    expect(fix(workload('        app: wbe\n'), 'Give the template')).toBe(workload('        app: web\n').replace('<|>', ''));
    expect(fix(workload('        tier: front\n'), 'Give the template')).toBe(workload('        tier: front\n        app: web\n').replace('<|>', ''));
  });
});

describe('a taint of a node of the running cluster', () => {
  it('is tolerated', () => {
    const service = createLanguageService();
    const text = head.replace('  containers', '  nodeSelector: {a: b}\n  containers');
    const taint = { key: 'gpu', value: 'yes', effect: 'NoSchedule' };
    const node = { apiVersion: 'v1', kind: 'Node', namespace: '', name: 'n', uid: 'n', labels: {}, cells: {}, taints: [taint, { key: 'node-role.kubernetes.io/control-plane', value: '', effect: 'NoSchedule' }] };
    service.applyCluster({ isReset: true, isRunning: true, isComplete: true, put: [node], deleted: [] });
    service.open(uri, 1, text);
    const at = { line: 5, character: 4 };
    const actions = drain(service.codeActions(uri, { start: at, end: at }));
    expect(actions.map(({ title }) => title)).toEqual(['Tolerate the taint gpu=yes:NoSchedule', 'Tolerate the taint node-role.kubernetes.io/control-plane:NoSchedule']);
    const after = applyAction(text, actions[0] ?? { title: '' });
    expect(after).toBe(`${text.trimEnd()}\n  tolerations:\n  - key: gpu\n    value: "yes"\n    effect: NoSchedule\n`);
    expect(findings(after)).toEqual([]);
  });
});
