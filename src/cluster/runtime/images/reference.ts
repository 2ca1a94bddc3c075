// Image names: how `nginx` becomes `docker.io/library/nginx:latest` (distribution/reference).

export interface ImageReference {
  /** `docker.io/library/nginx`. */
  readonly repository: string;
  readonly registry: string;
  readonly tag?: string;
  readonly digest?: string;
}

const component = /^[a-z0-9]+(?:(?:\.|_|__|-+)[a-z0-9]+)*$/;

/** Undefined when the name is malformed. Without tag and digest the tag is `latest`. */
export function parseImageReference(image: string): ImageReference | undefined {
  const [name = '', digest] = image.split('@');
  if (digest !== undefined && !/^[a-z0-9+._-]+:[0-9a-fA-F]{32,}$/.test(digest)) return undefined;
  const colon = name.lastIndexOf(':');
  const hasTag = colon > name.lastIndexOf('/');
  const tag = hasTag ? name.slice(colon + 1) : undefined;
  if (tag !== undefined && !/^\w[\w.-]{0,127}$/.test(tag)) return undefined;
  const path = hasTag ? name.slice(0, colon) : name;
  const slash = path.indexOf('/');
  const first = path.slice(0, slash);
  const hasRegistry = slash > 0 && (first.includes('.') || first.includes(':') || first === 'localhost');
  const registry = hasRegistry ? first : 'docker.io';
  const rest = hasRegistry ? path.slice(slash + 1) : path.includes('/') ? path : `library/${path}`;
  if (rest === '' || !rest.split('/').every((part) => component.test(part))) return undefined;
  if (!/^(?:[a-zA-Z0-9.-]+|\[[0-9a-f:]+\])(?::\d+)?$/.test(registry)) return undefined;
  const normalized = registry === 'index.docker.io' ? 'docker.io' : registry;
  return { repository: `${normalized}/${rest}`, registry: normalized, ...(tag !== undefined ? { tag } : digest === undefined && { tag: 'latest' }), ...(digest !== undefined && { digest }) };
}

/** The full form as the runtime reports it: with a digest, the tag says nothing. */
export function formatImageReference({ repository, tag, digest }: ImageReference): string {
  return digest === undefined ? `${repository}:${tag ?? 'latest'}` : `${repository}@${digest}`;
}
