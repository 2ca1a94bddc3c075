// Which slices are touched when endpoints come and go.
import { expect, it } from 'vitest';
import type { Endpoint, EndpointSlice } from '../../../src/api/generated/discovery-v1.ts';
import { placeEndpoints, reuseRemoved, type SliceContent } from '../../../src/cluster/controllers/slice-placement.ts';

const endpoint = (n: number, ready = true): Endpoint => ({ addresses: [`10.0.0.${n}`], conditions: { ready } });
const content = (numbers: readonly number[], port = 80): SliceContent => ({ addressType: 'IPv4', ports: [{ name: '', protocol: 'TCP', port }], endpoints: numbers.map((n) => endpoint(n)) });
const slice = (name: string, numbers: readonly number[], port = 80): EndpointSlice => ({ metadata: { name, resourceVersion: '1', uid: name, creationTimestamp: '' }, ...content(numbers, port) }) as EndpointSlice;

function play(existing: readonly EndpointSlice[], desired: readonly SliceContent[]): unknown {
  const { create, update, remove } = reuseRemoved(placeEndpoints(existing, desired, 3, () => false));
  const ends = (endpoints: readonly Endpoint[]): string => endpoints.map((e) => e.addresses[0]?.split('.')[3]).join(' ');
  return { create: create.map((c) => ends(c.endpoints)), update: update.map(({ old, content: c }) => `${old.metadata.name}: ${ends(c.endpoints)}`), remove: remove.map((s) => s.metadata.name) };
}

it('makes slices of the greatest size for a new Service', () => {
  expect(play([], [content([1, 2, 3, 4])])).toEqual({ create: ['1 2 3', '4'], update: [], remove: [] });
});

it('touches only the slice that lost an endpoint', () => {
  expect(play([slice('a', [1, 2, 3]), slice('b', [4, 5, 6])], [content([1, 3, 4, 5, 6])])).toEqual({ create: [], update: ['a: 1 3'], remove: [] });
});

it('fills slices that change anyway before others', () => {
  expect(play([slice('a', [1]), slice('b', [4, 5, 6])], [content([1, 4, 6, 7])])).toEqual({ create: [], update: ['b: 4 6 7'], remove: [] });
});

it('adds to the fullest slice that has room', () => {
  expect(play([slice('a', [1]), slice('b', [2, 3])], [content([1, 2, 3, 4])])).toEqual({ create: [], update: ['b: 2 3 4'], remove: [] });
});

it('makes a slice that is to go into one that is to be made', () => {
  expect(play([slice('a', [1])], [content([1], 90)])).toEqual({ create: [], update: ['a: 1'], remove: [] });
});

it('leaves alone what is as it should be', () => {
  expect(play([slice('a', [1, 2])], [content([2]), content([1])])).toEqual({ create: [], update: [], remove: [] });
});
