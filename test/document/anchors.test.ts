// Where an anchor's name ends, as a real API server (go-yaml) reads it: `yaml` takes more characters into it.
import { describe, expect, it } from 'vitest';
import { nodeAt } from '../../src/document/node.ts';
import { parseDocument } from '../../src/document/parse-document.ts';

function imageOf(written: string): string | undefined {
  const { root, findings } = parseDocument(`a: 1\nimage: ${written}\n`);
  if (findings.some(({ severity }) => severity === 'error')) return undefined;
  const node = nodeAt(root, ['image']);
  return node?.kind === 'scalar' ? node.text : '';
}

describe('an anchor', () => {
  it.each([['&nginx:1.27', ':1.27'], ['&nginx:1.27 nginx', ':1.27 nginx'], ['&nginx?x', '?x'], ['&a nginx', 'nginx'], ['&a:b c', ':b c'], ['&a-b_1 c', 'c']])('%s is before %s', (written, value) => {
    expect(imageOf(written)).toBe(value);
  });
  it.each(['&nginx: nginx', '&a.b nginx', '&a/b nginx', '&a,b', '&a} nginx', '&a@b nginx', '&é nginx', '& nginx', '&a: b', '&a!x nginx'])('%s is refused', (written) => {
    expect(imageOf(written)).toBeUndefined();
  });
  it('is known by its own name', () => {
    const { root, findings } = parseDocument('a: &n:1\nb: *n\n');
    expect(findings.map(({ severity, code }) => [severity, code])).toEqual([['warning', 'odd-anchor']]);
    expect(nodeAt(root, ['b'])).toMatchObject({ kind: 'scalar', text: ':1' });
  });
});
