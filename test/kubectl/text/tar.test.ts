import fc from 'fast-check';
import { expect, test } from 'vitest';
import { packTar, unpackTar } from '../../../src/kubectl/text/tar.ts';

test('what is packed is unpacked', () => {
  const entry = fc.record({ path: fc.stringMatching(/^[a-z]([a-z/]{0,150}[a-z])?$/), bytes: fc.option(fc.uint8Array({ maxLength: 1500 }), { nil: undefined }) });
  fc.assert(
    fc.property(fc.array(entry, { maxLength: 5 }), (entries) => {
      const found = unpackTar(packTar(entries));
      expect(found.map(({ path, bytes }) => [path.replace(/\/$/, ''), bytes && [...bytes]])).toEqual(entries.map(({ path, bytes }) => [path, bytes && [...bytes]]));
    }),
    { numRuns: 50 },
  );
});

test('links are named, not followed', () => {
  const archive = packTar([{ path: 'a', bytes: new Uint8Array() }]);
  archive[156] = '2'.charCodeAt(0);
  expect(unpackTar(archive).map(({ type }) => type)).toEqual(['other']);
});
