import { mkdtempSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { validateCommand } from '../../../src/entry/cli/validate.ts';

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'podlab-validate-'));
  mkdirSync(join(folder, 'sub'));
  writeFileSync(join(folder, 'bad.yaml'), 'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: a\ndatta: {}\n---\napiVersion: v1\nkind: ConfigMap\nmetadata: {name: b}\ndata: {a: 1}\n');
  writeFileSync(join(folder, 'sub', 'good.yml'), 'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: a\n');
  writeFileSync(join(folder, 'empty.yaml'), '');
  writeFileSync(join(folder, 'binary.yaml'), Uint8Array.of(0, 1, 2, 255));
});
afterAll(() => rmSync(folder, { recursive: true }));

async function run(...argv: string[]): Promise<{ code: number; out: string; err: string }> {
  let out = '';
  let err = '';
  const code = await validateCommand(argv, { stdout: (t) => (out += t), stderr: (t) => (err += t), stdin: () => Promise.resolve(new TextEncoder().encode('apiVersion: v1\nkind: Pdo\n')) });
  return { code, out: out.replaceAll(folder, ''), err };
}

describe('podlab validate', () => {
  it('prints a line per finding', async () => {
    expect(await run(join(folder, 'bad.yaml'))).toMatchObject({
      code: 1,
      out: '/bad.yaml:5:1 error unknown field "datta"; did you mean "data"?\n/bad.yaml:10:11 error json: cannot unmarshal number into Go struct field ConfigMap.data of type string: put it in quotes, "1"\n',
    });
  });
  it('prints one JSON array for many files', async () => {
    const { code, out } = await run('--format', 'json', join(folder, 'bad.yaml'), join(folder, 'sub'));
    expect(code).toBe(1);
    expect(JSON.parse(out)).toMatchObject([
      { file: '/bad.yaml', line: 5, column: 1, endLine: 5, endColumn: 6, severity: 'error', code: 'unknown-field' },
      { file: '/bad.yaml', line: 10, column: 11, endLine: 10, endColumn: 12, severity: 'error', code: 'FieldValueTypeInvalid' },
    ]);
  });
  it('ends with 0 where there is no error', async () => {
    expect(await run(join(folder, 'sub'))).toEqual({ code: 0, out: '', err: '' });
    expect(await run('--format=json', join(folder, 'sub', 'good.yml'))).toMatchObject({ code: 0, out: '[]\n' });
  });
  it('says what it cannot read', async () => {
    expect((await run(join(folder, 'none.yaml'))).out).toBe('/none.yaml:1:1 error no such file or folder\n');
    expect((await run(join(folder, 'binary.yaml'))).out).toBe('/binary.yaml:1:1 error this is not a text file in UTF-8\n');
    expect(await run(join(folder, 'empty.yaml'))).toMatchObject({ code: 0, out: '/empty.yaml:1:1 warning no objects: the file is empty\n' });
  });
  it('reads standard input', async () => {
    expect((await run('-')).out).toContain('-:2:7 error no matches for kind "Pdo"');
  });
  it('knows of each file what the others say: kinds, names and patches', async () => {
    mkdirSync(join(folder, 'kustomized'));
    const write = (name: string, text: string): void => writeFileSync(join(folder, 'kustomized', name), text);
    write('kustomization.yaml', 'resources: [web.yaml]\npatches: [{path: patch.yaml}]\nconfigMapGenerator: [{name: settings, literals: [a=b]}]\n');
    write('web.yaml', 'apiVersion: v1\nkind: Pod\nmetadata: {name: web}\nspec: {containers: [{name: web, image: nginx:1.27, envFrom: [{configMapRef: {name: settings}}]}]}\n');
    write('patch.yaml', 'apiVersion: v1\nkind: Pod\nmetadata: {name: web}\nspec: {containers: [{name: web, resources: {limits: {memory: 100Mi}}}]}\n');
    write('crd.yaml', 'apiVersion: apiextensions.k8s.io/v1\nkind: CustomResourceDefinition\nmetadata: {name: widgets.example.com}\nspec: {group: example.com, scope: Namespaced, names: {plural: widgets, kind: Widget}, versions: [{name: v1, served: true, storage: true, schema: {openAPIV3Schema: {type: object, properties: {size: {type: integer}}}}}]}\n');
    write('widget.yaml', 'apiVersion: example.com/v1\nkind: Widget\nmetadata: {name: a}\nsize: big\n');
    expect((await run(join(folder, 'kustomized'))).out.split('\n').filter((line) => line.includes(' error '))).toEqual([expect.stringContaining('/kustomized/widget.yaml:4:7 error size: Invalid value: "string"')]);
    expect((await run(join(folder, 'kustomized', 'patch.yaml'))).out).toContain('image: Required value');
  });
  it('holds manifests against another version', async () => {
    writeFileSync(join(folder, 'newer.yaml'), 'apiVersion: v1\nkind: Pod\nmetadata: {name: a}\nspec: {tolerations: [{key: a, operator: Gt, value: "1"}], containers: [{name: a, image: i:1}]}\n');
    expect((await run('--kubernetes-version', '1.34', join(folder, 'newer.yaml'))).out).toContain('1.35');
    expect((await run(join(folder, 'newer.yaml'))).out).not.toContain('1.35');
    expect(await run('--kubernetes-version=1.12', join(folder, 'newer.yaml'))).toMatchObject({ code: 2 });
  });
  it('refuses what it does not know', async () => {
    expect(await run('--what')).toMatchObject({ code: 2, out: '' });
    expect(await run()).toMatchObject({ code: 2 });
  });
});
