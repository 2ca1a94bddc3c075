// Custom resources: a CustomResourceDefinition in the file, the workspace or the cluster makes their objects as known as any other.
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { LineTable } from '../../../src/document/line-table.ts';
import { createLanguageService, type LanguageService } from '../../../src/language/language-service.ts';
import { live, told } from '../cluster/live.ts';
import { accept, drain, uri } from '../support/editor.ts';

const definition = `apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata: {name: paintings.art.example.com}
spec:
  group: art.example.com
  scope: Namespaced
  names: {kind: Painting, plural: paintings, singular: painting}
  versions:
  - name: v1
    served: true
    storage: true
    schema:
      openAPIV3Schema:
        type: object
        required: [spec]
        properties:
          spec:
            type: object
            description: What is painted.
            required: [title, width]
            x-kubernetes-validations:
            - {rule: "!has(self.height) || self.width <= self.height * 4", message: no panorama}
            - {rule: "self.title.matches('^[A-Z]')"}
            properties:
              title: {type: string, minLength: 1, maxLength: 12, description: Its name.}
              width: {type: integer, minimum: 1, maximum: 400}
              height: {type: integer}
              technique: {type: string, enum: [oil, ink], default: oil}
              code: {type: string, pattern: "^(a+)+$"}
              framed: {type: boolean}
              colours:
                type: array
                maxItems: 2
                x-kubernetes-list-type: map
                x-kubernetes-list-map-keys: [name]
                items: {type: object, required: [name], properties: {name: {type: string}, share: {type: number}}}
              notes: {type: object, additionalProperties: {type: string}}
              port: {x-kubernetes-int-or-string: true}
              free: {type: object, x-kubernetes-preserve-unknown-fields: true}
`;
const definitionUri = 'file:///work/definition.yaml';
const painting = (lines: string): string => `apiVersion: art.example.com/v1\nkind: Painting\nmetadata: {name: a}\nspec:\n${lines}`;
const fine = '  title: Sea\n  width: 30\n';

function start(annotated: string, prepare: (service: LanguageService) => void = (service) => { drain(service.workspace.update(definitionUri, definition)); }): { said: () => string[]; labels: () => string[]; hover: () => unknown; service: LanguageService } {
  const service = createLanguageService();
  prepare(service);
  const text = annotated.replace('<|>', '');
  service.open(uri, 1, text);
  const position = new LineTable(text).positionAt(Math.max(annotated.indexOf('<|>'), 0));
  return {
    service, said: () => drain(service.diagnostics(uri)).map(({ range, message }) => `${range.start.line + 1}: ${message}`),
    labels: () => drain(service.completion(uri, position)).map((item) => item.label),
    hover: () => drain(service.hover(uri, position))?.contents,
  };
}

describe('objects of a custom kind', () => {
  it.each([
    ['fine', fine, []],
    ['every field', `${fine}  height: 10\n  technique: ink\n  code: aaa\n  framed: true\n  colours: [{name: red, share: 0.5}, {name: blue}]\n  notes: {a: b}\n  port: http\n  free: {any: [1]}\n`, []],
    ['a missing field', '  title: Sea\n', ['4: spec.width: Required value']],
    ['a wrong type', '  title: Sea\n  width: wide\n', ['6: spec.width: Invalid value: "string": spec.width in body must be of type integer: "string"']],
    ['an unknown field', `${fine}  widht: 3\n`, ['7: unknown field "spec.widht"; did you mean "width"?']],
    ['a value of no enum', `${fine}  technique: wax\n`, ['7: spec.technique: Unsupported value: "wax": supported values: "oil", "ink"']],
    ['too much', '  title: Sea\n  width: 401\n', ['6: spec.width: Invalid value: 401: spec.width in body should be less than or equal to 400']],
    ['a text too long', '  title: Sea of the very north\n  width: 1\n', ['5: spec.title: Too long: may not be more than 12 bytes']],
    ['a pattern', `${fine}  code: b\n`, ['7: spec.code: Invalid value: "b": spec.code in body should match \'^(a+)+$\'']],
    ['equal keys of a list', `${fine}  colours: [{name: red}, {name: red}]\n`, ['7: spec.colours[1]: Duplicate value: {"name":"red"}']],
    ['a rule with a message', '  title: Sea\n  width: 50\n  height: 10\n', ['4: spec: Invalid value: no panorama']],
    ['a rule without one', '  title: sea\n  width: 50\n', ['4: spec: Invalid value: failed rule: self.title.matches(\'^[A-Z]\')']],
    ['int or string', `${fine}  port: true\n`, ['7: spec.port: Invalid value: "boolean": spec.port in body must be of type integer,string: "boolean"']],
  ])('%s', (_what, lines, expected) => { expect(start(painting(lines)).said()).toEqual(expected); });

  it('a pattern that would take for ever elsewhere', () => {
    const before = process.cpuUsage();
    expect(start(painting(`${fine}  code: ${'a'.repeat(40)}b\n`)).said()).toHaveLength(1);
    expect(process.cpuUsage(before).user / 1e6).toBeLessThan(2);
  });

  it('are completed and explained', () => {
    expect(start(painting('  <|>\n')).labels()).toEqual(expect.arrayContaining(['title', 'width', 'technique']));
    expect(start(painting('  technique: <|>\n')).labels()).toEqual(['oil', 'ink']);
    expect(start(painting('  colours:\n  - <|>\n')).labels()).toContain('share');
    expect(start('apiVersion: art.example.com/v1\nkind: <|>\n').labels()).toEqual(['Painting']);
    expect(start(painting('  ti<|>tle: Sea\n')).hover()).toMatchObject({ value: expect.stringMatching(/\*\*title\*\* · string · required\n\nIts name\./) as string });
    expect(start(painting('  tech<|>nique: ink\n')).hover()).toMatchObject({ value: expect.stringContaining('Default: `oil`') as string });
  });

  it('metadata is that of every object', () => {
    expect(start(painting(fine).replace('name: a', 'name: A_b')).said()).toEqual([expect.stringContaining('metadata.name: Invalid value: "A_b": a lowercase RFC 1123 subdomain') as string]);
    expect(start(painting(fine).replace('name: a', 'nam: a')).said()).toEqual(expect.arrayContaining([expect.stringContaining('unknown field') as string]));
  });
});

describe('definitions', () => {
  const wrong = painting('  title: Sea\n');
  it('in the same file, and gone from it', () => {
    const { said, service } = start(`${definition}---\n${wrong}`, () => undefined);
    expect(said()).toEqual([expect.stringContaining('spec.width: Required value') as string]);
    service.change(uri, 2, [{ text: wrong }]);
    expect(said()).toEqual([expect.stringContaining('no matches for kind "Painting"') as string]);
  });

  it('in the cluster', () => {
    const { said, service } = start(wrong, () => undefined);
    expect(said()).toEqual([expect.stringContaining('it is not checked') as string]);
    service.applyCluster(told(live('CustomResourceDefinition', 'paintings', { definition: parse(definition) })));
    expect(said()).toEqual(['4: spec.width: Required value']);
    service.applyCluster({ isReset: true, isRunning: false, isComplete: true, put: [], deleted: [] });
    expect(said()).toEqual([expect.stringContaining('it is not checked') as string]);
  });

  it('that are broken or hostile define nothing and harm nothing', () => {
    for (const text of [definition.replace('openAPIV3Schema:', 'openAPIV3Schema: 3 #'), definition.replace('versions:', 'versions: {a: b} #'), definition.replace('type: object', 'type: {}'), definition.replace('{type: boolean}', `${'{type: object, properties: {a: '.repeat(90)}{type: string}${'}}'.repeat(90)}`)]) {
      const { said, labels } = start(painting(`${fine}<|>`), (service) => { drain(service.workspace.update(definitionUri, text)); });
      expect(said().length).toBeLessThan(3);
      labels();
    }
  });
});

describe('a kind and its definition', () => {
  it('lead to each other, and are renamed together', () => {
    const text = painting(fine);
    const { service } = start(text);
    const at = (line: number, character: number): { line: number; character: number } => ({ line, character });
    expect(drain(service.definition(uri, at(1, 8)))).toEqual([{ uri: definitionUri, range: { start: at(6, 16), end: at(6, 24) } }]);
    expect(drain(service.references(uri, at(1, 8), { includesDefinition: false })).map((location) => location.uri)).toEqual([uri]);
    expect(Object.keys(drain(service.rename(uri, at(1, 8), 'Picture'))?.changes ?? {}).sort()).toEqual([uri, definitionUri].sort());
    service.workspace.remove(definitionUri);
    // What nobody wrote is not to be renamed.
    expect(service.prepareRename(uri, at(1, 8))).toBeUndefined();
  });
});

describe('code lenses above an object of a custom kind', () => {
  const lenses = (service: LanguageService): unknown[] => drain(service.codeLenses(uri)).map(({ command }) => [command?.title, command?.arguments?.[0]]);
  const target = { kind: 'Painting', name: 'a', namespace: 'default', resource: 'paintings.v1.art.example.com' };
  it('apply, describe, and compare what is there', () => {
    const { service } = start(painting(fine));
    expect(lenses(service)).toEqual([['Apply', uri], ['Describe', target]]);
    service.applyCluster(told(live('Painting', 'a', { apiVersion: 'art.example.com/v1', cells: { Name: 'a', Width: '30', Age: '3m' }, conditions: [{ type: 'Ready', status: 'False', reason: 'Wet', message: '' }] })));
    expect(lenses(service)).toEqual([['Width 30 · not ready: Wet', target], ['Apply', uri], ['Diff', uri], ['Describe', target]]);
  });
  it('of a kind without namespaces', () => {
    const { service } = start(painting(fine), (fresh) => { drain(fresh.workspace.update(definitionUri, definition.replace('Namespaced', 'Cluster'))); });
    service.applyCluster(told(live('Painting', 'a', { apiVersion: 'art.example.com/v1beta1', namespace: '' })));
    expect(lenses(service)).toEqual([['In the cluster', { kind: target.kind, name: 'a', resource: target.resource }], ['Apply', uri], ['Diff', uri], ['Describe', { kind: target.kind, name: 'a', resource: target.resource }]]);
  });
});

describe('completion inside the objects of a custom kind', () => {
  const after = (annotated: string, label: string): string => {
    const { service, text, position } = at(annotated);
    const item = drain(service.completion(uri, position)).find((one) => one.label === label);
    if (item === undefined) throw new Error(`${label} is not offered`);
    return accept(text, item);
  };
  const at = (annotated: string): { service: LanguageService; text: string; position: { line: number; character: number } } => {
    const { service } = start(annotated);
    const text = annotated.replace('<|>', '');
    return { service, text, position: new LineTable(text).positionAt(annotated.indexOf('<|>')) };
  };
  it('goes on below list items', () => {
    expect(start(painting(`${fine}  colours:\n  - <|>`)).labels()).toEqual(expect.arrayContaining(['name', 'share']));
    expect(start(painting(`${fine}  colours:\n  - name: red\n    <|>`)).labels()).toEqual(['share']);
    expect(start(painting(`${fine}  colours: [{name: red, <|>}]`)).labels()).toEqual(['share']);
  });
  it('begins lists and structs with what the schema requires', () => {
    expect(after(painting(`${fine}  col<|>`), 'colours')).toBe(painting(`${fine}  colours:\n  - name: <|>my-name`));
    expect(after('apiVersion: art.example.com/v1\nkind: Painting\nmetadata: {name: a}\n<|>', 'spec')).toBe('apiVersion: art.example.com/v1\nkind: Painting\nmetadata: {name: a}\nspec:\n  title: <|>title\n  width: 1');
  });
});
