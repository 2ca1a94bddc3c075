// The first test of a manifest: it is accepted, and what it makes comes up. Knows nothing of VS Code.
import type { DocumentObject } from '../../language/protocol.ts';

type Made = Pick<DocumentObject, 'kind' | 'name' | 'namespace'>;

/** What is waited for, by kind; other kinds have nothing to come up. */
const comesUp: Readonly<Record<string, (name: string) => string>> = {
  Pod: (name) => `wait --for=condition=Ready pod/${name} --timeout=60s`,
  Deployment: (name) => `rollout status deployment/${name} --timeout=2m`,
  StatefulSet: (name) => `rollout status statefulset/${name} --timeout=2m`,
  DaemonSet: (name) => `rollout status daemonset/${name} --timeout=2m`,
  Job: (name) => `wait --for=condition=Complete job/${name} --timeout=5m`,
};

/** The text of a `*.podlab-test.yaml` beside `file`. */
export function testTemplate(file: string, objects: readonly Made[]): string {
  const namespaces = new Set(objects.flatMap(({ kind, name }) => (kind === 'Namespace' ? [name] : [])));
  const missing = [...new Set(objects.map(({ namespace }) => namespace))].filter((name) => name !== '' && name !== 'default' && !namespaces.has(name));
  const waits = objects.flatMap(({ kind, name, namespace }) => {
    const wait = name === '' ? undefined : comesUp[kind]?.(name);
    return wait === undefined ? [] : [`${wait}${namespace === '' || namespace === 'default' ? '' : ` -n ${namespace}`}`];
  });
  const steps = [...missing.map((name) => `create namespace ${name}`), `apply -f ${word(file)}`, ...waits];
  return `# Tests of ${file}: the mark beside a test runs it, in a cluster of its own.
tests:
  - name: ${scalar(`${file} comes up`)}
    steps:
${steps.map((line) => `      - kubectl: ${scalar(line)}\n`).join('')}`;
}

/** Of a command line. */
function word(text: string): string {
  return /^[\w./-]+$/.test(text) ? text : `'${text.replaceAll("'", '')}'`;
}

/** In YAML; plain where that is plainly enough. */
function scalar(text: string): string {
  return /^\w[\w ./=-]*$/.test(text) ? text : JSON.stringify(text);
}
