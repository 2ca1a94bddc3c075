// Most Pods are made from a few templates: a spec that has been read and accepted is known again by its text, and is then neither read, judged nor copied again.
import { RecentMap } from '../../base/recent-map.ts';
import { canonical } from '../../api/decode/canonical.ts';
import type { Container, Pod, PodSpec } from '../../api/generated/core-v1.ts';
import { deepEqual } from '../../api/meta/deep-equal.ts';
import { type Fields, isFields, setOwn } from '../../api/meta/json.ts';
import { typeSchema } from '../../api/schema/schema.ts';
import { deepFreeze } from '../../api/meta/deep-freeze.ts';

const maxKnown = 200;
const maxTextLength = 8_192;
/** Fields below containers and volumes that later steps change in place. */
const changedInPlace = /"(?:stopSignal|clusterTrustBundle|podCertificate|(?:mis)?matchLabelKeys)":/;
/** Fields that are judged, or answered, by more than spec and annotations. */
const judgedByMore = /"(?:ephemeral|resourceClaims|schedulingGates)":/;
const tokenVolume = /^kube-api-access-/;

/** The specs of Pods created lately, by what their clients wrote. */
export class PodSpecs {
  readonly #known = new RecentMap<string, KnownPodSpec>(maxKnown);

  /** What is known of the spec in a body, which is plain JSON: its names keep their order and none repeats. Undefined for what is too long to be kept. */
  of(body: unknown): KnownPodSpec | undefined {
    if (!isFields(body) || !isFields(body['spec'])) return undefined;
    const { metadata, spec } = body;
    const text = isFields(metadata) && metadata['annotations'] !== undefined ? JSON.stringify([spec, metadata['annotations']]) : JSON.stringify(spec);
    if (text.length > maxTextLength) return undefined;
    let known = this.#known.get(text);
    if (known === undefined) this.#known.set(text, (known = new KnownPodSpec(text)));
    return known;
  }
}

/** One spec, and what was found out about it. Nothing is kept of a spec that was never accepted. */
export class KnownPodSpec {
  readonly #text: string;
  #wasAccepted = false;
  /** Read and defaulted; frozen but for what is copied for each Pod, as the engine copies what is not frozen faster and into better objects. */
  #read: PodSpec | undefined;
  #accepted: Pick<Pod, 'spec' | 'status'> | undefined;
  #owned: RecentMap<string, Fields> | undefined;

  constructor(text: string) {
    this.#text = text;
  }

  /** What a client that writes this spec owns, by what else it wrote; undefined for a spec that is new. */
  get owned(): RecentMap<string, Fields> | undefined {
    return this.#read === undefined ? undefined : (this.#owned ??= new RecentMap<string, Fields>(50));
  }

  /** The spec as it would be read again. Its holder may change it and its containers, but nothing below. */
  copy(): PodSpec | undefined {
    return this.#read === undefined ? undefined : opened(this.#read);
  }

  /** Takes over what a body without findings was read as; returns what to go on with. */
  learn(spec: PodSpec): PodSpec {
    if (!this.#wasAccepted || changedInPlace.test(this.#text)) return spec;
    const form = canonical(typeSchema('core/v1.PodSpec'), spec) as PodSpec;
    // A spec that the canonical form shortens is read with care each time.
    if (!deepEqual(form, spec)) return spec;
    for (const part of [...form.containers, ...(form.initContainers ?? [])]) freezeMembers(part);
    freezeMembers(form, ['containers', 'initContainers']);
    this.#read = form;
    return opened(form);
  }

  /** A Pod with this spec has been stored as `pod`, without any warning. */
  accept({ spec, status }: Pod): void {
    this.#wasAccepted = true;
    if (this.#read !== undefined && this.#accepted === undefined && !judgedByMore.test(this.#text)) this.#accepted = { spec: openedWith(tokenName(spec), spec) as PodSpec, status };
  }

  /** The canonical spec and status of a Pod whose spec, after admission, is one that was accepted but for the name of its token's volume. */
  acceptedAs(spec: PodSpec): Pick<Pod, 'spec' | 'status'> | undefined {
    if (this.#accepted === undefined) return undefined;
    const renamed = likeKnown(spec, this.#accepted.spec, { fresh: tokenName(spec), known: tokenName(this.#accepted.spec) });
    return renamed === differs ? undefined : { spec: renamed as PodSpec, status: this.#accepted.status };
  }
}

function opened(spec: PodSpec): PodSpec {
  const copy = { ...spec, containers: spec.containers.map(openedContainer) };
  if (spec.initContainers !== undefined) copy.initContainers = spec.initContainers.map(openedContainer);
  return copy;
}

function openedContainer(container: Container): Container {
  return { ...container };
}

function freezeMembers(value: object, except: readonly string[] = []): void {
  for (const [name, member] of Object.entries(value)) if (!except.includes(name)) deepFreeze(member as unknown);
}

/** What has `text` in it anew, to be copied from; the rest as it is. */
function openedWith(text: string | undefined, value: unknown): unknown {
  if (typeof value !== 'object' || value === null || text === undefined) return value;
  if (Array.isArray(value)) {
    const items = value.map((item) => openedWith(text, item));
    return items.some((item, i) => item === text || item !== value[i]) ? items : value;
  }
  const copy: Fields = {};
  let has = false;
  for (const [name, member] of Object.entries(value)) {
    const part = openedWith(text, member);
    setOwn(copy, name, part);
    if (part === text || part !== member) has = true;
  }
  return has ? copy : value;
}

/** Made by admission; a volume of that name that a client wrote is the same in both. */
function tokenName({ volumes }: PodSpec): string | undefined {
  return volumes?.findLast(({ name }) => tokenVolume.test(name))?.name;
}

interface Names {
  readonly fresh: string | undefined;
  readonly known: string | undefined;
}

const differs = Symbol('differs');

/** `known` with the fresh name where it stands in `fresh`; `differs` when they differ in more. Frozen, and shared as far as it has no name (see `openedWith`). */
function likeKnown(fresh: unknown, known: unknown, names: Names): unknown {
  if (fresh === known) return known;
  if (typeof fresh !== 'object' || typeof known !== 'object' || fresh === null || known === null) return typeof fresh === 'string' && fresh === names.fresh && known === names.known ? fresh : differs;
  if (!Array.isArray(known)) return Array.isArray(fresh) ? differs : likeKnownFields(fresh as Fields, known as Fields, names);
  if (!Array.isArray(fresh) || fresh.length !== known.length) return differs;
  let copy: unknown[] | undefined;
  for (let i = 0; i < known.length; i++) {
    const item = likeKnown(fresh[i], known[i], names);
    if (item === differs) return differs;
    if (item !== known[i]) (copy ??= [...(known as unknown[])])[i] = item;
  }
  return copy === undefined ? known : Object.freeze(copy);
}

function likeKnownFields(fresh: Fields, known: Fields, names: Names): unknown {
  let left = 0;
  for (const name in known) {
    if (fresh[name] === undefined) return differs;
    left++;
  }
  for (const name in fresh) if (fresh[name] !== undefined) left--;
  if (left !== 0) return differs;
  let copy: Fields | undefined;
  for (const name in known) {
    const member = known[name];
    const value = likeKnown(fresh[name], member, names);
    if (value === differs) return differs;
    if (value !== member) setOwn((copy ??= { ...known }), name, value);
  }
  return copy === undefined ? known : Object.freeze(copy);
}
