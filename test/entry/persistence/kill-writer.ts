// Child of the tests of the state on disk: writes through a persistent store and prints each write, first when tried, then when acknowledged, until it is killed or has done `rounds`.
import { writeSync } from 'node:fs';
import { seededRandom, randomInt } from '../../../src/base/random.ts';
import { systemClock } from '../../../src/base/system-clock.ts';
import type { KubeObject } from '../../../src/api/meta/object.ts';
import { Store } from '../../../src/cluster/store/store.ts';
import { openSqlitePersistence } from '../../../src/entry/persistence/sqlite-persistence.ts';

const [, , dir = '', seed = '0', rounds = 'Infinity'] = process.argv;
const random = seededRandom(Number(seed));
const store = await Store.open({ clock: systemClock, persistence: openSqlitePersistence(dir) });
/** Synchronous, so that what was said is out before the kill. */
function say(text: string): void {
  writeSync(1, `${text}\n`);
}
say(`start ${store.revision}`);
for (let n = 0; n < Number(rounds); n++) {
  const batch = Array.from({ length: 1 + randomInt(random, 4) }, () => {
    const key = `default/cm-${randomInt(random, 20)}`;
    const current = store.get('configmaps', key);
    if (current !== undefined && randomInt(random, 4) === 0) return `${key} ${store.delete('configmaps', key, current)} gone`;
    const object = { metadata: { name: key.slice(8), namespace: 'default', uid: `${seed}/${n}` }, data: { pad: 'x'.repeat(randomInt(random, 2000)) } } as unknown as KubeObject;
    const stored = current === undefined ? store.create('configmaps', key, object) : store.update('configmaps', key, current, object);
    return `${key} ${stored.metadata.resourceVersion} there`;
  });
  for (const line of batch) say(`try ${line}`);
  await store.whenDurable();
  for (const line of batch) say(`ack ${line}`);
}
