// Files that a kustomization applies as patches: they hold parts of objects.

export class PatchFiles {
  readonly #bySource = new Map<string, readonly string[]>();
  #all: ReadonlySet<string> = new Set();
  #revision = 0;

  /** Grows when a file becomes a patch, or none. */
  get revision(): number {
    return this.#revision;
  }

  has(uri: string): boolean {
    return this.#all.has(uri);
  }

  /** The uris of what a kustomization names as patches from now on. */
  replace(kustomization: string, patches: readonly string[]): void {
    if ((this.#bySource.get(kustomization) ?? []).join('\n') === patches.join('\n')) return;
    if (patches.length === 0) this.#bySource.delete(kustomization);
    else this.#bySource.set(kustomization, patches);
    this.#all = new Set([...this.#bySource.values()].flat());
    this.#revision++;
  }
}
