// Mistakes as beginners make them: one error, at the mistake, in words of what to do, and a quick fix after which the manifest is right.
import { expect, it } from 'vitest';
import { createLanguageService } from '../../src/language/language-service.ts';
import { applyAction, drain, uri } from './support/editor.ts';

const pod = `apiVersion: v1
kind: Pod
metadata:
  name: web
  labels:
    app: web
spec:
  containers:
  - name: web
    image: nginx:1.27
    ports:
    - containerPort: 80
    env:
    - name: MODE
      value: "prod"
    resources:
      requests: {cpu: 100m, memory: 64Mi}
      limits: {memory: 128Mi}
    livenessProbe:
      exec: {command: [cat, /tmp/ok]}
    volumeMounts:
    - name: data
      mountPath: /data
  volumes:
  - name: data
    emptyDir: {}
`;
const service = 'apiVersion: v1\nkind: Service\nmetadata:\n  name: web\nspec:\n  selector:\n    app: web\n  ports:\n  - port: 80\n';

function errorsIn(text: string): { line: number; message: string; start: { line: number; character: number } }[] {
  const editor = createLanguageService();
  editor.open(uri, 1, text);
  return drain(editor.diagnostics(uri)).filter(({ severity }) => severity === 1).map(({ range: { start }, message }) => ({ line: start.line + 1, message: String(message), start }));
}

it.each([
  ['a field in the singular', '  containers:', '  container:', 8, 'did you mean "containers"?', 'Rename to containers'],
  ['a field in another case', '    image:', '    Image:', 10, 'did you mean "image"?', 'Rename to image'],
  ['metadata misspelt', 'metadata:', 'metdata:', 3, 'did you mean "metadata"?', 'Rename to metadata'],
  ['a part of the name', '- containerPort: 80', '- port: 80', 12, 'did you mean "containerPort"?', 'Rename to containerPort'],
  ['the name of a Secret', 'emptyDir: {}', 'secret:\n      name: creds', 27, 'did you mean "secretName"?', 'Rename to secretName'],
  ['env as in Docker', '    - name: MODE\n      value: "prod"\n', '    - MODE=prod\n', 14, 'fields are expected here', 'Write it as name and value'],
  ['env as fields', '    - name: MODE\n      value: "prod"\n', '      MODE: prod\n', 13, 'a list is expected', 'Write it as a list of names and values'],
  ['ports as in Docker', '- containerPort: 80', '- "8080:80"', 12, 'fields are expected here', 'Write it as containerPort'],
  ['a volume as in Docker', '    - name: data\n      mountPath: /data\n', '    - data:/data\n', 22, 'fields are expected here', 'Write it as name and mountPath'],
  ['a reference by name alone', 'emptyDir: {}', 'persistentVolumeClaim: data', 26, 'fields are expected here', 'Write it as claimName'],
  ['a command without its field', 'exec: {command: [cat, /tmp/ok]}', 'exec: [cat, /tmp/ok]', 20, 'fields are expected here', 'Write it as command'],
  ['volumes inside a container', '  volumes:\n  - name: data\n    emptyDir: {}\n', '    volumes:\n    - name: data\n      emptyDir: {}\n', 24, 'unknown field "spec.containers[0].volumes"', 'Move volumes to spec'],
  ['a name at the top', 'metadata:\n  name: web\n', 'name: web\nmetadata:\n', 3, 'unknown field "name"', 'Move name to metadata'],
  ['no space after a dash', '  - name: web\n    image', '  -name: web\n    image', 9, 'A space is missing after this "-"', 'Insert the space'],
  ['no space after a colon', '    image: nginx:1.27', '    image:nginx:1.27', 10, 'A space is missing after this ":"', 'Insert the space'],
  ['no colon', '    image: nginx:1.27', '    image nginx:1.27', 10, 'is a ":" missing', 'Insert the colon'],
  ['an equals sign', '    image: nginx:1.27', '    image = nginx:1.27', 10, 'is a ":" missing', 'Insert the colon'],
  ['a tab', '    image: nginx:1.27', '\timage: nginx:1.27', 10, 'A tab is no indentation', 'Replace tabs by spaces'],
  ['a tab after a dash', '- containerPort: 80', '-\tcontainerPort: 80', 12, 'A tab', 'Replace the tab by a space'],
  ['a tab after a dash before text', '{command: [cat, /tmp/ok]}', '\n        command:\n        - cat\n        -\t/tmp/ok', 23, 'A tab is no space after a "-"', 'Replace the tab by a space'],
  ['a question mark in brackets', '[cat, /tmp/ok]', '[cat, /tmp/ok?x=1]', 20, 'must be in quotes', 'Put it in quotes'],
  ['a quote left open', 'value: "prod"', 'value: "prod', 15, 'Missing closing "quote', 'Close the quote'],
  ['a brace left open', 'emptyDir: {}', 'emptyDir: {', 26, 'is not closed', 'Close the bracket'],
  ['a comment of another language', '    image:', '    // the web server\n    image:', 10, 'A comment begins with "#"', 'Make it a comment'],
  ['a prompt that was copied', 'apiVersion: v1\n', '$ kubectl apply -f pod.yaml\napiVersion: v1\n', 1, 'This line is no YAML', 'Remove the line'],
])('%s', (_name, right, wrong, line, message, fix) => {
  expect(pod).toContain(right);
  mends(pod.replace(right, wrong), line, message, fix);
});

it.each([['', 27, 'Another object begins here', 'Insert --- between the objects'], ['--\n', 27, 'Between documents stands "---"', 'Write it as ---'], ['----\n', 27, 'Between documents stands "---"', 'Write it as ---'], ['  ---\n', 27, 'Between documents stands "---"', 'Write it as ---']])('two objects with %j between them', (between, line, message, fix) => {
  mends(pod + between + service, line, message, fix);
});

function mends(text: string, line: number, message: string, fix: string): void {
  const errors = errorsIn(text);
  expect(errors.some((error) => error.line === line && error.message.includes(message)), JSON.stringify(errors)).toBe(true);
  // What moves leaves a second mark where it is missed.
  expect(errors.length).toBeLessThanOrEqual(fix.startsWith('Move') ? 2 : 1);
  const at = errors.find((error) => error.line === line)?.start ?? { line: 0, character: 0 };
  const editor = createLanguageService();
  editor.open(uri, 1, text);
  const action = drain(editor.codeActions(uri, { start: at, end: at })).find(({ title }) => title === fix);
  expect(action, `${fix} is not offered`).toBeDefined();
  if (action !== undefined) expect(errorsIn(applyAction(text, action))).toEqual([]);
}
