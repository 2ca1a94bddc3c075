// Secrets that ask for a ServiceAccount's token.
import { afterEach, expect, it } from 'vitest';
import type { Secret } from '../../../src/api/generated/core-v1.ts';
import type { New } from '../../../src/api/meta/object.ts';
import * as resources from '../../../src/client/resources.ts';
import { createFakeRuntime } from '../../support/cluster-fakes/fake-runtime.ts';
import { startVirtualCluster, type VirtualCluster } from '../../support/cluster-fakes/virtual-cluster.ts';

let virtual: VirtualCluster | undefined;
afterEach(() => {
  virtual?.dispose();
  virtual = undefined;
});

const tokenFor = (name: string, account: string, annotations = {}): New<Secret> => ({ apiVersion: 'v1', kind: 'Secret', metadata: { name, annotations: { 'kubernetes.io/service-account.name': account, ...annotations } }, type: 'kubernetes.io/service-account-token' });
const review = async ({ client }: VirtualCluster, token: string): Promise<unknown> => {
  const { status } = await client.create<{ metadata: never; status: { authenticated?: boolean; user?: unknown } }>({ group: 'authentication.k8s.io', version: 'v1', resource: 'tokenreviews' }, { apiVersion: 'authentication.k8s.io/v1', kind: 'TokenReview', spec: { token } } as never);
  return status;
};

it('is filled with a token that is worth something as long as the Secret is there', async () => {
  virtual = await startVirtualCluster({ createRuntime: (_node, { clock }) => createFakeRuntime({ clock }), apiServer: { certificate: 'CA', yaml: undefined as never } });
  const { client, until, errors } = virtual;
  await client.create(resources.serviceAccounts, { apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name: 'bot' } }, 'default');
  await client.create(resources.secrets, tokenFor('key', 'bot'), 'default');
  const { data, metadata } = await until(async () => { const s = await client.get<Secret>(resources.secrets, 'key', 'default'); return s.data?.['token'] !== undefined && s; });
  const { uid } = await client.get(resources.serviceAccounts, 'bot', 'default').then((a) => a.metadata);
  expect(data).toMatchObject({ 'ca.crt': btoa('CA'), namespace: btoa('default') });
  expect(metadata.annotations).toEqual({ 'kubernetes.io/service-account.name': 'bot', 'kubernetes.io/service-account.uid': uid });
  const token = atob(data?.['token'] ?? '');
  expect(JSON.parse(atob(token.split('.')[1] ?? ''))).toEqual({
    iss: 'kubernetes/serviceaccount', sub: 'system:serviceaccount:default:bot',
    'kubernetes.io/serviceaccount/namespace': 'default', 'kubernetes.io/serviceaccount/secret.name': 'key', 'kubernetes.io/serviceaccount/service-account.name': 'bot', 'kubernetes.io/serviceaccount/service-account.uid': uid,
  });
  expect(await review(virtual, token)).toMatchObject({ authenticated: true, user: { username: 'system:serviceaccount:default:bot', uid } });
  expect(await review(virtual, `${token.slice(0, -4)}AAAA`)).not.toHaveProperty('authenticated', true);
  await client.delete(resources.serviceAccounts, 'bot', 'default');
  await until(async () => client.get(resources.secrets, 'key', 'default').then(() => false, () => true));
  expect(await review(virtual, token)).not.toHaveProperty('authenticated', true);
  expect(errors).toEqual([]);
});

it('is deleted when there is no such account, or it is of another one', async () => {
  virtual = await startVirtualCluster({ createRuntime: (_node, { clock }) => createFakeRuntime({ clock }) });
  const { client, until } = virtual;
  await client.create(resources.secrets, tokenFor('nobody', 'nope'), 'default');
  await client.create(resources.secrets, tokenFor('another', 'default', { 'kubernetes.io/service-account.uid': 'past' }), 'default');
  await until(async () => (await client.list<Secret>(resources.secrets, 'default')).items.length === 0);
});
