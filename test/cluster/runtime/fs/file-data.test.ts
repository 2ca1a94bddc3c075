// Data of files, small and in pieces, against a plain string.
import { expect, test } from 'vitest';
import { seededRandom } from '../../../../src/base/random.ts';
import { copyOfData, endOfData, newFileData, sliceOfData, wholeData, withSize, withWritten } from '../../../../src/cluster/runtime/fs/file-data.ts';

function written(text: string, at: number, bytes: string): string {
  return text.slice(0, at).padEnd(at, '\0') + bytes + text.slice(at + bytes.length);
}

test('writes, cuts and reads at any place are those of a string', () => {
  for (let seed = 1; seed <= 3; seed++) {
    const random = seededRandom(seed);
    const upTo = (max: number): number => Math.floor(random.next() * max);
    let text = 'x'.repeat(upTo(600_000));
    let data = newFileData(text);
    const copy = copyOfData(data);
    const before = text;
    for (let step = 0; step < 40; step++) {
      if (upTo(4) === 0) {
        const size = upTo(900_000);
        text = text.slice(0, size).padEnd(size, '\0');
        data = withSize(data, size);
      } else {
        const at = upTo(2) === 0 ? text.length : upTo(text.length + 1000);
        const bytes = String(step).repeat(upTo(upTo(3) === 0 ? 300_000 : 100));
        if (bytes === '') continue;
        text = written(text, at, bytes);
        data = withWritten(data, at, bytes);
      }
      const from = upTo(text.length);
      expect(data.length).toBe(text.length);
      expect(sliceOfData(data, from, from + 70_000) === text.slice(from, from + 70_000), `seed ${String(seed)}, step ${String(step)}`).toBe(true);
      expect(endOfData(data, 5000) === text.slice(-5000)).toBe(true);
    }
    expect(wholeData(data) === text, `seed ${String(seed)}`).toBe(true);
    expect(wholeData(copy) === before, `seed ${String(seed)}`).toBe(true);
  }
});
