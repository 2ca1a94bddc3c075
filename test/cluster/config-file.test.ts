import { describe, expect, test } from 'vitest';
import { errorText } from '../../src/api/field/error.ts';
import { readClusterConfig } from '../../src/cluster/config-file.ts';
import { type ClusterConfig, defaultClusterConfig, noLatencies, realisticLatencies } from '../../src/cluster/config.ts';

function configOf(value: unknown): ClusterConfig {
  const result = readClusterConfig(value);
  if (!('config' in result)) throw new Error(result.findings.map(errorText).join('\n'));
  return result.config;
}

function findingsOf(value: unknown): string[] {
  const result = readClusterConfig(value);
  return 'findings' in result ? result.findings.map(errorText) : [];
}

describe('podlab.yaml', () => {
  test('is the default where it says nothing', () => {
    for (const empty of [null, undefined, {}]) expect(configOf(empty)).toEqual(defaultClusterConfig);
  });

  test('gives nodes their capacity, labels and taints over what is usual', () => {
    const { nodes } = configOf({ nodes: [{ name: 'cp', role: 'control-plane', labels: { zone: 'a' } }, { name: 'gpu', capacity: { cpu: 8, 'example.com/gpu': '2' }, taints: [{ key: 'dedicated', value: 'gpu', effect: 'NoSchedule' }] }] });
    expect(nodes[0]).toMatchObject({ labels: { 'node-role.kubernetes.io/control-plane': '', zone: 'a' }, taints: [{ key: 'node-role.kubernetes.io/control-plane' }] });
    expect(nodes[1]).toEqual({ name: 'gpu', capacity: { cpu: '8', memory: '4Gi', 'ephemeral-storage': '20Gi', pods: '110', 'example.com/gpu': '2' }, labels: {}, taints: [{ key: 'dedicated', value: 'gpu', effect: 'NoSchedule' }] });
  });

  test('sets latencies, speed and images', () => {
    expect(configOf({ latencies: 'none' }).latencies).toEqual(noLatencies);
    expect(configOf({ latencies: { sandboxMs: 5 } }).latencies).toEqual({ ...realisticLatencies, sandboxMs: 5 });
    expect(configOf({ speed: 2.5, preloadedImages: ['nginx'] })).toMatchObject({ speed: 2.5, preloadedImages: ['nginx'] });
  });

  test.each<[unknown, string[]]>([
    [[], ['<nil>: Invalid value: []: must be of type object']],
    [{ node: [] }, ['node: Forbidden: unknown field']],
    [{ nodes: [{}] }, ['nodes[0].name: Required value']],
    [{ nodes: [{ name: 'a', role: 'master' }] }, ['nodes[0].role: Unsupported value: "master": supported values: "control-plane", "worker"']],
    [{ nodes: [{ name: 'a', labels: { x: 1 } }] }, ['nodes[0].labels[x]: Invalid value: 1: must be of type string']],
    [{ nodes: [{ name: 'a', taints: [{ key: 'x', effect: 'Never' }] }] }, ['nodes[0].taints[0].effect: Unsupported value: "Never": supported values: "NoSchedule", "PreferNoSchedule", "NoExecute"']],
    [{ nodes: [{ name: 'a' }, { name: 'a' }] }, ['nodes[1].name: Duplicate value: "a"']],
    [{ nodes: [{ name: 'a', capacity: { cpu: '-1' } }] }, ['nodes[0].capacity[cpu]: Invalid value: "-1": must be greater than or equal to 0']],
    [{ latencies: 'slow' }, ['latencies: Unsupported value: "slow": supported values: "realistic", "none"']],
    [{ latencies: { sandboxMs: -1 } }, ['latencies.sandboxMs: Invalid value: -1: must be >= 0']],
    [{ latencies: 7 }, ['latencies: Unsupported value: 7: supported values: "realistic", "none"']],
    [{ speed: 0 }, ['speed: Invalid value: 0: must be > 0']],
    [{ nodes: [{ name: 'a', taints: [{ key: 'x', effect: 'NoSchedule' }, { key: 'x', value: 'y', effect: 'NoSchedule' }] }] }, ['nodes[0].taints[1]: Duplicate value: "x:NoSchedule"']],
  ])('refuses %j', (value, findings) => {
    expect(findingsOf(value)).toEqual(findings);
  });

  test('names and quantities follow the API’s rules', () => {
    expect(findingsOf({ nodes: [{ name: 'Big_One', capacity: { cpu: 'lots' }, labels: { '-x': 'a b' }, taints: [{ key: '', effect: 'NoExecute' }] }] }).map((text) => text.split(':')[0])).toEqual(
      expect.arrayContaining(['nodes[0].name', 'nodes[0].capacity[cpu]', 'nodes[0].labels', 'nodes[0].taints[0].key']),
    );
  });
});
