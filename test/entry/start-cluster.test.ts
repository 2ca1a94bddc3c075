import { expect, test } from 'vitest';
import { defaultClusterConfig, noLatencies } from '../../src/cluster/config.ts';
import { readSettings } from '../../src/entry/start-cluster.ts';

const usual = { ...defaultClusterConfig, hasMetricsServer: true };

test('without a podlab.yaml the cluster is the default one, with the latencies of the settings', () => {
  expect(readSettings('')).toEqual({ config: usual });
  expect(readSettings('not json')).toEqual({ config: usual });
  expect(readSettings('{"latencies":"none"}').config.latencies).toEqual(noLatencies);
});

test('the workspace’s podlab.yaml says which nodes there are', () => {
  const { config, problem } = readSettings(JSON.stringify({ latencies: 'none', file: '# mine\nnodes:\n  - name: lonely\nspeed: 4\n' }));
  expect(problem).toBeUndefined();
  expect(config).toMatchObject({ nodes: [{ name: 'lonely' }], speed: 4, latencies: noLatencies });
});

test('a podlab.yaml with mistakes is told of with its lines, and the default takes its place', () => {
  expect(readSettings(JSON.stringify({ file: 'nodes:\n  - nmae: lonely\n' }))).toEqual({ config: usual, problem: 'podlab.yaml:2: nodes[0].name: Required value\npodlab.yaml:2: nodes[0].nmae: Forbidden: unknown field' });
  expect(readSettings(JSON.stringify({ file: 'nodes: [' })).problem).toMatch(/^podlab\.yaml:1: /);
  expect(readSettings(JSON.stringify({ file: '' }))).toEqual({ config: usual });
});
