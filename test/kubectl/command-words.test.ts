import { expect, test } from 'vitest';
import { parseCommandLine } from '../../src/kubectl/command-words.ts';

const words = (line: string): readonly string[] => parseCommandLine(line).words;

test('quotes and backslashes as a shell reads them', () => {
  expect(words(`kubectl get pods -o jsonpath='{.items[*].metadata.name}'`)).toEqual(['kubectl', 'get', 'pods', '-o', 'jsonpath={.items[*].metadata.name}']);
  expect(words(`a "b c" d\\ e "f\\"g" ''`)).toEqual(['a', 'b c', 'd e', 'f"g', '']);
  expect(words(`exec p -- sh -c 'echo "$HOME"; exit 3' # so`)).toEqual(['exec', 'p', '--', 'sh', '-c', 'echo "$HOME"; exit 3']);
  expect(words('  ')).toEqual([]);
});

test('output may go into a file; what only a shell can do is refused', () => {
  expect(parseCommandLine('kubectl run a --dry-run=client -o yaml > a.yaml')).toEqual({ words: ['kubectl', 'run', 'a', '--dry-run=client', '-o', 'yaml'], output: { path: 'a.yaml', isAppending: false } });
  expect(parseCommandLine('kubectl get pods>>b')).toEqual({ words: ['kubectl', 'get', 'pods'], output: { path: 'b', isAppending: true } });
  expect(() => parseCommandLine('kubectl get pods | grep a')).toThrow('| is a shell’s');
  expect(() => parseCommandLine('kubectl get pods >')).toThrow('a file name is missing after >');
  expect(() => parseCommandLine(`kubectl 'get`)).toThrow(`a ' is not closed`);
});
