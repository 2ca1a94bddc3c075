// How long a keystroke takes until its diagnostics and a completion are there, beside yaml-language-server with a schema from the same tables.
import { pathToFileURL } from 'node:url';
import type { Diagnostic } from 'vscode-languageserver';
import { TextDocument } from 'vscode-languageserver-textdocument';
import { createLanguageService } from '../../src/language/language-service.ts';
import { drain } from '../language/support/editor.ts';
import { kubernetesJsonSchema } from './kubernetes-json-schema.ts';

export interface Figures {
  readonly first: number;
  readonly p50: number;
  readonly p95: number;
  readonly max: number;
  /** Processor time, which other programs on the machine do not stretch; the mean. */
  readonly cpu: number;
  readonly completionP95: number;
  readonly keystrokes: number;
  readonly heapMiB: number;
}

/** A Pod of 58 lines with its separator. */
export function pod(index: number): string {
  const container = (name: string): string => `  - name: ${name}
    image: nginx:1.27
    ports:
    - containerPort: 80
      name: http
    env:
    - name: MODE
      value: "production"
    resources:
      requests:
        cpu: 100m
        memory: 64Mi
      limits:
        memory: 128Mi
    livenessProbe:
      httpGet:
        path: /healthz
        port: http
      periodSeconds: 5
    volumeMounts:
    - name: content
      mountPath: /content
`;
  return `---\napiVersion: v1\nkind: Pod\nmetadata:\n  name: pod-${index}\n  labels:\n    app: web\nspec:\n  restartPolicy: Always\n  volumes:\n  - name: content\n    emptyDir: {}\n  containers:\n${container('web').replace('name: http', 'name: http')}${container('side').replaceAll('80', '8080').replaceAll('http\n', 'side\n')}  terminationGracePeriodSeconds: 5\n`;
}

export function manyPods(count: number): string {
  return Array.from({ length: count }, (_, i) => pod(i)).join('');
}

interface Editor {
  open(text: string): Promise<readonly Diagnostic[]> | readonly Diagnostic[];
  /** Types one character at a line's end and answers the file's diagnostics. */
  type(line: number, character: number, text: string): Promise<readonly Diagnostic[]> | readonly Diagnostic[];
  complete(line: number, character: number): Promise<unknown>;
}

const uri = 'file:///bench.yaml';

export function podlabEditor(): Editor {
  const service = createLanguageService();
  let version = 0;
  const diagnostics = (): readonly Diagnostic[] => drain(service.diagnostics(uri));
  return {
    open(text) {
      service.open(uri, ++version, text);
      return diagnostics();
    },
    type(line, character, text) {
      const at = { line, character };
      service.change(uri, ++version, [{ range: { start: at, end: at }, text }]);
      return diagnostics();
    },
    complete: (line, character) => Promise.resolve(drain(service.completion(uri, { line, character }))),
  };
}

export async function yamlLanguageServerEditor(): Promise<Editor> {
  const { getLanguageService } = await import('yaml-language-server');
  const { SettingsState } = (await import(new URL('yamlSettings.js', import.meta.resolve('yaml-language-server')).href)) as { SettingsState: new () => object };
  const service = getLanguageService({
    schemaRequestService: () => Promise.reject(new Error('offline')),
    workspaceContext: { resolveRelativePath: (path) => path },
    yamlSettings: new SettingsState() as never,
    clientCapabilities: {},
  });
  service.configure({ validate: true, completion: true, hover: true, schemas: [{ uri: 'inmemory://pod.json', fileMatch: ['*.yaml'], schema: kubernetesJsonSchema('core/v1.Pod') as never }] });
  let document = TextDocument.create(uri, 'yaml', 0, '');
  return {
    open(text) {
      document = TextDocument.create(uri, 'yaml', 1, text);
      return service.doValidation(document, false);
    },
    type(line, character, text) {
      const at = { line, character };
      document = TextDocument.update(document, [{ range: { start: at, end: at }, text }], document.version + 1);
      return service.doValidation(document, false);
    },
    complete: (line, character) => service.doComplete(document, { line, character }, false),
  };
}

/** Types a field into the file's middle Pod, letter by letter, until the count or the time is used up. */
export async function keystrokes(editor: Editor, text: string, { count, secondsMost }: { count: number; secondsMost: number }): Promise<Figures> {
  globalThis.gc?.();
  const heap = process.memoryUsage().heapUsed;
  const opened = performance.now();
  await editor.open(text);
  const first = performance.now() - opened;
  const lines = text.split('\n');
  const middle = lines.indexOf('  restartPolicy: Always', Math.floor(lines.length / 2) - 60);
  await editor.type(middle, '  restartPolicy: Always'.length, '\n  ');
  const times: number[] = [];
  const completions: number[] = [];
  const word = 'hostname: abcdefghijklmnopqrstuvwxyz';
  let cpu = 0;
  const deadline = performance.now() + secondsMost * 1000;
  for (let i = 0; i < count && performance.now() < deadline; i++) {
    const column = 2 + (i % word.length);
    if (i > 0 && i % word.length === 0) await editor.type(middle + 1 + Math.floor(i / word.length) - 1, 2 + word.length, '\n  ');
    const line = middle + 1 + Math.floor(i / word.length);
    const start = performance.now();
    const before = process.cpuUsage();
    await editor.type(line, column, word.charAt(i % word.length));
    times.push(performance.now() - start);
    const used = process.cpuUsage(before);
    cpu += (used.user + used.system) / 1000;
    const completing = performance.now();
    await editor.complete(line, column + 1);
    completions.push(performance.now() - completing);
  }
  globalThis.gc?.();
  const heapMiB = (process.memoryUsage().heapUsed - heap) / 1024 / 1024;
  return { first, p50: percentile(times, 0.5), p95: percentile(times, 0.95), max: Math.max(...times), cpu: cpu / times.length, completionP95: percentile(completions, 0.95), keystrokes: times.length, heapMiB };
}

export function percentile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? NaN;
}

/** All figures, as rows of a table. */
export async function languageFigures(): Promise<Record<string, string | number>[]> {
  const sizes = [{ name: '1 Pod', text: pod(0), count: 300 }, { name: '1,000 Pods', text: manyPods(1000), count: 300 }];
  const rows: Record<string, string | number>[] = [];
  for (const { name, text, count } of sizes) {
    for (const [server, make] of [['podlab', podlabEditor], ['yaml-language-server', yamlLanguageServerEditor]] as const) {
      const editor = await make();
      // Warm code is what a person types into; the small file warms both.
      await keystrokes(editor, pod(0), { count: 150, secondsMost: 10 });
      const figures = await keystrokes(editor, text, { count, secondsMost: 25 });
      const ms = (n: number): number => Math.round(n * 100) / 100;
      rows.push({ file: `${name}, ${text.split('\n').length - 1} lines`, server, 'first ms': ms(figures.first), 'keystroke p50 ms': ms(figures.p50), 'p95 ms': ms(figures.p95), 'max ms': ms(figures.max), 'CPU mean ms': ms(figures.cpu), 'completion p95 ms': ms(figures.completionP95), 'heap MiB': Math.round(figures.heapMiB), keystrokes: figures.keystrokes });
    }
  }
  return rows;
}

if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(process.argv[1]).href) console.table(await languageFigures());
