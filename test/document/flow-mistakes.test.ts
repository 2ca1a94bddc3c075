// Where brackets, quotes and commas of a flow document go wrong, the error is on that line.
import { describe, expect, it } from 'vitest';
import { parseDocument } from '../../src/document/parse-document.ts';
import { LineTable } from '../../src/document/line-table.ts';

const json = `{
  "apiVersion": "v1",
  "kind": "Pod",
  "metadata": {
    "name": "a"
  },
  "spec": {
    "containers": [
      {
        "name": "c",
        "image": "i:1"
      }
    ]
  }
}
`;

function errors(text: string): string[] {
  const lines = new LineTable(text);
  return parseDocument(text).findings.filter(({ severity }) => severity === 'error').map(({ start, message }) => `${lines.positionAt(start).line + 1}: ${message}`);
}

describe('in JSON', () => {
  it('nothing is wrong at first', () => { expect(errors(json)).toEqual([]); });
  it.each([
    ['a closing brace is left out', '    "name": "a"\n  },\n', '    "name": "a"\n', 6, 'A "}" is missing before this'],
    ['the last brace is left out', '  }\n}\n', '  }\n', 14, 'A "}" is missing after this'],
    ['a bracket of another kind', '    ]\n', '    }\n', 13, 'A "]" is expected here, not a "}"'],
    ['a round bracket', '      }\n', '      )\n', 12, 'A "}" is expected here, not a ")"'],
    ['a bracket for a brace', '"spec": {', '"spec": [', 7, 'A "{" is expected here, not a "["'],
    ['an opening bracket too many', '"name": "c"', '"name": ["c"', 10, 'This "[" is not closed'],
    ['a line twice that opens', '  "metadata": {\n', '  "metadata": {\n  "metadata": {\n', 4, 'This "{" is not closed'],
    ['a closing brace too many', '"a"\n  },', '"a"\n  },}', 6, 'This "}" closes the "{" 5 lines above'],
    ['a quote left open', '"image": "i:1"', '"image": "i:1', 11, 'Missing closing "quote'],
    ['a comma left out', '"kind": "Pod",', '"kind": "Pod"', 4, 'A "," is missing before this'],
    ['an opening brace left out', '"metadata": {', '"metadata":', 5, 'A "{" is missing before this field'],
  ])('%s', (_name, right, wrong, line, message) => {
    expect(json).toContain(right);
    expect(errors(json.replace(right, wrong))[0]).toMatch(new RegExp(`^${line}: ${message.replace(/[[\](){}]/g, '\\$&')}`));
  });
});

it.each([
  ['of the first of two', 'a: [\n    b: 1,\n    c: 2\n  },\n  {\n    b: 1\n  }\n]\n', 2],
  ['of the second of two', 'a: [\n  {\n    b: 1\n  },\n    b: 1,\n    c: 2\n  }\n]\n', 5],
  ['of the only one', 'a: [\n    b: 1,\n    c: 2\n  }\n]\n', 2],
])('the brace %s maps in a list left out', (_which, text, line) => { expect(errors(text)[0]).toBe(`${line}: A "{" is missing before this field`); });

it('a quote left open in a long text with other quotes', () => {
  const text = `{\n${Array.from({ length: 200 }, (_, i) => `  a${i}: b,\n`).join('')}  c: "d,\n  e: f,\n  g: "h: i",\n}\n`;
  expect(errors(text)).toEqual(['202: Missing closing "quote']);
});

it.each([
  ['a key over two lines', 'a: {b\n  c: d}\n', ['1: This text runs into the field below it: is a ":" or a "," missing?']],
  ['no space before a brace', 'a: {b:{c: d}}\n', ['1: A space is missing after this ":"']],
  ['values over two lines', 'a: {b: "c\n  d", e: f\n  g}\n', []],
  ['an explicit key over two lines', 'a: {? b\n  c : d}\n', []],
  ['a question mark in a value', 'a: {b: http://c/?d, e: "?"}\n', ['1: Between brackets, text with a "?" must be in quotes']],
  ['a question mark in a key', 'a: {b?: c}\n', ['1: Between brackets, text with a "?" must be in quotes']],
  ['a question mark in a list over two lines', 'a: [b\n  ?c]\n', ['2: Between brackets, text with a "?" must be in quotes']],
  ['a question mark outside', 'a: b?c\nd: [e]\nf: g ?h\n', []],
])('of flow style Kubernetes takes no more than go-yaml does: %s', (_name, text, expected) => { expect(errors(text)).toEqual(expected); });

it.each([
  ['a: b\n\t\nc: d\n', [2]], ['a:\n\t\n  b: c\n', [2]], ['a: b\n\t# c\n', [2]], ['a: b # c\n    \t\n', [2]],
  ['a: b\n  \t\nc: d\n', []], ['a: |\n  b\n  \t\nc: d\n', []], ['a: b\t\nc:\td\n', []],
])('a tab on an empty line, as go-yaml takes it: %j', (text, lines) => { expect(errors(text)).toEqual(lines.map((line) => `${line}: A tab is no indentation, not even on an empty line`)); });

it.each([
  ['a:\n-\tb\n', [2]], ['a:\n- \tb\n- "c"\n', [2]], ['a:\n- b\n-\t{c: d}\n', [3]], ['a: b\n  -\tc\n', []], ['a: |\n  -\tb\n', []], ['a: [\tb]\n', []],
])('a tab after a dash, as go-yaml takes it: %j', (text, lines) => { expect(errors(text)).toEqual(lines.map((line) => `${line}: A tab is no space after a "-"`)); });
