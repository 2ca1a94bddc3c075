// The sentences by which the scheduler explains itself.
import { describe, expect, it } from 'vitest';
import { fitErrorMessage, newDiagnosis } from '../../../src/cluster/scheduler/framework.ts';
import { unresolvable, unschedulable } from '../../../src/cluster/scheduler/status.ts';

describe('fitErrorMessage', () => {
  it('counts reasons and sorts them as text, so that 10 comes before 2', () => {
    const diagnosis = newDiagnosis();
    for (let i = 0; i < 10; i++) diagnosis.nodeStatus.set(`a${i}`, unschedulable('Insufficient cpu'));
    for (let i = 0; i < 2; i++) diagnosis.nodeStatus.set(`b${i}`, unresolvable('node(s) were unschedulable'));
    expect(fitErrorMessage(12, diagnosis)).toBe('0/12 nodes are available: 10 Insufficient cpu, 2 node(s) were unschedulable.');
  });

  it('counts several reasons of one node, and nodes without an entry', () => {
    const diagnosis = newDiagnosis();
    diagnosis.nodeStatus.set('a', unschedulable('Insufficient cpu', 'Insufficient memory'));
    diagnosis.absentStatus = unresolvable('Preemption is not helpful for scheduling');
    expect(fitErrorMessage(3, diagnosis)).toBe('0/3 nodes are available: 1 Insufficient cpu, 1 Insufficient memory, 2 Preemption is not helpful for scheduling.');
  });

  it('says what a pre-filter found instead of counts', () => {
    const diagnosis = newDiagnosis();
    diagnosis.preFilterMessage = 'persistentvolumeclaim "data" not found';
    diagnosis.postFilterMessage = 'not found';
    expect(fitErrorMessage(3, diagnosis)).toBe('0/3 nodes are available: persistentvolumeclaim "data" not found. not found');
  });
});
