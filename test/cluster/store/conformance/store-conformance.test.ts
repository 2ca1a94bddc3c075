// k8s.io/apiserver's store_tests.go, test by test under the same names, on our API server and store.
import { beforeEach, describe, expect, test } from 'vitest';
import { configMaps } from '../../../../src/client/resources.ts';
import { type ConfigMap, everywhere, refusal, Storage } from './storage.ts';
import { notApplicable, storeTests } from './table.ts';

let storage: Storage;
beforeEach(async () => { storage = await Storage.open(); });

const cases: Partial<Record<(typeof storeTests)[number], () => Promise<void>>> = {
  async Create() {
    expect(await refusal(storage.get('foo'))).toBe('NotFound 404');
    const made = await storage.create('foo');
    expect(made.metadata).toMatchObject({ name: 'foo', resourceVersion: String(storage.store.revision) });
    const { revision } = storage.store;
    expect(await refusal(storage.client.create(configMaps, { metadata: { name: 'bar', resourceVersion: '1' } }, 'test-ns'))).toBe('no reason 500');
    expect([storage.store.revision, await refusal(storage.get('bar'))]).toEqual([revision, 'NotFound 404']);
  },

  async CreateWithKeyExist() {
    await storage.create('foo');
    expect(await refusal(storage.create('foo'))).toBe('AlreadyExists 409');
  },

  async Get() {
    const created = await storage.create('foo');
    const stored = await storage.label('foo', { version: '2' });
    const last = await storage.create('bar');
    for (const resourceVersion of ['', '0', created.metadata.resourceVersion, stored.metadata.resourceVersion, last.metadata.resourceVersion]) {
      expect(await storage.get('foo', { resourceVersion }), `not older than ${resourceVersion ?? ''}`).toEqual(stored);
    }
    expect(await refusal(storage.get('foo', { resourceVersion: '9007199254740991' }))).toBe('Timeout 504');
    expect(await refusal(storage.get('non-existing'))).toBe('NotFound 404');
  },

  async UnconditionalDelete() {
    await storage.create('foo');
    const { revision } = storage.store;
    await storage.delete('foo');
    expect([await refusal(storage.get('foo')), storage.store.revision]).toEqual(['NotFound 404', revision + 1]);
    expect(await refusal(storage.delete('non-existing'))).toBe('NotFound 404');
  },

  async ConditionalDelete() {
    const { metadata: { uid } } = await storage.create('foo');
    expect(await refusal(storage.delete('foo', { uid: 'B' }))).toBe('Conflict 409');
    expect(await refusal(storage.get('foo'))).toBe('accepted');
    expect(await refusal(storage.delete('foo', { uid: uid ?? '' }))).toBe('accepted');
    expect(await refusal(storage.get('foo'))).toBe('NotFound 404');
  },

  async DeleteWithSuggestion() {
    const { metadata: { resourceVersion } } = await storage.create('foo');
    expect(await refusal(storage.delete('foo', { resourceVersion: resourceVersion ?? '' }))).toBe('accepted');
    expect(await refusal(storage.get('foo'))).toBe('NotFound 404');
  },

  async DeleteWithSuggestionAndConflict() {
    await storage.create('foo');
    await storage.label('foo', { foo: 'bar' });
    expect(await refusal(storage.delete('foo'))).toBe('accepted');
    expect(await refusal(storage.get('foo'))).toBe('NotFound 404');
  },

  async DeleteWithConflict() {
    await storage.create('foo');
    const watched = storage.watch({ resourceVersion: storage.store.revision });
    const [updated] = await Promise.all([storage.label('foo', { foo: 'bar' }), storage.get('foo').then(() => storage.delete('foo'))].map((p) => p.catch((error: unknown) => error)));
    expect(await refusal(storage.get('foo'))).toBe('NotFound 404');
    // The last state that is told of is the one that was deleted.
    const labels = watched.events.at(-1)?.object.metadata.labels;
    expect(labels).toEqual(updated instanceof Error ? undefined : (updated as ConfigMap).metadata.labels);
  },

  async DeleteWithSuggestionOfDeletedObject() {
    const { metadata: { resourceVersion } } = await storage.create('foo');
    await storage.delete('foo');
    expect(await refusal(storage.delete('foo', { resourceVersion: resourceVersion ?? '' }))).toBe('NotFound 404');
  },

  async ValidateDeletionWithSuggestion() {
    // What is judged is the state of now, not the one that the caller has seen.
    const seen = await storage.create('foo');
    const { metadata: { resourceVersion } } = await storage.label('foo', { now: 'true' });
    expect(await refusal(storage.delete('foo', { resourceVersion: seen.metadata.resourceVersion ?? '' }))).toBe('Conflict 409');
    expect(await refusal(storage.delete('foo', { resourceVersion: resourceVersion ?? '' }))).toBe('accepted');
  },

  async ValidateDeletionWithOnlySuggestionValid() {
    const seen = await storage.create('foo');
    await storage.label('foo', { now: 'true' });
    expect(await refusal(storage.delete('foo', { resourceVersion: seen.metadata.resourceVersion ?? '' }))).toBe('Conflict 409');
    expect((await storage.get('foo')).metadata.labels).toEqual({ now: 'true' });
  },

  async PreconditionalDeleteWithSuggestion() {
    const first = await storage.create('foo');
    await storage.delete('foo');
    const second = await storage.create('foo');
    expect(await refusal(storage.delete('foo', { uid: second.metadata.uid ?? '' }))).toBe('accepted');
    expect(first.metadata.uid).not.toBe(second.metadata.uid);
  },

  async PreconditionalDeleteWithOnlySuggestionPass() {
    const first = await storage.create('foo');
    await storage.delete('foo');
    await storage.create('foo');
    expect(await refusal(storage.delete('foo', { uid: first.metadata.uid ?? '' }))).toBe('Conflict 409');
    expect(await refusal(storage.get('foo'))).toBe('accepted');
  },

  async List() {
    const [a, b, c] = [await storage.create('a', { set: 'one' }, 'first'), await storage.create('b', {}, 'first'), await storage.create('b', { set: 'one' }, 'second')];
    const own = { labelSelector: '!kubernetes.io/not-there', fieldSelector: 'metadata.name!=kube-root-ca.crt' };
    const { names, revision } = await storage.list(own, 'first');
    expect([names, revision]).toEqual([['a', 'b'], String(storage.store.revision)]);
    expect((await storage.list({ labelSelector: 'set=one' }, everywhere)).names).toEqual(['a', 'b']);
    expect((await storage.list({ fieldSelector: 'metadata.name=b' }, everywhere)).names).toEqual(['b', 'b']);
    // Not older than, exactly, and beyond.
    expect((await storage.list({ ...own, resourceVersion: '0' }, 'first')).names).toEqual(['a', 'b']);
    expect((await storage.list({ ...own, resourceVersion: a.metadata.resourceVersion, resourceVersionMatch: 'NotOlderThan' }, 'first')).names).toEqual(['a', 'b']);
    expect(await storage.list({ ...own, resourceVersion: a.metadata.resourceVersion, resourceVersionMatch: 'Exact' }, 'first')).toMatchObject({ names: ['a'], revision: a.metadata.resourceVersion });
    expect((await storage.list({ resourceVersion: b.metadata.resourceVersion, resourceVersionMatch: 'Exact' }, 'second')).names).not.toContain(c.metadata.name);
    expect(await refusal(storage.list({ resourceVersion: '9007199254740991' }))).toBe('Timeout 504');
    expect(await refusal(storage.list({ resourceVersion: '0', resourceVersionMatch: 'Exact' }))).toBe('Invalid 422');
    // Pages.
    const page = await storage.list({ ...own, limit: 1 }, 'first');
    expect([page.names, page.next === '']).toEqual([['a'], false]);
    const rest = await storage.list({ ...own, limit: 1, continue: page.next }, 'first');
    expect([rest.names, rest.next, rest.revision]).toEqual([['b'], '', page.revision]);
    expect((await storage.list({ ...own, limit: 1, resourceVersion: '0' }, 'first')).names).toEqual(['a', 'b']);
    expect(await refusal(storage.list({ continue: page.next, resourceVersion: a.metadata.resourceVersion }, 'first'))).toBe('BadRequest 400');
    expect((await storage.list({}, 'nowhere')).names).toEqual([]);
  },

  async ListPaging() {
    for (let i = 0; i < 5; i++) await storage.create(`foo-${i}`);
    const seen: string[] = [];
    let next = '';
    do {
      const page = await storage.list({ limit: 1, ...(next !== '' && { continue: next }) });
      seen.push(...page.names);
      next = page.next;
    } while (next !== '');
    expect(seen).toEqual(['foo-0', 'foo-1', 'foo-2', 'foo-3', 'foo-4']);
  },

  async ConsistentList() {
    await storage.create('one');
    const first = await storage.list();
    // The revision of a list is the store's, whatever was written last.
    await storage.create('elsewhere', {}, 'second');
    const second = await storage.list();
    expect([second.names, second.revision]).toEqual([first.names, String(Number(first.revision) + 1)]);
    await storage.create('two');
    expect((await storage.list()).names).toEqual(['one', 'two']);
  },

  async GetListNonRecursive() {
    const first = await storage.create('foo');
    const second = await storage.label('foo', { version: '2' });
    const one = { fieldSelector: 'metadata.name=foo' };
    for (const resourceVersion of ['', '0', first.metadata.resourceVersion, second.metadata.resourceVersion]) expect((await storage.list({ ...one, resourceVersion })).names).toEqual(['foo']);
    const { body } = await storage.client.send({ verb: 'list', ref: configMaps, namespace: 'test-ns', query: { ...one, resourceVersion: first.metadata.resourceVersion ?? '', resourceVersionMatch: 'Exact' } });
    expect((body as { items: ConfigMap[] }).items.map(({ metadata }) => metadata)).toEqual([first.metadata]);
    expect((await storage.list({ fieldSelector: 'metadata.name=non-existing' })).names).toEqual([]);
    expect((await storage.list({ fieldSelector: 'metadata.name=foo,metadata.name!=foo' })).names).toEqual([]);
  },

  async GetListRecursivePrefix() {
    // A namespace is no prefix of another one’s name.
    await storage.client.create({ group: '', version: 'v1', resource: 'namespaces' }, { metadata: { name: 'first-1' } });
    await storage.create('a', {}, 'first');
    await storage.create('b', {}, 'first-1');
    expect((await storage.list({}, 'first')).names).toEqual(['a']);
    expect((await storage.list({}, 'first-1')).names).toEqual(['b']);
    expect((await storage.list({}, 'firs')).names).toEqual([]);
  },

  async ListContinuation() {
    for (const [name, namespace] of [['bar', 'first'], ['foo', 'second'], ['qux', 'second']] as const) await storage.create(name, { own: 'true' }, namespace);
    const own = { labelSelector: 'own' };
    const first = await storage.list({ ...own, limit: 1 }, everywhere);
    expect(first.names).toEqual(['bar']);
    // Written in between: the rest is the state of the first page.
    await storage.create('new', { own: 'true' }, 'second');
    await storage.label('qux', { own: 'changed' }, 'second');
    expect((await storage.list({ ...own, continue: first.next }, everywhere)).names).toEqual(['foo', 'qux']);
    const second = await storage.list({ ...own, limit: 1, continue: first.next }, everywhere);
    expect([second.names, second.revision]).toEqual([['foo'], first.revision]);
    const third = await storage.list({ ...own, limit: 1, continue: second.next }, everywhere);
    expect([third.names, third.next, third.revision]).toEqual([['qux'], '', first.revision]);
  },

  async ListPaginationRareObject() {
    for (let i = 0; i < 300; i++) await storage.create(`foo-${String(i).padStart(3, '0')}`, i === 299 ? { rare: 'true' } : {});
    expect(await storage.list({ labelSelector: 'rare', limit: 1 })).toMatchObject({ names: ['foo-299'], next: '' });
  },

  async ListContinuationWithFilter() {
    for (const name of ['1', '2', '3', '4']) await storage.create(`foo-${name}`, name === '2' ? {} : { wanted: 'true' });
    const first = await storage.list({ labelSelector: 'wanted', limit: 2 });
    // How many remain is not told where a selector would have to be tried on each.
    expect([first.names, first.next === '', first.remaining]).toEqual([['foo-1', 'foo-3'], false, undefined]);
    expect(await storage.list({ labelSelector: 'wanted', limit: 2, continue: first.next })).toMatchObject({ names: ['foo-4'], next: '', revision: first.revision });
    expect((await storage.list({ limit: 3 })).remaining).toBe(1);
  },

  async ListInconsistentContinuation() {
    for (const name of ['a', 'b', 'c']) await storage.create(name);
    const first = await storage.list({ limit: 1 });
    await storage.label('c', { later: 'true' });
    storage.store.compact(storage.store.revision);
    expect(await refusal(storage.list({ limit: 1, continue: first.next }))).toBe('Expired 410');
  },

  async ListResourceVersionMatch() {
    const [a, b] = [await storage.create('a'), await storage.create('b')];
    const at = (resourceVersion: string | undefined, resourceVersionMatch: string) => storage.list({ resourceVersion, resourceVersionMatch }).then(({ names }) => names.join());
    expect(await at(a.metadata.resourceVersion, 'Exact')).toBe('a');
    expect(await at(a.metadata.resourceVersion, 'NotOlderThan')).toBe('a,b');
    expect(await at(b.metadata.resourceVersion, 'Exact')).toBe('a,b');
    expect(await refusal(at(a.metadata.resourceVersion, 'Unknown'))).toBe('Invalid 422');
    expect(await refusal(at('', 'Exact'))).toBe('Invalid 422');
  },

  async NamespaceScopedList() {
    await storage.create('foo', { app: 'x' }, 'first');
    await storage.create('bar', {}, 'first');
    await storage.create('foo', { app: 'x' }, 'second');
    const names = async (query: Record<string, string>, namespace?: string) => (await storage.list(query, namespace)).names;
    expect(await names({}, 'first')).toEqual(['bar', 'foo']);
    expect(await names({ labelSelector: 'app=x' }, 'first')).toEqual(['foo']);
    expect(await names({ fieldSelector: 'metadata.name=bar' }, 'first')).toEqual(['bar']);
    expect(await names({ fieldSelector: 'metadata.namespace=second,metadata.name=foo' }, 'second')).toEqual(['foo']);
    expect(await names({ fieldSelector: 'metadata.namespace=second' }, 'first')).toEqual([]);
  },

  async CompactRevision() {
    const first = await storage.create('a');
    const second = await storage.create('b');
    const exactly = (at: ConfigMap) => storage.list({ resourceVersion: at.metadata.resourceVersion, resourceVersionMatch: 'Exact' });
    storage.store.compact(Number(second.metadata.resourceVersion));
    expect(await refusal(exactly(first))).toBe('Expired 410');
    expect((await exactly(second)).names).toEqual(['a', 'b']);
    expect((await storage.list()).names).toEqual(['a', 'b']);
  },

  async GuaranteedUpdate() {
    const made = await storage.create('foo');
    expect(await refusal(storage.update('non-existing', (object) => object))).toBe('NotFound 404');
    const updated = await storage.label('foo', { a: 'b' });
    expect(Number(updated.metadata.resourceVersion)).toBe(Number(made.metadata.resourceVersion) + 1);
    // The same again is no write.
    expect((await storage.label('foo', { a: 'b' })).metadata.resourceVersion).toBe(updated.metadata.resourceVersion);
    const other = (uid: string | undefined) => storage.update('foo', (object) => ({ ...object, metadata: { ...object.metadata, ...(uid !== undefined && { uid }) } }));
    expect(await refusal(other(updated.metadata.uid))).toBe('accepted');
    expect((await storage.get('foo')).metadata.resourceVersion).toBe(updated.metadata.resourceVersion);
  },

  async GuaranteedUpdateWithConflict() {
    await storage.create('foo');
    let tries = 0;
    const updated = await storage.update('foo', async (object) => {
      tries++;
      if (tries === 1) await storage.label('foo', { first: 'true' });
      return { ...object, metadata: { ...object.metadata, annotations: { second: 'true' } } };
    });
    expect([tries, updated.metadata.labels, updated.metadata.annotations]).toEqual([2, { first: 'true' }, { second: 'true' }]);
  },

  async GuaranteedUpdateWithSuggestionAndConflict() {
    const suggestion = await storage.create('foo');
    const now = await storage.label('foo', { a: 'b' });
    expect(await refusal(storage.client.update(configMaps, { ...suggestion, metadata: { ...suggestion.metadata, labels: { c: 'd' } } }))).toBe('Conflict 409');
    expect(await storage.get('foo')).toEqual(now);
    expect((await storage.label('foo', { c: 'd' })).metadata.labels).toEqual({ c: 'd' });
  },

  async Stats() {
    const before = storage.store.count('configmaps');
    await storage.create('foo');
    await storage.create('bar', {}, 'first');
    expect(storage.store.count('configmaps')).toBe(before + 2);
    await storage.delete('foo');
    expect(storage.store.count('configmaps')).toBe(before + 1);
  },
};

describe('store_tests.go', () => {
  test('every test is played here or has a reason not to be', () => {
    expect([...Object.keys(cases), ...Object.keys(notApplicable).filter((name) => (storeTests as readonly string[]).includes(name))].sort()).toEqual([...storeTests].sort());
  });
  test.each(Object.entries(cases))('%s', async (_, play) => { await play(); });
});
