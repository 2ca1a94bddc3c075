import fc from 'fast-check';
import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { stringify } from 'yaml';
import { commentsOf } from '../../src/document/comments.ts';
import { parseDocument } from '../../src/document/parse-document.ts';
import { valueOf } from '../../src/document/value.ts';
import { DocumentText } from '../../src/document/yaml-stream.ts';
import { edited } from '../../src/language/formatting/same-meaning.ts';
import { sortFields } from '../../src/language/formatting/sort-fields.ts';
import { createLanguageService } from '../../src/language/language-service.ts';
import { readManifest } from '../../src/language/manifest.ts';
import { readCases } from '../support/validate-oracle.ts';
import { drain, applyEdits, uri } from './support/editor.ts';
import { manifests } from './support/manifests.ts';

const samples = readdirSync(new URL('../../samples', import.meta.url)).filter((name) => name.endsWith('.yaml')).map((name) => readFileSync(new URL(`../../samples/${name}`, import.meta.url), 'utf8'));

const bases = readCases('cases').filter(({ id, expect: { code } }) => code < 300 && id.endsWith('/as-is'));

function format(text: string, range?: { start: { line: number; character: number }; end: { line: number; character: number } }): string {
  const service = createLanguageService();
  service.open(uri, 1, text);
  return applyEdits(text, drain(service.format(uri, range)));
}

describe('formatting', () => {
  it('indents by two, puts one space after dashes and colons, and leaves comments where they belong', () => {
    expect(format(`# top
kind:   Pod
apiVersion: v1   
metadata:
    labels:
        app: x   # trailing
    # about name
    name: a



spec:
    # volumes
    volumes:
    -   emptyDir: {}
        name:  v
    containers:
    -   image: i:1
        # the name
        name: c
        args:
        -   |
              echo a
                b

              c  
        command: [sh,
            -c]
        env:
        -   value: "long
              text"
            name: A
    # end

`)).toBe(`# top
kind: Pod
apiVersion: v1
metadata:
  labels:
    app: x   # trailing
  # about name
  name: a

spec:
  # volumes
  volumes:
  - emptyDir: {}
    name: v
  containers:
  - image: i:1
    # the name
    name: c
    args:
    - |
      echo a
        b

      c  
    command: [sh,
        -c]
    env:
    - value: "long
          text"
      name: A
  # end
`);
  });

  it('writes what another indentation wrote as if it had been two', () => {
    for (const { manifest } of bases) {
      const print = (indent: number): string => stringify(manifest, { aliasDuplicateObjects: false, version: '1.1', lineWidth: 0, indent });
      expect(format(print(4))).toBe(print(2));
    }
  });

  it('of a range touches its lines only', () => {
    const text = 'apiVersion:  v1\nkind:  ConfigMap\nmetadata:\n    name:  a\ndata:\n    b:  c\n';
    expect(format(text, { start: { line: 4, character: 0 }, end: { line: 5, character: 9 } })).toBe('apiVersion:  v1\nkind:  ConfigMap\nmetadata:\n    name:  a\ndata:\n  b: c\n');
  });

  it('leaves good files, broken ones and templates alone', () => {
    for (const text of samples) expect(format(text)).toBe(text);
    for (const text of ['a: [\n', 'a:\n   b: {{ .Values.c }}\n  c: d\n', '']) expect(format(text)).toBe(text);
  });

  const spaces = fc.constantFrom('', ' ', '  ', '    ');
  it('never changes a value or a comment, and is done after one time', () => {
    fc.assert(fc.property(fc.constantFrom(...manifests, ...samples), fc.array(fc.record({ line: fc.nat(200), indent: spaces, gap: spaces }), { maxLength: 12 }), (manifest, changes) => {
      const lines = manifest.split('\n');
      for (const { line, indent, gap } of changes) {
        const at = line % lines.length;
        lines[at] = `${indent}${(lines[at] ?? '').replace(/: (?=\S)/, `: ${gap}`)}${gap}`;
      }
      const text = lines.join('\n');
      const formatted = format(text);
      const parts = [text, formatted].map((each) => each.split(/^---.*$/m).map((part) => JSON.stringify([valueOf(parseDocument(part).root), commentsOf(part)])));
      expect(parts[1]).toEqual(parts[0]);
      expect(format(formatted)).toBe(formatted);
    }), { numRuns: Number(process.env['PODLAB_EDITS'] ?? 60) });
  }, 60_000);
});

describe('sorting fields', () => {
  const sort = (text: string): string => edited(text, sortFields(readManifest(new DocumentText(text))));

  it('moves whole fields with the comments above them', () => {
    expect(sort(`# file
kind: Pod
spec:
  volumes:
  - emptyDir: {}
    name: v

  # the work
  containers:
  - image: i:1 # pinned
    args:
    - |
      a
    # its name
    name: c
metadata:
  labels: {b: c, a: d}
  name: a
apiVersion: v1
`)).toBe(`# file
apiVersion: v1
kind: Pod
metadata:
  name: a
  labels: {b: c, a: d}
spec:
  # the work
  containers:
  - # its name
    name: c
    image: i:1 # pinned
    args:
    - |
      a

  volumes:
  - name: v
    emptyDir: {}
`);
  });

  it('changes nothing but the order', () => {
    let sorted = 0;
    for (const text of [...samples, ...manifests, ...bases.slice(0, 20).map(({ manifest }) => stringify(manifest, { aliasDuplicateObjects: false, version: '1.1', sortMapEntries: true }))]) {
      const after = sort(text);
      if (after === text) continue;
      sorted++;
      expect(valueOf(parseDocument(after).root)).toEqual(valueOf(parseDocument(text).root));
      expect(commentsOf(after).sort()).toEqual(commentsOf(text).sort());
      expect(sort(after)).toBe(after);
    }
    expect(sorted).toBeGreaterThan(10);
  });
});
