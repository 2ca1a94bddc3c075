import { describe, expect, it } from 'vitest';
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

describe('code lenses', () => {
  it('stand above each object, below its comments', () => {
    const { service } = open(`# a comment\n${text}`);
    expect(drain(service.codeLenses(uri)).map(({ range, command }) => [range.start.line, command?.title, command?.arguments])).toEqual([
      [1, 'Apply', [uri, { documentIndex: 0 }]],
      [1, 'Describe', [{ kind: 'Pod', name: 'a', namespace: 'default' }]],
      [1, 'Logs', [{ kind: 'Pod', name: 'a', namespace: 'default' }]],
      [20, 'Apply', [uri, { documentIndex: 1 }]],
      [26, 'Apply', [uri, { documentIndex: 2 }]],
    ]);
  });
});
