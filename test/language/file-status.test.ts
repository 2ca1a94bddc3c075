// What a file is to the server, and what it does for large files and templates.
import { describe, expect, it } from 'vitest';
import { createLanguageService } from '../../src/language/language-service.ts';
import { diagnosticsOf, drain, uri } from './support/editor.ts';

const pod = (name: string, field = 'image'): string => `---\napiVersion: v1\nkind: Pod\nmetadata:\n  name: ${name}\nspec:\n  containers:\n  - name: c\n    ${field}: i:1\n`;

function statusOf(text: string, at = uri): object | undefined {
  const service = createLanguageService();
  service.open(at, 1, text);
  drain(service.diagnostics(at));
  const { mode, flavor, objects } = service.status(at) ?? {};
  return { mode, flavor, objects };
}

describe('a file', () => {
  it('is known by its objects, its braces or its name', () => {
    expect(statusOf(pod('a') + pod('b'))).toEqual({ mode: 'full', flavor: 'manifest', objects: 2 });
    expect(statusOf('a: b\n')).toEqual({ mode: 'full', flavor: 'other', objects: 0 });
    expect(statusOf('resources:\n- a.yaml\n', 'file:///app/kustomization.yaml')).toEqual({ mode: 'full', flavor: 'kustomization', objects: 0 });
    expect(statusOf('apiVersion: v2\nname: a\nversion: 1.0.0\n', 'file:///app/Chart.yaml')).toEqual({ mode: 'full', flavor: 'chart', objects: 0 });
    expect(statusOf(pod('{{ .Release.Name }}'))).toMatchObject({ flavor: 'template' });
  });
});

describe('a template', () => {
  const messages = (text: string): string[] => diagnosticsOf(text).filter(({ severity }) => severity === 1).map(({ message }) => String(message));
  it('is not drowned in errors, whether its braces are YAML or not', () => {
    for (const text of [
      'apiVersion: v1\nkind: Pod\nmetadata:\n  name: {{ include "a.name" . }}\n  {{- with .Values.labels }}\n  labels: {{ toYaml . | nindent 4 }}\n  {{- end }}\n',
      'apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: "{{ .Release.Name }}"\nspec:\n  replicas: "{{ .Values.replicas }}"\n  selector: {matchLabels: {app: a}}\n  template:\n    metadata: {labels: {app: a}}\n    spec:\n      containers:\n      - name: "{{ .Chart.Name }}"\n        image: "{{ .Values.image }}:{{ .Values.tag }}"\n',
    ]) {
      expect(messages(text)).toEqual([]);
      expect(diagnosticsOf(text).map(({ code }) => code)).toContain('template');
    }
  });
  it('in quotes is still checked where it has no braces', () => {
    expect(messages('apiVersion: v1\nkind: Pod\nmetadata:\n  name: "{{ .Release.Name }}"\nspec:\n  containres: []\n').join('\n')).toContain('unknown field "spec.containres"');
  });
  it('text inside a manifest is no template', () => {
    expect(diagnosticsOf('apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: a\ndata:\n  format: "{{ .Name }} {{ .Status }}"\n')).toEqual([]);
  });
  it('of Kustomize is its own kind of file', () => {
    expect(diagnosticsOf('apiVersion: kustomize.config.k8s.io/v1beta1\nkind: Kustomization\nresources: [a.yaml]\n')).toEqual([]);
  });
});

describe('a file of 100,000 lines', () => {
  const text = Array.from({ length: 11_200 }, (_, i) => pod(`pod-${i}`, i === 5000 || i === 6000 ? 'imgae' : 'image')).join('');
  it('is checked where one edits or looks, and what is about all of it is off', () => {
    const service = createLanguageService();
    service.open(uri, 1, text);
    expect(service.status(uri)?.mode).toBe('limited');
    expect(drain(service.diagnostics(uri))).toEqual([]);
    for (const feature of ['documentSymbols', 'foldingRanges', 'codeLenses', 'format'] as const) expect(drain<unknown>(service[feature](uri))).toEqual([]);
    const line = 5000 * 9 + 8;
    expect(drain(service.hover(uri, { line: line + 9, character: 6 }))?.range).toBeDefined();
    service.change(uri, 2, [{ range: { start: { line, character: 15 }, end: { line, character: 15 } }, text: '2' }]);
    expect(drain(service.diagnostics(uri)).filter(({ severity }) => severity === 1).map(({ range }) => range.start.line)).toEqual([line]);
    expect(drain(service.completion(uri, { line, character: 6 })).map(({ label }) => label)).toContain('image');
    expect(drain(service.codeActions(uri, { start: { line, character: 6 }, end: { line, character: 6 } })).map(({ title }) => title)).toContain('Rename to image');
  });
  it('made smaller, has everything again', () => {
    const service = createLanguageService();
    service.open(uri, 1, text);
    service.change(uri, 2, [{ text: pod('a', 'imgae') }]);
    expect(service.status(uri)?.mode).toBe('full');
    expect(drain(service.diagnostics(uri)).filter(({ severity }) => severity === 1)).not.toEqual([]);
  });
  it('many times as large, is left alone', () => {
    const service = createLanguageService();
    service.open(uri, 1, text.repeat(10));
    expect(service.status(uri)).toMatchObject({ mode: 'off' });
    expect(drain(service.diagnostics(uri))).toEqual([]);
    expect(drain(service.completion(uri, { line: 8, character: 6 }))).toEqual([]);
    expect(drain(service.hover(uri, { line: 8, character: 6 }))).toBeUndefined();
  });
});
