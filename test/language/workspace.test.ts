import { describe, expect, it } from 'vitest';
import { WorkspaceIndex, workspaceLimits } from '../../src/language/workspace/workspace-index.ts';
import { WorkspaceReader } from '../../src/language/workspace/workspace-reader.ts';
import { drain } from './support/editor.ts';

const configMap = (name: string): string => `apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: ${name}\n`;
const namesIn = (index: WorkspaceIndex): string[] => [...index.definitions().get('ConfigMap default')?.keys() ?? []];

function start(files: Map<string, string>): { index: WorkspaceIndex; reader: WorkspaceReader; reads: string[]; changes: () => number } {
  const index = new WorkspaceIndex();
  const reads: string[] = [];
  let changes = 0;
  const reader = new WorkspaceReader({
    index, pause: () => Promise.resolve(), onDidChange: () => changes++, onError: (error) => { throw error; },
    read: (uri) => {
      reads.push(uri);
      return Promise.resolve(files.get(uri));
    },
  });
  return { index, reader, reads, changes: () => changes };
}

describe('the index of the workspace', () => {
  it('reads what is there, then only what changes', async () => {
    const files = new Map([['a', configMap('one')], ['b', configMap('two')], ['c', 'just: yaml\n']]);
    const { index, reader, reads, changes } = start(files);
    reader.change({ isReset: true, changed: [...files.keys()], deleted: [] });
    await expect.poll(() => namesIn(index)).toEqual(['one', 'two']);
    expect(changes()).toBe(1);
    files.set('a', configMap('other'));
    reader.change({ isReset: false, changed: ['a'], deleted: ['b'] });
    await expect.poll(() => namesIn(index)).toEqual(['other']);
    expect(reads).toEqual(['a', 'b', 'c', 'a']);
    reader.change({ isReset: true, changed: [], deleted: [] });
    expect(namesIn(index)).toEqual([]);
  });

  it('gives up a file that goes while it is read', async () => {
    const files = new Map([['a', Array.from({ length: 50 }, (_, i) => configMap(`c${i}`)).join('---\n')]]);
    const { index, reader } = start(files);
    reader.change({ isReset: true, changed: ['a'], deleted: [] });
    await Promise.resolve();
    reader.change({ isReset: false, changed: [], deleted: ['a'] });
    await new Promise((resolve) => { setTimeout(resolve, 20); });
    expect(index.fileCount).toBe(0);
  });

  it('has bounds', () => {
    const index = new WorkspaceIndex();
    drain(index.update('large', `${configMap('large')}# ${'x'.repeat(workspaceLimits.fileCharacters)}`));
    expect(index.fileCount).toBe(0);
  });
});
