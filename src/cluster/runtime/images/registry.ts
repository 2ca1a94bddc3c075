// Registries and a node's image store: pulling with credentials, the errors containerd reports, what is present.
import { type Clock, sleep } from '../../../base/clock.ts';
import { type ImageReport, RuntimeError } from '../../kubelet/runtime-service.ts';
import type { Bytes } from '../bytes.ts';
import type { DirectoryInode } from '../fs/inode.ts';
import type { ImageDescription } from '../../../api/podlab/podlab-image.ts';
import { imageFromDescription } from './described-image.ts';
import { type ImageDefinition, buildTree, digestOf } from './image.ts';
import { type ImageReference, formatImageReference, parseImageReference } from './reference.ts';

/** An image on a node. */
export interface StoredImage {
  readonly definition: ImageDefinition;
  readonly report: ImageReport;
  readonly root: DirectoryInode;
}

/** What all registries offer: definitions by name, and each one's files, built once. */
export class ImageCatalogue {
  readonly #byName = new Map<string, ImageDefinition>();
  /** By what was described, so that what stays the same stays the same image. */
  #described = new Map<string, ImageDefinition>();
  readonly #repositories = new Set<string>();
  readonly #lost = new Set<string>();
  readonly #slow = new Map<string, number>();
  readonly #trees = new Map<ImageDefinition, DirectoryInode>();
  readonly #programContent: (name: string) => Bytes;

  constructor(definitions: readonly ImageDefinition[], programContent: (name: string) => Bytes) {
    this.#programContent = programContent;
    for (const definition of definitions) this.#add(definition);
  }

  /** Offers these images, which hide those of the same names, and no longer those that were described before. */
  describe(descriptions: readonly ImageDescription[]): void {
    const described = new Map<string, ImageDefinition>();
    for (const description of descriptions) {
      const text = JSON.stringify(description);
      const definition = this.#described.get(text) ?? imageFromDescription(description);
      if (definition !== undefined) described.set(text, definition);
    }
    this.#described = described;
  }

  #add(definition: ImageDefinition): void {
    this.#repositories.add(definition.repository);
    for (const tag of definition.tags) this.#byName.set(`${definition.repository}:${tag}`, definition);
  }

  /** Its registry no longer has it, or has it again. */
  lose(image: string, isLost: boolean): void {
    const name = nameOf(image);
    if (isLost) this.#lost.add(name);
    else this.#lost.delete(name);
  }

  /** Each pull of it takes so much longer. */
  slowDown(image: string, byMs: number): void {
    this.#slow.set(nameOf(image), byMs);
  }

  delayMsOf(reference: ImageReference): number {
    return this.#slow.get(formatImageReference(reference)) ?? 0;
  }

  find(reference: ImageReference): ImageDefinition | undefined {
    if (this.#lost.has(formatImageReference(reference))) return undefined;
    const described = [...this.#described.values()].findLast(({ repository, tags }) => repository === reference.repository && tags.includes(reference.tag ?? 'latest'));
    if (described !== undefined) return described;
    if (reference.digest !== undefined) return [...this.#byName.values()].find((one) => one.repository === reference.repository && `sha256:${digestOfImage(one)}` === reference.digest);
    return this.#byName.get(`${reference.repository}:${reference.tag ?? 'latest'}`);
  }

  hasRepository(repository: string): boolean {
    return this.#repositories.has(repository) || [...this.#described.values()].some((image) => image.repository === repository);
  }

  hasRegistry(registry: string): boolean {
    return [...this.#repositories, ...[...this.#described.values()].map(({ repository }) => repository)].some((repository) => repository.startsWith(`${registry}/`));
  }

  treeOf(definition: ImageDefinition): DirectoryInode {
    let tree = this.#trees.get(definition);
    if (tree === undefined) {
      tree = buildTree(definition.files(), this.#programContent);
      this.#trees.set(definition, tree);
    }
    return tree;
  }
}

/** Throws when it is no name of an image. */
function nameOf(image: string): string {
  const reference = parseImageReference(image);
  if (reference === undefined) throw new Error(`"${image}" is no name of an image`);
  return formatImageReference(reference);
}

function digestOfImage(definition: ImageDefinition): string {
  return digestOf(`${definition.repository}:${definition.tags.join()}`);
}

export interface PullLatency {
  /** Before the first byte: resolving the name. */
  readonly resolveMs: number;
  readonly bytesPerSecond: number;
}

/** The images of one node. */
export class ImageStore {
  readonly #catalogue: ImageCatalogue;
  readonly #clock: Clock;
  readonly #latency: PullLatency;
  readonly #stored = new Map<string, StoredImage>();
  readonly #pulling = new Map<string, Promise<ImageReport>>();

  constructor(catalogue: ImageCatalogue, clock: Clock, latency: PullLatency, present: readonly string[] = []) {
    this.#catalogue = catalogue;
    this.#clock = clock;
    this.#latency = latency;
    for (const image of present) {
      const reference = parseImageReference(image);
      const definition = reference && this.#catalogue.find(reference);
      if (reference && definition) this.#store(reference, definition);
    }
  }

  find(image: string): StoredImage | undefined {
    const reference = parseImageReference(image);
    if (reference) return this.#stored.get(formatImageReference(reference));
    return [...this.#stored.values()].find((stored) => stored.report.digest === image);
  }

  list(): readonly ImageReport[] {
    return [...this.#stored.values()].map((stored) => stored.report);
  }

  async pull(image: string, credentials: { readonly username: string; readonly password: string } | undefined): Promise<ImageReport> {
    const reference = parseImageReference(image);
    if (reference === undefined) throw new RuntimeError('InvalidArgument', `failed to parse image "${image}": invalid reference format`);
    if (this.#latency.resolveMs > 0) await sleep(this.#clock, this.#latency.resolveMs);
    const name = formatImageReference(reference);
    const definition = this.#resolve(reference, name, credentials);
    const present = this.#stored.get(name);
    if (present?.definition === definition) return present.report;
    let pull = this.#pulling.get(name);
    if (pull === undefined) {
      pull = this.#download(reference, definition).finally(() => this.#pulling.delete(name));
      this.#pulling.set(name, pull);
    }
    return pull;
  }

  #resolve(reference: ImageReference, name: string, credentials: { readonly username: string; readonly password: string } | undefined): ImageDefinition {
    const fail = (code: RuntimeError['code'], detail: string): never => {
      throw new RuntimeError(code, `failed to pull and unpack image "${name}": failed to resolve image: ${detail}`);
    };
    const path = reference.repository.slice(reference.registry.length + 1);
    const isLocal = /^(?:localhost|127\.\d+\.\d+\.\d+)(?::|$)/.test(reference.registry);
    const url = (scheme: string): string => `${scheme}://${reference.registry}/v2/${path}/manifests/${reference.tag ?? reference.digest ?? 'latest'}`;
    const isKnownRegistry = this.#catalogue.hasRegistry(reference.registry);
    if (!isKnownRegistry) {
      const host = reference.registry.replace(/:\d+$/, '');
      if (isLocal) {
        const address = reference.registry.includes(':') ? reference.registry : `${reference.registry}:443`;
        fail('Unknown', `failed to do request: Head "${url('http')}": dial tcp ${address.replace('localhost', '127.0.0.1')}: connect: connection refused`);
      }
      fail('Unknown', `failed to do request: Head "${url('https')}": dial tcp: lookup ${host}: no such host`);
    }
    const definition = this.#catalogue.find(reference);
    if (definition === undefined) {
      if (reference.registry === 'docker.io' && !this.#catalogue.hasRepository(reference.repository)) {
        return fail('Unknown', 'pull access denied, repository does not exist or may require authorization: server message: insufficient_scope: authorization failed');
      }
      return fail('NotFound', `${name}: not found`);
    }
    const wanted = definition.credentials;
    if (wanted && credentials === undefined) fail('Unknown', 'pull access denied, repository does not exist or may require authorization: authorization failed: no basic auth credentials');
    if (wanted && (credentials?.username !== wanted.username || credentials.password !== wanted.password)) {
      fail('Unknown', `unexpected status from HEAD request to ${url('http')}: 401 Unauthorized`);
    }
    return definition;
  }

  async #download(reference: ImageReference, definition: ImageDefinition): Promise<ImageReport> {
    const delayMs = (definition.sizeBytes / this.#latency.bytesPerSecond) * 1000 + this.#catalogue.delayMsOf(reference);
    if (delayMs > 0) await sleep(this.#clock, delayMs);
    return this.#store(reference, definition).report;
  }

  #store(reference: ImageReference, definition: ImageDefinition): StoredImage {
    const name = formatImageReference(reference);
    const report: ImageReport = {
      image: name,
      digest: `${definition.repository}@sha256:${digestOfImage(definition)}`,
      sizeBytes: definition.sizeBytes,
      ...(definition.user !== undefined && { user: definition.user }),
      ...(definition.stopSignal !== undefined && { stopSignal: definition.stopSignal }),
      ...(definition.volumes !== undefined && { volumes: definition.volumes }),
    };
    const stored: StoredImage = { definition, report, root: this.#catalogue.treeOf(definition) };
    this.#stored.set(name, stored);
    return stored;
  }
}
