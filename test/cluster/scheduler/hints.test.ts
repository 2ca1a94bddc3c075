// Which changes of nodes make a Pod that waits be tried again, as the real scheduler's queueing hints.
import { expect, it } from 'vitest';
import type { Node, Pod } from '../../../src/api/generated/core-v1.ts';
import type { ActionType, Plugin } from '../../../src/cluster/scheduler/framework.ts';
import { nodeAffinity } from '../../../src/cluster/scheduler/plugins/node-affinity.ts';
import { nodeResourcesFit } from '../../../src/cluster/scheduler/plugins/node-resources-fit.ts';
import { podTopologySpread } from '../../../src/cluster/scheduler/plugins/pod-topology-spread.ts';
import { taintToleration } from '../../../src/cluster/scheduler/plugins/taint-toleration.ts';

const node = (labels: Readonly<Record<string, string>> = {}, allocatable: Readonly<Record<string, string>> = {}, taints: readonly object[] = []): Node => ({ metadata: { name: 'n', labels }, spec: { taints }, status: { allocatable: { cpu: '4', memory: '8Gi', pods: '110', ...allocatable } } }) as never;
const pod = (spec: object): Pod => ({ metadata: { name: 'p', namespace: 'default', uid: 'u' }, spec: { containers: [{ name: 'main', image: 'x' }], ...spec }, status: {} }) as never;
const spread = pod({ topologySpreadConstraints: [{ maxSkew: 1, topologyKey: 'zone', whenUnsatisfiable: 'DoNotSchedule', labelSelector: {} }, { maxSkew: 1, topologyKey: 'shelf', whenUnsatisfiable: 'ScheduleAnyway', labelSelector: {} }] });
const large = pod({ containers: [{ name: 'main', image: 'x', resources: { requests: { cpu: '2' } } }] });
const onDisk = pod({ affinity: { nodeAffinity: { requiredDuringSchedulingIgnoredDuringExecution: { nodeSelectorTerms: [{ matchExpressions: [{ key: 'disk', operator: 'Exists' }] }] } } } });
const taint = { key: 'k', effect: 'NoSchedule' };

function wakes(plugin: Plugin, waiting: Pod, action: ActionType, old: Node | undefined, object: Node | undefined): boolean {
  const event = { resource: 'Node' as const, actions: [action], ...(old && { old }), ...(object && { object }) };
  return (plugin.events ?? []).some((e) => e.resource === 'Node' && e.actions.includes(action) && (e.hint === undefined || e.hint(waiting, event)));
}

it.each<[string, Plugin, Pod, ActionType, Node | undefined, Node | undefined, boolean]>([
  ['a node without the key', podTopologySpread, spread, 'Add', undefined, node(), false],
  ['a node with the key', podTopologySpread, spread, 'Add', undefined, node({ zone: 'a' }), true],
  ['another value of the key', podTopologySpread, spread, 'UpdateNodeLabel', node({ zone: 'a' }), node({ zone: 'b' }), true],
  ['a key that is only preferred', podTopologySpread, spread, 'UpdateNodeLabel', node({ zone: 'a' }), node({ zone: 'a', shelf: 'x' }), false],
  ['a node with the key that goes', podTopologySpread, spread, 'Delete', node({ zone: 'a' }), undefined, true],
  ['a taint of a node that counts', podTopologySpread, spread, 'UpdateNodeTaint', node({ zone: 'a' }, {}, [taint]), node({ zone: 'a' }), true],
  ['a node that is too small', nodeResourcesFit, large, 'Add', undefined, node({}, { cpu: '1' }), false],
  ['a node that grows', nodeResourcesFit, large, 'UpdateNodeAllocatable', node({}, { cpu: '1' }), node(), true],
  ['a node that grows in what is not asked for', nodeResourcesFit, large, 'UpdateNodeAllocatable', node({}, { memory: '1Gi' }), node(), false],
  ['room for more Pods', nodeResourcesFit, large, 'UpdateNodeAllocatable', node({}, { pods: '1' }), node(), true],
  ['a label that the Pod asks for', nodeAffinity, onDisk, 'UpdateNodeLabel', node(), node({ disk: 'ssd' }), true],
  ['a label of a node that matched before', nodeAffinity, onDisk, 'UpdateNodeLabel', node({ disk: 'hdd' }), node({ disk: 'ssd' }), false],
  ['a taint that goes', taintToleration, large, 'UpdateNodeTaint', node({}, {}, [taint]), node(), true],
  ['a taint that never mattered', taintToleration, large, 'UpdateNodeTaint', node({}, {}, [{ ...taint, effect: 'PreferNoSchedule' }]), node(), false],
])('%s', (_what, plugin, waiting, action, old, object, expected) => {
  expect(wakes(plugin, waiting, action, old, object)).toBe(expected);
});
