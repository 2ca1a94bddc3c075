import { describe, expect, it } from 'vitest';
import { cursorAt } from '../../src/document/cursor-at.ts';
import { LineTable } from '../../src/document/line-table.ts';

function at(annotated: string): ReturnType<typeof cursorAt> {
  const offset = annotated.indexOf('<|>');
  const lines = new LineTable(annotated.replace('<|>', ''));
  return cursorAt(lines, lines.positionAt(offset));
}

const pod = 'kind: Pod\nspec:\n  containers:\n  - name: a\n    image: b\n';

describe('cursorAt', () => {
  it.each([
    ['a top-level key', 'ki<|>', 'key', [], 'ki'],
    ['a value', 'kind: Po<|>', 'value', ['kind'], 'Po'],
    ['an empty value', 'kind: <|>', 'value', ['kind'], ''],
    ['a value right after the colon', 'kind:<|>', 'value', ['kind'], ''],
    ['a nested key', 'spec:\n  cont<|>', 'key', ['spec'], 'cont'],
    ['a blank line below a key', 'spec:\n  <|>', 'key', ['spec'], ''],
    ['a blank line at the parent column', 'spec:\n  a: 1\n<|>', 'key', [], ''],
    ['after a dash', 'spec:\n  containers:\n  - <|>', 'key', ['spec', 'containers', 0], ''],
    ['right after a dash', 'spec:\n  containers:\n  -<|>', 'key', ['spec', 'containers', 0], ''],
    ['after a dash of a second item', `${pod}  - na<|>`, 'key', ['spec', 'containers', 1], 'na'],
    ['a key in an item', `${pod}    ports:\n    - <|>`, 'key', ['spec', 'containers', 0, 'ports', 0], ''],
    ['a blank line in an item', `${pod}    <|>`, 'key', ['spec', 'containers', 0], ''],
    ['a blank line beside a list of the same column', `${pod}  <|>`, 'key', ['spec'], ''],
    ['an indented list', 'spec:\n  containers:\n    - name: a\n      ima<|>', 'key', ['spec', 'containers', 0], 'ima'],
    ['a flow key', 'spec: {containers: [{na<|>', 'key', ['spec', 'containers', 0], 'na'],
    ['a flow value', 'spec: {containers: [{name: a}, {imagePullPolicy: Al<|>}]}', 'value', ['spec', 'containers', 1, 'imagePullPolicy'], 'Al'],
    ['a flow over lines', 'spec: {\n  containers: [\n    { <|>', 'key', ['spec', 'containers', 0], ''],
    ['an item of a list of lists', 'a:\n- - b\n  - c: 1\n    <|>', 'key', ['a', 0, 1], ''],
    ['after an unclosed quote above', 'metadata:\n  name: "x\nspec:\n  <|>', 'key', ['spec'], ''],
    ['inside a block scalar', 'a:\n  b: |\n    x\n    y<|>', 'none', [], ''],
    ['after a block scalar', 'a:\n  b: |\n    x\n  <|>', 'key', ['a'], ''],
    ['in a comment', 'a: 1 # x<|>', 'none', [], ''],
  ] as const)('%s', (_name, text, kind, path, prefix) => {
    expect(at(text)).toMatchObject({ kind, path, prefix });
  });

  it('knows the keys beside it, above and below', () => {
    expect(at(`${pod.replace('    image', '    <|>\n    image')}`).siblings).toEqual(['name', 'image']);
    expect(at('spec: {a: 1, <|>, b: {c: 1}, "d": 2}').siblings).toEqual(['a', 'b', 'd']);
    expect(at('a: 1\n<|>\nb:\n  c: 1\n').siblings).toEqual(['a', 'b']);
  });
  it('replaces a half-typed key and keeps its colon', () => {
    expect(at('spec:\n  con<|>tai: 1')).toMatchObject({ kind: 'key', replace: { start: 8, end: 14 }, hasColon: true });
  });
  it('moves a key that is indented like nothing above', () => {
    expect(at('spec:\n  a: 1\n     <|>')).toMatchObject({ path: ['spec'], column: 2, before: '  ' });
  });
});

describe('paths of lists at their key\'s column', () => {
  it('in a list item that begins with the list', () => {
    expect(at('spec:\n  containers:\n  - volumeMounts:\n    - name: <|>').path).toEqual(['spec', 'containers', 0, 'volumeMounts', 0, 'name']);
  });
  it.each(['a:\n    -<|> \n', 'a: {b: 1, "c<|>d\ne: "f"}\n', 'a: {b: 1, "c<|>d\r\ne: "f"}\r\n'])('replaces what is at the cursor, on its line: %j', (annotated) => {
    const lines = new LineTable(annotated.replace('<|>', ''));
    const position = lines.positionAt(annotated.indexOf('<|>'));
    const { replace: { start, end } } = at(annotated);
    const [from, to] = [lines.positionAt(start), lines.positionAt(end)];
    expect([from.line, to.line]).toEqual([position.line, position.line]);
    expect(from.character <= position.character && position.character <= to.character).toBe(true);
  });
});
