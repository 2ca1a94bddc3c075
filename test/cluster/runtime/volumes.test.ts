// What a node's volumes promise beyond what a container sees of them.
import { expect, test } from 'vitest';
import { systemClock } from '../../../src/base/system-clock.ts';
import { VolumeStore } from '../../../src/cluster/runtime/container/volumes.ts';

test('a file made on the host leaves the host\'s other files as they were', () => {
  const volumes = new VolumeStore(systemClock, new Map());
  volumes.write({ kind: 'host', path: '/tmp' }, [{ path: 'made', content: '', mode: 0o644 }]);
  expect(volumes.statHost('/tmp/made')).toBe('file');
  expect(volumes.statHost('/etc/os-release')).toBe('file');
  expect(volumes.statHost('/tmp/..data')).toBeUndefined();
});

test('an update of a ConfigMap volume takes away what is no longer in it', () => {
  const volumes = new VolumeStore(systemClock, new Map());
  const ref = { kind: 'pod', podUid: 'u', name: 'v' } as const;
  volumes.ensure(ref, { medium: 'disk' });
  volumes.write(ref, [{ path: 'a', content: '1', mode: 0o644 }, { path: 'b', content: '2', mode: 0o644 }]);
  volumes.write(ref, [{ path: 'b', content: '3', mode: 0o644 }]);
  const root = volumes.find(ref, undefined)?.node;
  expect(root?.type === 'directory' && [...(root.entries?.keys() ?? [])].filter((name) => !/^\.\.2/.test(name)).sort()).toEqual(['..data', 'b']);
});
