// What is made to go wrong shows itself as Kubernetes shows it, and ends when it is mended.
import { expect, test } from 'vitest';
import type { Pod } from '../../src/api/generated/core-v1.ts';
import type { TestResult } from '../../src/client/port/test-protocol.ts';
import { diskFiles } from '../../src/entry/cli/disk-files.ts';
import { runPodTests } from '../../src/entry/pod-tests.ts';
import { faultChoices, faultStep } from '../../src/extension/faults.ts';

async function play(steps: string): Promise<TestResult | undefined> {
  const results: TestResult[] = [];
  await runPodTests({
    text: `tests:\n  - name: one\n    steps:\n${steps}`, source: 'a.podlab-test.yaml', signal: new AbortController().signal, files: diskFiles(import.meta.dirname),
    hostTurn: () => new Promise((resolve) => { setImmediate(resolve); }),
    onError: (error) => { throw error instanceof Error ? error : new Error(String(error)); },
    onResult: (result) => { results.push(result); },
  });
  return results[0];
}

const web = `      - kubectl: apply -f -
        stdin: |
          { apiVersion: v1, kind: Pod, metadata: { name: web }, spec: { containers: [{ name: app, image: 'nginx:1.27', readinessProbe: { httpGet: { port: 80 }, periodSeconds: 2 }, livenessProbe: { tcpSocket: { port: 80 }, periodSeconds: 2 } }] } }
      - kubectl: wait --for=condition=Ready pod/web --timeout=60s
`;
const reason = (name: string, at = 'lastState'): string => `      - kubectl: get pod web -o jsonpath={.status.containerStatuses[0].${at}.${name}}\n        within: 90s\n`;

test('a container exits with the code that is wished, and one is killed for its memory', async () => {
  expect(await play(`${web}      - fault: { pod: web, exitCode: 7 }\n${reason('terminated.exitCode')}        output: "7"\n      - kubectl: wait --for=condition=Ready pod/web --timeout=60s\n      - fault: { pod: web, container: app, outOfMemory: true }\n${reason('terminated.reason')}        output: OOMKilled\n${reason('terminated.exitCode')}        output: "137"\n`)).not.toHaveProperty('failure');
});

test('a probe fails until it is mended, in the words of its kind', async () => {
  expect(await play(`${web}      - fault: { pod: web, failProbe: readiness }
      - kubectl: get pod web
        within: 30s
        matches: '^web +0/1 +Running'
      - kubectl: events
        contains: 'Readiness probe failed: HTTP probe failed with statuscode: 500'
      - fault: { pod: web, mendProbe: readiness }
      - kubectl: wait --for=condition=Ready pod/web --timeout=30s
      - fault: { pod: web, failProbe: liveness }
      - kubectl: events
        within: 30s
        matches: 'Liveness probe failed: dial tcp 10\\.\\S+:80: connect: connection refused'
`)).not.toHaveProperty('failure');
});

test('an image leaves its registry and comes back, and is slow to pull', async () => {
  const run = (name: string): string => `      - kubectl: run ${name} --image=httpd:2.4\n`;
  expect(await play(`      - fault: { image: 'httpd:2.4', missing: true }
${run('a')}      - kubectl: events
        within: 30s
        contains: 'Failed to pull image "httpd:2.4"'
      - fault: { image: 'httpd:2.4', missing: false }
      - fault: { image: 'httpd:2.4', pullSeconds: 100 }
      - kubectl: events
        within: 7m
        matches: 'Successfully pulled image "httpd:2\\.4" in 1m4\\d'
`)).not.toHaveProperty('failure');
});

test('what is not there cannot fail, and contradictions are told with their place', async () => {
  expect((await play('      - fault: { pod: nobody, exitCode: 1 }\n'))?.failure?.message).toBe('pods "nobody" not found');
  expect((await play(`${web}      - fault: { pod: web, failProbe: startup }\n`))?.failure?.message).toBe('container "app" of Pod default/web has no startup probe');
  await expect(play('      - fault: { pod: web, exitCode: 1, outOfMemory: true }\n')).rejects.toThrow(/steps\[0\]\.fault: Required value: must have one of `exitCode`/);
  await expect(play('      - fault: { image: a, missing: true, container: x }\n')).rejects.toThrow(/fault\.container: Forbidden/);
});

test('a Pod is offered the faults that it can have, and each is a step that can be kept', () => {
  const pod = { metadata: { name: 'web', namespace: 'default' }, spec: { containers: [{ name: 'app', image: 'nginx:1.27', readinessProbe: {} }] }, status: {} } as unknown as Pod;
  const [container] = pod.spec.containers;
  if (container === undefined) throw new Error('no container');
  const labels = (lasting: Parameters<typeof faultChoices>[2]): string[] => faultChoices(pod, container, lasting).map(({ label }) => label);
  expect(labels([])).toEqual(['Exit…', 'Run Out of Memory', 'Fail the readiness Probe', 'Take nginx:1.27 Away', 'Slow Down Pulls of nginx:1.27…']);
  expect(labels([{ pod: 'web', container: 'app', failProbe: 'readiness' }, { image: 'nginx:1.27', missing: true }])).toEqual(expect.arrayContaining(['Mend the readiness Probe', 'Put nginx:1.27 Back']));
  expect(faultStep({ pod: 'web', namespace: 'default', container: 'app', exitCode: 7 })).toBe('- fault: { pod: web, container: app, exitCode: 7 }\n');
});
