// The working folder of a recorded kubectl case: files on disk, the kubeconfig, and editors that are shell scripts.
import { execFile } from 'node:child_process';
import { existsSync, globSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, realpathSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { InputFile } from '../../src/kubectl/kubectl.ts';

interface ContextFacts { readonly ns: string; readonly server: string; readonly token: string }

export class WorkFolder {
  readonly root: string;
  #config: string | undefined;

  constructor() {
    this.root = realpathSync(mkdtempSync(path.join(tmpdir(), `kcase-`)));
    mkdirSync(path.join(this.root, 'work'));
  }

  absolute(name: string): string {
    return path.resolve(this.root, 'work', name);
  }

  put(files: Record<string, string>): void {
    for (const [name, text] of Object.entries(files)) {
      mkdirSync(path.dirname(this.absolute(name)), { recursive: true });
      writeFileSync(this.absolute(name), text, { mode: text.startsWith('#!') ? 0o755 : 0o644 });
    }
  }

  async read(name: string, isRecursive: boolean): Promise<InputFile[]> {
    if (!existsSync(this.absolute(name))) {
      const matches = /[*?[]/.test(name) ? globSync(name, { cwd: path.join(this.root, 'work') }).sort() : [];
      if (matches.length === 0) throw new Error(`the path "${name}" does not exist`);
      return (await Promise.all(matches.map((match) => this.read(match, isRecursive)))).flat();
    }
    if (!statSync(this.absolute(name)).isDirectory()) return [{ path: name, text: readFileSync(this.absolute(name), 'utf8') }];
    const files = this.#walk(name, isRecursive).filter((file) => /\.(json|yaml|yml)$/.test(file));
    if (files.length === 0) throw new Error(`error reading [${name}]: recognized file extensions are [.json .yaml .yml]`);
    return files.map((file) => ({ path: file, text: readFileSync(this.absolute(file), 'utf8') }));
  }

  #walk(folder: string, isRecursive: boolean): string[] {
    return readdirSync(this.absolute(folder), { withFileTypes: true })
      .sort((a, b) => (a.name < b.name ? -1 : 1))
      .flatMap((entry) => (entry.isDirectory() ? (isRecursive ? this.#walk(path.join(folder, entry.name), true) : []) : [path.join(folder, entry.name)]));
  }

  readBytes(name: string): Promise<readonly { path: string; bytes: Uint8Array }[] | undefined> {
    if (!existsSync(this.absolute(name))) return Promise.resolve(undefined);
    const names = statSync(this.absolute(name)).isDirectory() ? this.#walk(name, false) : [name];
    return Promise.resolve(names.map((file) => ({ path: file, bytes: new Uint8Array(readFileSync(this.absolute(file))) })));
  }

  write(name: string, bytes: Uint8Array | undefined): Promise<void> {
    if (bytes === undefined) mkdirSync(this.absolute(name), { recursive: true });
    else writeFileSync(this.absolute(name), bytes);
    return Promise.resolve();
  }

  tree(name: string): Promise<readonly { path: string; bytes: Uint8Array | undefined }[] | undefined> {
    if (!existsSync(this.absolute(name))) return Promise.resolve(undefined);
    return Promise.resolve([{ path: path.basename(name), bytes: new Uint8Array(readFileSync(this.absolute(name))) }]);
  }

  async edit(name: string, text: string, env: Record<string, string>, onError: (text: string) => void): Promise<string | undefined> {
    const file = path.join(this.root, `kubectl-edit-${name}`);
    writeFileSync(file, text);
    const editor = env.KUBE_EDITOR ?? env.EDITOR ?? 'vi';
    await new Promise<void>((resolve, reject) => {
      execFile('/bin/sh', ['-c', `${editor} "$1"`, 'sh', file], { cwd: path.join(this.root, 'work'), env: { PATH: process.env.PATH, ...env } }, (error, _stdout, stderr) => {
        if (error?.code !== 127) onError(stderr);
        if (error) reject(new Error(`there was a problem with the editor "${editor}"`));
        else resolve();
      });
    });
    return readFileSync(file, 'utf8');
  }

  kubeconfig({ ns, server, token }: ContextFacts): string {
    return (
      this.#config ??
      `apiVersion: v1\nkind: Config\nclusters:\n- cluster:\n    insecure-skip-tls-verify: true\n    server: ${server}\n  name: lab\ncontexts:\n- context:\n    cluster: lab\n    namespace: ${ns}\n    user: lab-admin\n  name: lab\ncurrent-context: lab\nusers:\n- name: lab-admin\n  user:\n    token: ${token}\n`
    );
  }

  setKubeconfig(text: string): Promise<void> {
    this.#config = text;
    return Promise.resolve();
  }

  /** The namespace of the current context of the kubeconfig. */
  namespaceOfContext(facts: ContextFacts): string {
    const text = this.kubeconfig(facts);
    const current = /^current-context: (.*)$/m.exec(text)?.[1] ?? '';
    for (const block of text.split(/^- context:/m).slice(1)) {
      if (new RegExp(`^  name: ${current}$`, 'm').test(block)) return /^    namespace: (.*)$/m.exec(block)?.[1] ?? 'default';
    }
    return 'default';
  }

  remove(): void {
    rmSync(this.root, { recursive: true, force: true });
  }
}
