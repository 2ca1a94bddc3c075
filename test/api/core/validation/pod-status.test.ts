import { expect, test } from 'vitest';
import { validatePodStatusUpdate } from '../../../../src/api/core/validation/pod-status.ts';
import type { PodSpec, PodStatus } from '../../../../src/api/generated/core-v1.ts';
import type { New } from '../../../../src/api/meta/object.ts';
import { pod, texts } from './findings.ts';

function statusFindings(status: New<PodStatus>, oldStatus: New<PodStatus> = {}, spec: New<PodSpec> = {}): string[] {
  const withStatus = (s: New<PodStatus>) => ({ ...pod(spec), status: { qosClass: 'BestEffort' as const, ...s } });
  return texts(validatePodStatusUpdate(withStatus(status), withStatus(oldStatus)));
}
const ended = (exitCode: number) => ({ containerStatuses: [{ name: 'c', state: { terminated: { exitCode } } }] });
const running = { containerStatuses: [{ name: 'c', state: { running: {} } }] };
const again = ['status.containerStatuses[0].state: Forbidden: may not be transitioned to non-terminated state'];

test('what has ended starts again if its policy says so', () => {
  expect(statusFindings(running, ended(0))).toEqual([]);
  expect(statusFindings(running, ended(1), { restartPolicy: 'OnFailure' })).toEqual([]);
  expect(statusFindings(running, ended(0), { restartPolicy: 'OnFailure' })).toEqual(again);
  expect(statusFindings(running, ended(1), { restartPolicy: 'Never' })).toEqual(again);
  const rule = { action: 'Restart' as const, exitCodes: { operator: 'In' as const, values: [42] } };
  const spec = (exitCodes: number[]) => ({ restartPolicy: 'Never' as const, containers: [{ name: 'c', image: 'x', restartPolicy: 'Never' as const, restartPolicyRules: [{ ...rule, exitCodes: { ...rule.exitCodes, values: exitCodes } }] }] });
  expect(statusFindings(running, ended(42), spec([42]))).toEqual([]);
  expect(statusFindings(running, ended(42), spec([1]))).toEqual(again);
});

test('addresses are of different families', () => {
  expect(statusFindings({ podIPs: [{ ip: '10.0.0.1' }, { ip: '::1' }] })).toEqual([]);
  expect(statusFindings({ podIPs: [{ ip: '10.0.0.1' }, { ip: '10.0.0.2' }] })).toEqual(['status.podIPs: Invalid value: [{"IP":"10.0.0.1"},{"IP":"10.0.0.2"}]: may specify no more than one IP for each IP family']);
  expect(statusFindings({ hostIP: '1.1.1.1', hostIPs: [{ ip: 'x' }] })).toEqual(['status.hostIPs[0].ip: Invalid value: "x": must be equal to `hostIP`', 'status.hostIPs[0]: Invalid value: "x": must be a valid IP address, (e.g. 10.9.8.7 or 2001:db8::ffff)']);
});

test('conditions have names, the class does not change', () => {
  expect(statusFindings({ conditions: [{ type: 'Ready' }, { type: 'bad type!' as never }], qosClass: 'Burstable' })).toEqual([
    expect.stringMatching(/^status\.conditions\[1\]\.Type: Invalid value: "bad type!"/),
    'status.qosClass: Invalid value: "Burstable": field is immutable',
  ]);
});

test('health of devices that a container asked for', () => {
  const allocatedResourcesStatus = [{ name: 'a.b/c' as never, resources: [{ resourceID: '1', health: 'Fine' as never }, { resourceID: '1', health: 'Healthy' as const }] }];
  expect(statusFindings({ containerStatuses: [{ name: 'c', allocatedResourcesStatus }] })).toEqual([
    'status.containerStatuses[0].allocatedResourcesStatus[0].name: Invalid value: "a.b/c": must match one of the container\'s resource requests',
    'status.containerStatuses[0].allocatedResourcesStatus[0].resources[0].health: Unsupported value: "Fine": supported values: "Healthy", "Unhealthy", "Unknown"',
    'status.containerStatuses[0].allocatedResourcesStatus[0].resources[1].resourceID: Duplicate value: "1"',
  ]);
});
