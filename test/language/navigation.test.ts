import { describe, expect, it } from 'vitest';
import { createLanguageService } from '../../src/language/language-service.ts';
import { drain, applyEdits, open, uri } from './support/editor.ts';
import { LineTable } from '../../src/document/line-table.ts';

const text = `apiVersion: v1
kind: Pod
metadata:
  name: a
  labels:
    app: web
spec:
  volumes:
  - name: content
    configMap: {name: settings, items: [{key: color, path: a}]}
  containers:
  - name: c
    image: i
    ports: [{name: http, containerPort: 80}]
    volumeMounts:
    - {name: content, mountPath: /a}
    - {name: "content", mountPath: /b}
    livenessProbe: {httpGet: {port: http}}
---
apiVersion: v1
kind: ConfigMap
metadata: {name: settings}
data:
  color: blue
---
apiVersion: v1
kind: Service
metadata: {name: s}
spec:
  selector: {app: web}
  ports: [{port: 80}]
`;
const mark = (part: string, at = 0): string => {
  const index = text.indexOf(part) + at;
  return `${text.slice(0, index)}<|>${text.slice(index)}`;
};
const lines = new LineTable(text);
const named = (locations: { range: { start: { line: number; character: number }; end: { line: number; character: number } } }[]): string[] => locations.map(({ range }) => `${range.start.line}:${text.slice(lines.offsetAt(range.start), lines.offsetAt(range.end))}`);

function definition(annotated: string): string[] {
  const { service, position } = open(annotated);
  return named(drain(service.definition(uri, position)));
}

describe('navigation', () => {
  it('goes to volumes, ports, objects, keys and selected labels', () => {
    expect(definition(mark('content, mountPath', 2))).toEqual(['8:content']);
    expect(definition(mark('port: http}', 7))).toEqual(['13:http']);
    expect(definition(mark('{name: settings, items', 9))).toEqual(['21:settings']);
    expect(definition(mark('key: color', 6))).toEqual(['23:color']);
    expect(definition(mark('selector: {app', 12))).toEqual(['5:app: web']);
    expect(definition(mark('image: i', 7))).toEqual([]);
  });
  it('finds all uses', () => {
    const { service, position } = open(mark('name: content\n', 8));
    expect(named(drain(service.references(uri, position, { includesDefinition: false })))).toEqual(['15:content', '16:content']);
  });
  it('renames the definition and its uses, inside quotes too', () => {
    const { service, position } = open(mark('name: content\n', 8));
    expect(service.prepareRename(uri, position)).toMatchObject({ placeholder: 'content' });
    const renamed = applyEdits(text, drain(service.rename(uri, position, 'files'))?.changes?.[uri] ?? []);
    expect(renamed).toBe(text.replaceAll('content', 'files').replace('volumeMounts', 'volumeMounts'));
  });
});

describe('names that several files share', () => {
  const deployment = `apiVersion: apps/v1
kind: Deployment
metadata: {name: web, labels: {app: web}}
spec:
  selector: {matchLabels: {app: web}}
  template:
    metadata: {labels: {app: web, tier: "front"}}
    spec:
      affinity:
        podAntiAffinity:
          requiredDuringSchedulingIgnoredDuringExecution:
          - topologyKey: zone
            labelSelector: {matchExpressions: [{key: app, operator: In, values: [web, other]}]}
            namespaceSelector: {matchLabels: {app: web}}
      containers:
      - {name: web, image: i, ports: [{name: http, containerPort: 80}], livenessProbe: {httpGet: {port: http}}}
`;
  const other = 'apiVersion: v1\nkind: Pod\nmetadata: {name: other, labels: {app: other}}\nspec: {containers: [{name: c, image: i, ports: [{name: http, containerPort: 1}]}]}\n';
  const service = (name: string, selector: string): string => `apiVersion: v1\nkind: Service\nmetadata: {name: ${name}}\nspec:\n  selector: ${selector}\n  ports: [{port: 80, targetPort: http}]\n`;
  const files: Readonly<Record<string, string>> = { 'file:///deployment.yaml': deployment, 'file:///other.yaml': other, 'file:///service.yaml': service('web', '{app: web}'), 'file:///front.yaml': service('front', '{tier: front}'), 'file:///elsewhere.yaml': service('other', '{app: other}') };

  /** The files after a rename, of which one is open and the others are the workspace's. */
  function renamed(file: string, part: string, at: number, newName: string): Record<string, string> {
    const service = createLanguageService();
    for (const [name, text] of Object.entries(files)) if (name === file) service.open(name, 1, text); else drain(service.workspace.update(name, text));
    const text = files[file] ?? '';
    const position = new LineTable(text).positionAt(text.indexOf(part) + at);
    const changes = drain(service.rename(file, position, newName))?.changes ?? {};
    return Object.fromEntries(Object.entries(changes).map(([name, edits]) => [name, applyEdits(files[name] ?? '', edits)]));
  }

  it('a label’s value changes in labels and selectors alike', () => {
    const expected = { 'file:///deployment.yaml': deployment.replaceAll('app: web', 'app: shop').replace('[web, other]', '[shop, other]').replace('namespaceSelector: {matchLabels: {app: shop', 'namespaceSelector: {matchLabels: {app: web'), 'file:///service.yaml': service('web', '{app: shop}') };
    expect(renamed('file:///service.yaml', 'app: web', 6, 'shop')).toEqual(expected);
    expect(renamed('file:///deployment.yaml', 'app: web', 6, 'shop')).toEqual(expected);
    // What YAML would read as a number is written as a text.
    expect(renamed('file:///front.yaml', 'tier: front', 7, '123')).toEqual({ 'file:///front.yaml': service('front', '{tier: "123"}'), 'file:///deployment.yaml': deployment.replace('"front"', '"123"') });
    expect(renamed('file:///front.yaml', 'tier: front', 7, 'edge')).toEqual({ 'file:///front.yaml': service('front', '{tier: edge}'), 'file:///deployment.yaml': deployment.replace('"front"', '"edge"') });
  });

  it('a name that the API server would refuse is refused in its words', () => {
    const refused = (file: string, part: string, at: number, newName: string): string | undefined => {
      const service = createLanguageService();
      const text = files[file] ?? '';
      service.open(file, 1, text);
      return drain(service.rename(file, new LineTable(text).positionAt(text.indexOf(part) + at), newName))?.refused;
    };
    expect(refused('file:///front.yaml', 'tier: front', 7, '-edge')).toContain("a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.'");
    expect(refused('file:///deployment.yaml', 'name: http', 7, 'no_port')).toContain('must contain only alpha-numeric characters (a-z, 0-9), and hyphens (-)');
    expect(refused('file:///deployment.yaml', '- {name: web', 10, 'Web')).toContain('a lowercase RFC 1123 label must consist of');
    expect(refused('file:///deployment.yaml', 'name: http', 7, 'www')).toBeUndefined();
  });

  it('a port’s name changes with the targetPort of the Services that lead to it', () => {
    const expected = { 'file:///deployment.yaml': deployment.replaceAll('http}', 'www}').replace('name: http', 'name: www'), 'file:///service.yaml': files['file:///service.yaml']?.replace('http', 'www'), 'file:///front.yaml': files['file:///front.yaml']?.replace('http', 'www') };
    expect(renamed('file:///deployment.yaml', 'name: http', 7, 'www')).toEqual(expected);
    expect(renamed('file:///service.yaml', 'targetPort: http', 14, 'www')).toEqual(expected);
    expect(renamed('file:///other.yaml', 'name: http', 7, 'www')).toEqual({ 'file:///other.yaml': other.replace('http', 'www'), 'file:///elsewhere.yaml': files['file:///elsewhere.yaml']?.replace('http', 'www') });
  });
});

describe('code lenses', () => {
  it('of very many documents is one, for all of them', () => {
    const { service } = open(Array.from({ length: 1200 }, (_, i) => `---\napiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: c${i}\n`).join(''));
    expect(drain(service.codeLenses(uri))).toEqual([{ range: { start: { line: 0, character: 0 }, end: { line: 0, character: 0 } }, command: { title: 'Apply 1,200 objects', command: 'podlab.apply', arguments: [uri] } }]);
  });

  it('stand above each object, below its comments', () => {
    const { service } = open(`# a comment\n${text}`);
    expect(drain(service.codeLenses(uri)).map(({ range, command }) => [range.start.line, command?.title, command?.arguments])).toEqual([
      [1, 'Apply', [uri, { documentIndex: 0 }]],
      [1, 'Describe', [{ kind: 'Pod', name: 'a', namespace: 'default' }]],
      [1, 'Logs', [{ kind: 'Pod', name: 'a', namespace: 'default' }]],
      [20, 'Apply', [uri, { documentIndex: 1 }]],
      [20, 'Describe', [{ kind: 'ConfigMap', name: 'settings', namespace: 'default' }]],
      [26, 'Apply', [uri, { documentIndex: 2 }]],
      [26, 'Describe', [{ kind: 'Service', name: 's', namespace: 'default' }]],
    ]);
  });
});
