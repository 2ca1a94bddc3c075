// Custom resources among the controllers: they own and are owned, go with their namespace, are counted; and the built-in kubectl knows them.
import { afterEach, expect, test } from 'vitest';
import type { ConfigMap, Namespace, ResourceQuota } from '../../../src/api/generated/core-v1.ts';
import type { KubeObject } from '../../../src/api/meta/object.ts';
import * as resources from '../../../src/client/resources.ts';
import { startVirtualCluster, type VirtualCluster } from '../../support/cluster-fakes/virtual-cluster.ts';
import { kubectlOf } from '../../support/cluster-fakes/virtual-kubectl.ts';

let virtual: VirtualCluster | undefined;
afterEach(() => {
  virtual?.dispose();
  virtual = undefined;
});

const definitionYaml = `apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata: {name: paintings.art.example.com}
spec:
  group: art.example.com
  scope: Namespaced
  names: {kind: Painting, plural: paintings, shortNames: [pt]}
  versions:
  - name: v1
    served: true
    storage: true
    additionalPrinterColumns: [{name: Title, type: string, jsonPath: .spec.title}]
    schema:
      openAPIV3Schema:
        type: object
        description: What hangs on a wall.
        properties:
          spec: {type: object, description: What is painted., required: [title], properties: {title: {type: string, description: Its name.}}}
`;
const paintingYaml = 'apiVersion: art.example.com/v1\nkind: Painting\nmetadata: {name: sea}\nspec: {title: Sea}\n';
const paintings = { group: 'art.example.com', version: 'v1', resource: 'paintings' };
const painting = (name: string, metadata: object = {}): object => ({ apiVersion: 'art.example.com/v1', kind: 'Painting', metadata: { name, ...metadata }, spec: { title: name } });

test('kubectl creates, gets, explains and deletes them', async () => {
  virtual = await startVirtualCluster({});
  const kubectl = kubectlOf(virtual, { 'crd.yml': definitionYaml, 'sea.yml': paintingYaml });
  expect(await kubectl('apply -f crd.yml')).toEqual({ exit: 0, out: 'customresourcedefinition.apiextensions.k8s.io/paintings.art.example.com created\n', err: '' });
  expect((await kubectl('wait --for=condition=Established crd/paintings.art.example.com')).out).toBe('customresourcedefinition.apiextensions.k8s.io/paintings.art.example.com condition met\n');
  expect((await kubectl('get crd')).out).toMatch(/^NAME +CREATED AT\npaintings\.art\.example\.com +2026-01-01T12:00:\d\dZ\n$/);
  expect((await kubectl('apply -f sea.yml')).out).toBe('painting.art.example.com/sea created\n');
  expect((await kubectl('get pt')).out).toBe('NAME   TITLE\nsea    Sea\n');
  expect((await kubectl('explain painting.spec.title')).out).toBe('GROUP:      art.example.com\nKIND:       Painting\nVERSION:    v1\n\nFIELD: title <string>\n\n\nDESCRIPTION:\n    Its name.\n\n');
  expect((await kubectl('delete crd paintings.art.example.com')).exit).toBe(0);
  expect((await kubectl('get paintings')).err).toBe('error: the server doesn\'t have a resource type "paintings"\n');
  expect(virtual.errors).toEqual([]);
}, 30_000);

test('they own, are owned, are counted, and go with their namespace', async () => {
  virtual = await startVirtualCluster({});
  const { client, until, errors } = virtual;
  const kubectl = kubectlOf(virtual, { 'crd.yml': definitionYaml });
  await kubectl('apply -f crd.yml');
  const isGone = async (name: string, of = paintings): Promise<boolean> => client.get<KubeObject>(of, name, 'default').then(() => false, () => true);
  const owner = await client.create<KubeObject>(paintings, painting('owner') as KubeObject, 'default');
  const ownedBy = ({ apiVersion, kind, metadata: { name, uid } }: KubeObject): object => ({ ownerReferences: [{ apiVersion, kind, name, uid }] });
  await client.create<ConfigMap>(resources.configMaps, { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'frame', ...ownedBy(owner) } } as ConfigMap, 'default');
  const wall = await client.create<ConfigMap>(resources.configMaps, { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'wall' } } as ConfigMap, 'default');
  await client.create<KubeObject>(paintings, painting('hung', ownedBy({ ...wall, apiVersion: 'v1', kind: 'ConfigMap' })) as KubeObject, 'default');
  await client.delete(paintings, 'owner', 'default');
  await client.delete(resources.configMaps, 'wall', 'default');
  await until(async () => (await isGone('frame', resources.configMaps)) && (await isGone('hung')));

  await client.create<ResourceQuota>(resources.resourceQuotas, { apiVersion: 'v1', kind: 'ResourceQuota', metadata: { name: 'q' }, spec: { hard: { 'count/paintings.art.example.com': '1' } } }, 'default');
  const used = async (): Promise<string | undefined> => (await client.get<ResourceQuota>(resources.resourceQuotas, 'q', 'default')).status?.used?.['count/paintings.art.example.com'];
  await until(async () => (await used()) === '0');
  await client.create<KubeObject>(paintings, painting('one') as KubeObject, 'default');
  await expect(client.create<KubeObject>(paintings, painting('two') as KubeObject, 'default')).rejects.toThrow('paintings.art.example.com "two" is forbidden: exceeded quota: q, requested: count/paintings.art.example.com=1, used: count/paintings.art.example.com=1, limited: count/paintings.art.example.com=1');
  await client.delete(paintings, 'one', 'default');
  await until(async () => (await used()) === '0');

  await client.create<Namespace>(resources.namespaces, { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'hall' } } as Namespace);
  await client.create<KubeObject>(paintings, painting('there') as KubeObject, 'hall');
  await client.delete(resources.namespaces, 'hall');
  await until(async () => client.get<Namespace>(resources.namespaces, 'hall').then(() => false, () => true));
  expect((await client.list<KubeObject>(paintings)).items).toEqual([]);
  expect(errors).toEqual([]);
}, 30_000);
