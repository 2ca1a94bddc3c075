import { describe, expect, it } from 'vitest';
import { createLanguageService } from '../../src/language/language-service.ts';
import { tokenModifiers, tokenTypes } from '../../src/language/semantic-tokens.ts';
import { drain, open, uri } from './support/editor.ts';

/** `text type.modifier` of each token, from the protocol's numbers. */
function tokens(text: string, range?: { start: { line: number; character: number }; end: { line: number; character: number } }): string[] {
  const { service } = open(text);
  const data = drain(service.semanticTokens(uri, range));
  const lines = text.split('\n');
  const found: string[] = [];
  let [line, character] = [0, 0];
  for (let i = 0; i < data.length; i += 5) {
    const [lineDelta = 0, characterDelta = 0, length = 0, type = 0, modifiers = 0] = data.slice(i, i + 5);
    character = lineDelta === 0 ? character + characterDelta : characterDelta;
    line += lineDelta;
    found.push(`${lines[line]?.slice(character, character + length) ?? ''} ${[tokenTypes[type], ...tokenModifiers.filter((_, bit) => (modifiers & (1 << bit)) !== 0)].join('.')}`);
  }
  return found;
}

const pod = `apiVersion: v1
kind: Pod
metadata: {name: web}
spec:
  restartPolicy: "Always"
  containers:
  - name: c
    image: i:1
    resources: {limits: {cpu: 100m}}
    env:
    - name: A
      valueFrom:
        configMapKeyRef: {name: settings, key: "first"}
    volumeMounts:
    - name: data
      mountPath: /d
  volumes:
  - name: data
    emptyDir: {}
`;

describe('semantic tokens', () => {
  it('tell kinds, names, quantities and constants apart', () => {
    expect(tokens(pod)).toEqual(['v1 namespace', 'Pod type', 'web variable.declaration', 'Always enumMember', 'c variable.declaration', '100m number', 'settings variable', 'first property', 'data variable', 'data variable.declaration']);
  });
  it('of a range are those of the documents that it touches, with their places in the file', () => {
    expect(tokens(`${pod}---\napiVersion: v1\nkind: Secret\nmetadata:\n  name: s\n`, { start: { line: 21, character: 0 }, end: { line: 22, character: 0 } })).toEqual(['v1 namespace', 'Secret type', 's variable.declaration']);
  });
});

describe('document links', () => {
  it('lead from a kustomization to its files', () => {
    const service = createLanguageService();
    const at = 'file:///app/overlays/kustomization.yaml';
    const text = 'resources:\n- ../base\n- "pod.yaml"\n- https://example.com/x.yaml\npatches:\n- path: patches/a.yaml\nconfigMapGenerator:\n- name: c\n  files: [app.ini=config/app.properties, run.sh]\n';
    service.open(at, 1, text);
    const lines = text.split('\n');
    expect(service.documentLinks(at).map(({ range, target }) => [lines[range.start.line]?.slice(range.start.character, range.end.character), target])).toEqual([
      ['../base', 'file:///app/base/kustomization.yaml'], ['pod.yaml', 'file:///app/overlays/pod.yaml'], ['patches/a.yaml', 'file:///app/overlays/patches/a.yaml'],
      ['config/app.properties', 'file:///app/overlays/config/app.properties'], ['run.sh', 'file:///app/overlays/run.sh'],
    ]);
    service.open(uri, 1, text);
    expect(service.documentLinks(uri)).toEqual([]);
  });
});
