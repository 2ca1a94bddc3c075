// Remembers the EndpointSlices that a controller wrote until its cache has them, so that it neither acts on what is old nor hears of itself: endpointslice's EndpointSliceTracker.
import type { EndpointSlice } from '../../api/generated/discovery-v1.ts';
import type { Informer } from '../../client/informer.ts';

/** How long a slice that was written may be missing in the cache before it is done without. */
const unseenMs = 5000;

interface WrittenSlice {
  readonly version: number;
  readonly sinceMs: number;
}

export class SliceTracker {
  readonly #slices: Informer<EndpointSlice>;
  readonly #now: () => number;
  /** By the slices' owner and name. */
  readonly #written = new Map<string, Map<string, WrittenSlice>>();

  constructor(slices: Informer<EndpointSlice>, now: () => number) {
    this.#slices = slices;
    this.#now = now;
  }

  /** True when that is what was written here, or older. */
  sees(key: string, { metadata: { name, resourceVersion } }: EndpointSlice, isGone: boolean): boolean {
    const written = this.#written.get(key)?.get(name);
    if (written === undefined) return false;
    if (!isGone && Number(resourceVersion) < written.version) return true;
    this.#written.get(key)?.delete(name);
    return isGone || Number(resourceVersion) === written.version;
  }

  wrote(key: string, { metadata: { name, resourceVersion } }: EndpointSlice): void {
    const known = this.#slices.get(`${key.split('/')[0] ?? ''}/${name}`);
    if (known !== undefined && Number(known.metadata.resourceVersion) >= Number(resourceVersion)) return;
    const written = this.#written.get(key) ?? new Map<string, WrittenSlice>();
    written.set(name, { version: Number(resourceVersion), sinceMs: this.#now() });
    this.#written.set(key, written);
  }

  /** Whether the cache is behind what was written. */
  isBehind(key: string): boolean {
    const written = this.#written.get(key);
    if (written === undefined) return false;
    for (const [name, { sinceMs }] of written) if (this.#now() - sinceMs >= unseenMs) written.delete(name);
    if (written.size > 0) return true;
    this.#written.delete(key);
    return false;
  }

  forget(key: string): void {
    this.#written.delete(key);
  }
}
