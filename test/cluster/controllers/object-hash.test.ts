// The order of ports, as a real cluster has it.
import { expect, it } from 'vitest';
import { sortedByHash } from '../../../src/cluster/controllers/object-hash.ts';

const tcp = (port: number) => (name: string, i: number): { name: string; port: number; protocol: string } => ({ name, port: port + i, protocol: 'TCP' });
const mixed = [{ name: 'b', port: 1, protocol: 'UDP' }, { name: 'a', port: 1, protocol: 'TCP' }, { name: 'c', port: 3, protocol: 'TCP', appProtocol: 'kubernetes.io/h2c' }];
const many = ['http', 'https', 'metrics', 'admin', 'grpc'].map(tcp(8000));
const plain = ['x1', 'x2', 'x3', 'x4'].map(tcp(5));

it.each([
  ['discovery/v1.EndpointPort', 'metrics http admin grpc https', 'c b a', 'x3 x4 x1 x2'],
  ['core/v1.EndpointPort', 'http admin grpc https metrics', 'a b c', 'x2 x3 x1 x4'],
])('orders ports by their hash (%s)', (goType, ...orders) => {
  expect([many, mixed, plain].map((ports) => sortedByHash(goType, ports).map((p) => p.name).join(' '))).toEqual(orders);
});
