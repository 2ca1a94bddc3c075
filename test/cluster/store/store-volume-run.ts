// Child of store-volume.test.ts, so that nothing slows the store down: `OPERATIONS SEED`; prints the counts as JSON, or throws.
import { seededRandom } from '../../../src/base/random.ts';
import { isStorageError } from '../../../src/cluster/store/storage-error.ts';
import { Store } from '../../../src/cluster/store/store.ts';
import { driveVolume } from './store-volume.ts';

// Refusals are expected here, and nobody reads where they came from.
Error.stackTraceLimit = 0;
const [, , operations = '0', seed = '0'] = process.argv;
const counts = await driveVolume({ Store, isStorageError }, seededRandom(Number(seed)), { operations: Number(operations), watchers: 64, compareEvery: 10_000 });
process.stdout.write(JSON.stringify({ ...counts, cpuMs: Math.round(process.cpuUsage().user / 1000), rssMb: Math.round(process.memoryUsage.rss() / 1e6) }));
