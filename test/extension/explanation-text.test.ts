import { describe, expect, test } from 'vitest';
import type { ExplainedDocument, SchedulingExplanation } from '../../src/client/scheduling-explanation.ts';
import { ExplanationMemory } from '../../src/extension/scheduling/explanation-memory.ts';
import { explanationDocument, lensTitle } from '../../src/extension/scheduling/explanation-text.ts';

const base: SchedulingExplanation = { kind: 'SchedulingExplanation', apiVersion: 'podlab/v1', pod: { namespace: 'default', name: 'web' }, outcome: 'fits', predictedNodes: [], message: '', nodes: [] };
const tainted = { nodeName: 'control-plane', fits: false, rejections: [{ plugin: 'TaintToleration', reasons: ['node(s) had untolerated taint(s)'] }], lacks: [] };
const short = { nodeName: 'worker-1', fits: false, rejections: [{ plugin: 'NodeResourcesFit', reasons: ['Insufficient cpu'] }], lacks: [{ resource: 'cpu', lacking: '300m', wanted: '1300m', free: '1' }] };

function explained(explanation: Partial<SchedulingExplanation>, kind = 'Pod'): ExplainedDocument {
  return { documentIndex: 0, startLine: 0, endLine: 9, kind, name: 'web', explanation: { ...base, ...explanation } };
}

describe('the lens', () => {
  test.each<[string, ExplainedDocument]>([
    ['would land on worker-2', explained({ predictedNodes: ['worker-2'] })],
    ['would land on worker-1 or worker-2', explained({ predictedNodes: ['worker-1', 'worker-2'] })],
    ['would land on one of 5 nodes', explained({ predictedNodes: ['a', 'b', 'c', 'd', 'e'] })],
    ['would land on a and b', explained({ predictedNodes: ['b'], nodes: [{ ...short, nodeName: 'a', fits: true }, { ...short, nodeName: 'b', fits: true }, tainted] }, 'DaemonSet')],
    ['is on worker-1; a new one would land on worker-2', explained({ currentNode: 'worker-1', predictedNodes: ['worker-2'] })],
    ['stays Pending: worker-1 lacks 300m cpu', explained({ outcome: 'unschedulable', message: '0/2 …', nodes: [short, tainted] })],
    ['stays Pending: control-plane rejects it: node(s) had untolerated taint(s)', explained({ outcome: 'unschedulable', nodes: [tainted] })],
    ['stays Pending: no nodes available to schedule pods', explained({ outcome: 'unschedulable', message: 'no nodes available to schedule pods' })],
    ['would land on worker-1 after evicting default/a and default/b', explained({ outcome: 'unschedulable', nodes: [short], preemption: { nodeName: 'worker-1', victims: ['default/a', 'default/b'] } })],
    ['stays Pending: waiting for scheduling gates: [x]', explained({ outcome: 'gated', message: 'waiting for scheduling gates: [x]' })],
    ['would go to worker-1, past the scheduler', explained({ outcome: 'bound', predictedNodes: ['worker-1'] })],
    ['waits for the scheduler "other"', explained({ outcome: 'foreign', message: 'waits for the scheduler "other"' })],
    ['would be refused by the API server', { documentIndex: 0, startLine: 0, endLine: 0, kind: 'Pod', name: 'web', refusal: 'Pod "web" is invalid' }],
  ])('says %s', (title, document) => {
    expect(lensTitle(document)).toBe(title);
  });

  test('is one line of bounded length, whatever names hold', () => {
    const title = lensTitle(explained({ outcome: 'gated', message: `a\nb${'x'.repeat(500)}` }));
    expect(title?.length).toBe(160);
    expect(title).not.toContain('\n');
  });

  test('keeps its words while its document is broken off, and forgets them with it', () => {
    const memory = new ExplanationMemory();
    const broken = { documentIndex: 0, startLine: 3, endLine: 5, kind: '', name: '' };
    expect(memory.titlesOf('file:///a', [broken])).toEqual([]);
    memory.titlesOf('file:///a', [explained({ predictedNodes: ['worker-2'] })]);
    expect(memory.titlesOf('file:///a', [broken])).toEqual([{ line: 3, documentIndex: 0, title: 'would land on worker-2' }]);
    expect(memory.titlesOf('file:///a', [broken])).toHaveLength(1);
    memory.forget('file:///a');
    expect(memory.titlesOf('file:///a', [broken])).toEqual([]);
  });
});

test('the document is a table of nodes and reasons, and of scores', () => {
  const fitting = { nodeName: 'worker-2', fits: true, rejections: [], lacks: [], scores: { NodeResourcesFit: 90, TaintToleration: 300 }, total: 390 };
  expect(explanationDocument({ ...base, predictedNodes: ['worker-2'], nodes: [fitting, short, tainted] })).toBe(`Name:        web
Namespace:   default
Scheduling:  would land on worker-2
Nodes:
  Node           Verdict    Reasons
  ----           -------    -------
  worker-2       fits, 390
  worker-1       rejected   NodeResourcesFit: lacks 300m cpu (wants 1300m, 1 free)
  control-plane  rejected   TaintToleration: node(s) had untolerated taint(s)
Scores:
  Node      Total  NodeResourcesFit  TaintToleration
  ----      -----  ----------------  ---------------
  worker-2  390    90                300
`);
});
