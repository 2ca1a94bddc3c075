// What a writer said that it wrote, held against what the disk has afterwards.
import path from 'node:path';
import { build } from 'esbuild';
import { expect } from 'vitest';
import type { Store } from '../../../src/cluster/store/store.ts';

/** A key's state as the writer printed it: `REVISION there` or `REVISION gone`. */
type State = string;
const never: State = '0 gone';

/** kill-writer.ts as one file without types: half of the time of a child would go into reading the sources. */
export async function bundleWriter(folder: string): Promise<string> {
  const outfile = path.join(folder, 'writer.mjs');
  await build({ entryPoints: [path.join(import.meta.dirname, 'kill-writer.ts')], bundle: true, platform: 'node', format: 'esm', target: 'node24', outfile });
  return outfile;
}

/** What is known of a state that is opened and written again and again. */
export class Acknowledged {
  /** Writes that were acknowledged. */
  count = 0;
  #known = new Map<string, State>();
  #highest = 0;

  /** Takes the lines of a writer that has ended and asks the store that was opened after it: all that was acknowledged is there, and nothing that was never tried; no revision can be used twice. */
  judge(lines: readonly string[], store: Store): void {
    /** Per key what the disk may hold: the last acknowledged state, or one tried after it. */
    const allowed = new Map([...this.#known].map(([key, state]) => [key, [state]]));
    for (const line of lines) this.#hear(line, allowed);
    for (const [key, states] of allowed) {
      const version = store.get('configmaps', key)?.metadata.resourceVersion;
      const isAllowed = version === undefined ? states.some((state) => state.endsWith('gone')) : states.includes(`${version} there`);
      expect(isAllowed, `${key} is ${version ?? 'gone'}, not one of ${states.join(', ')}`).toBe(true);
      this.#known.set(key, version === undefined ? never : `${version} there`);
    }
    for (const { metadata: { name } } of store.list('configmaps')) expect(allowed.has(`default/${name}`), `${name} was never written`).toBe(true);
    expect(store.revision, 'a revision could be used twice').toBeGreaterThanOrEqual(this.#highest);
  }

  #hear(line: string, allowed: Map<string, State[]>): void {
    const [word = '', key = '', revision = '', there = ''] = line.split(' ');
    if (word === 'start') expect(Number(key), 'a revision could be used twice').toBeGreaterThanOrEqual(this.#highest);
    if (there === '') return;
    this.#highest = Math.max(this.#highest, Number(revision));
    const states = allowed.get(key) ?? [never];
    if (word === 'try') allowed.set(key, [...states, `${revision} ${there}`]);
    if (word !== 'ack') return;
    this.count++;
    allowed.set(key, states.slice(states.indexOf(`${revision} ${there}`)));
  }
}
