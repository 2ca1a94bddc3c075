// describe pod as a pure function of the Pod, its Events and the time.
import { expect, test } from 'vitest';
import type { Event, Pod } from '../../../src/api/generated/core-v1.ts';
import { describePod } from '../../../src/kubectl/describe/pod.ts';

const pod = {
  metadata: { name: 'web', namespace: 'shop', uid: 'u', resourceVersion: '1', creationTimestamp: '2024-05-06T07:08:09Z', deletionTimestamp: '2024-05-06T07:10:00Z', deletionGracePeriodSeconds: 30 },
  spec: { nodeName: 'n1', containers: [{ name: 'c', image: 'nginx', resources: {}, volumeMounts: [{ name: 'v', mountPath: '/data', subPath: 'a b' }] }], volumes: [{ name: 'v', nfs: { server: 's', path: '/p' } }] },
  status: { phase: 'Running', hostIP: '10.0.0.1' },
} as unknown as Pod;

const event = (reason: string, lastTimestamp: string, extra: Partial<Event> = {}): Event =>
  ({ metadata: { name: reason }, involvedObject: {}, reason, type: 'Normal', message: ` ${reason} it\n`, source: { component: 'kubelet' }, firstTimestamp: '2024-05-06T07:08:00Z', lastTimestamp, reportingComponent: '', reportingInstance: '', ...extra }) as unknown as Event;

const nowMs = Date.parse('2024-05-06T07:12:00Z');

test('a Pod being deleted says since when', () => {
  const text = describePod(pod, undefined, nowMs);
  expect(text).toContain('Status:                    Terminating (lasts 2m)\nTermination Grace Period:  30s\n');
  expect(text).toContain('      /data from v (rw,path="a b")\n');
  expect(text).toContain('    Type:        NFS (an NFS mount that lasts the lifetime of a pod)\n    Server:      s\n    Path:        /p\n    ReadOnly:    false\n');
  expect(text).not.toContain('Events:');
});

test('Events stand in the order in which they were last seen, repeated ones with their count', () => {
  const text = describePod(pod, [event('Started', '2024-05-06T07:11:00Z'), event('Pulled', '2024-05-06T07:10:00Z', { count: 4 })], nowMs);
  expect(text.slice(text.indexOf('Events:'))).toBe(
    [
      'Events:',
      '  Type    Reason   Age              From     Message',
      '  ----    ------   ----             ----     -------',
      '  Normal  Pulled   2m (x4 over 4m)  kubelet  Pulled it',
      '  Normal  Started  4m               kubelet  Started it',
      '',
    ].join('\n'),
  );
});

test('no Events are said', () => {
  expect(describePod(pod, [], nowMs)).toMatch(/Events: +<none>\n$/);
});

test('what could command a terminal is made visible', () => {
  const evil = { ...pod, metadata: { ...pod.metadata, annotations: { a: '\u001b[31mred' } } } as Pod;
  expect(describePod(evil, undefined, nowMs)).toContain('a: ^[[31mred');
});
