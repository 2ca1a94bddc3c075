// Makes a container's image present on the node, by its pull policy and with back-off: kubelet's image manager.
import type { Clock } from '../../base/clock.ts';
import type { Container, Pod, Secret } from '../../api/generated/core-v1.ts';
import { Backoff } from './backoff.ts';
import type { StartFailure } from './container-status.ts';
import { type ImageReport, RuntimeError, type RuntimeService } from './runtime-service.ts';

export type RecordContainerEvent = (type: 'Normal' | 'Warning', reason: string, message: string) => void;
export type EnsureImageResult = { readonly image: ImageReport } | { readonly failure: StartFailure; readonly retryMs: number };

export interface ImagePuller {
  ensureImage(pod: Pod, container: Container, secrets: readonly Secret[], record: RecordContainerEvent): Promise<EnsureImageResult>;
  forget(podUid: string): void;
}

/** After an error that names no end of its own. */
const syncRetryMs = 10_000;

/** Why a name cannot be an image reference, in containerd's words; undefined when it can. */
function invalidReference(image: string): string | undefined {
  const [withoutDigest = '', digest] = image.split('@');
  if (digest !== undefined && !/^sha256:[0-9a-f]{64}$/.test(digest)) return 'invalid reference format';
  const slash = withoutDigest.lastIndexOf('/');
  const colon = withoutDigest.indexOf(':', slash + 1);
  const repository = colon < 0 ? withoutDigest : withoutDigest.slice(0, colon);
  const first = repository.split('/')[0] ?? '';
  const hasRegistry = repository.includes('/') && (first.includes('.') || first.includes(':') || first === 'localhost' || first.toLowerCase() !== first);
  const path = hasRegistry ? repository.slice(first.length + 1) : repository;
  const full = hasRegistry || repository.includes('/') ? path : `library/${path}`;
  if (/[A-Z]/.test(path)) return `invalid reference format: repository name (${full}) must be lowercase`;
  const isWellFormed = /^[a-z0-9]+(?:(?:[._]|__|-+)[a-z0-9]+)*(?:\/[a-z0-9]+(?:(?:[._]|__|-+)[a-z0-9]+)*)*$/.test(path) && (colon < 0 || /^\w[\w.-]{0,127}$/.test(withoutDigest.slice(colon + 1)));
  return isWellFormed ? undefined : 'invalid reference format';
}

/** `2.5s`, `350ms`: Go's Duration rounded to milliseconds. */
export function goDuration(ms: number): string {
  const whole = Math.round(ms);
  if (whole === 0) return '0s';
  if (whole < 1000) return `${whole}ms`;
  const minutes = Math.floor(whole / 60_000);
  const seconds = String(Number(((whole % 60_000) / 1000).toFixed(3)));
  const hours = Math.floor(minutes / 60);
  return `${hours > 0 ? `${hours}h` : ''}${minutes > 0 ? `${minutes % 60}m` : ''}${seconds}s`;
}

interface Credentials {
  readonly username: string;
  readonly password: string;
}

/** Of the pull secrets, the user and password for the image's registry. */
function credentialsFor(image: string, secrets: readonly Secret[]): Credentials | undefined {
  const first = image.split('/')[0] ?? '';
  const registry = image.includes('/') && (first.includes('.') || first.includes(':') || first === 'localhost') ? first : 'docker.io';
  for (const { data } of secrets) {
    const config = data?.['.dockerconfigjson'];
    const legacy = data?.['.dockercfg'];
    const auths = parseAuths(config, legacy);
    for (const [server, auth] of Object.entries(auths)) {
      const host = server.replace(/^https?:\/\//, '').split('/')[0] ?? '';
      if (host !== registry && !(registry === 'docker.io' && host === 'index.docker.io')) continue;
      if (auth.username !== undefined) return { username: auth.username, password: auth.password ?? '' };
      const [username = '', ...password] = atob(auth.auth ?? '').split(':');
      if (username !== '') return { username, password: password.join(':') };
    }
  }
  return undefined;
}

type Auths = Record<string, { username?: string; password?: string; auth?: string }>;

function parseAuths(config: string | undefined, legacy: string | undefined): Auths {
  try {
    if (config !== undefined) return (JSON.parse(atob(config)) as { auths?: Auths }).auths ?? {};
    return legacy === undefined ? {} : (JSON.parse(atob(legacy)) as Auths);
  } catch {
    return {};
  }
}

/** The CRI client strips the code from Unknown errors. */
export function grpcText(error: unknown): string {
  if (error instanceof RuntimeError) return error.code === 'Unknown' || error.code === 'Unauthenticated' ? error.message : `rpc error: code = ${error.code} desc = ${error.message}`;
  return error instanceof Error ? error.message : String(error);
}

export function createImagePuller(runtime: RuntimeService, clock: Clock): ImagePuller {
  const backoff = new Backoff(clock);
  const lastErrors = new Map<string, StartFailure>();
  /** By image: the credentials that it was pulled with. Only Pods that bring one of them may use it without pulling it again. */
  const pulledWith = new Map<string, Set<string> | 'everyone'>();
  const keyOf = ({ username, password }: Credentials): string => `${username}:${password}`;

  const isUsable = (report: ImageReport, credentials: Credentials | undefined): boolean => {
    const needed = pulledWith.get(report.digest);
    return needed === undefined || needed === 'everyone' || (credentials !== undefined && needed.has(keyOf(credentials)));
  };

  const pull = async (pod: Pod, image: string, credentials: Credentials | undefined, record: RecordContainerEvent): Promise<EnsureImageResult> => {
    const key = `${pod.metadata.uid}_${image}`;
    const leftMs = backoff.leftSinceUpdate(key);
    if (leftMs > 0) {
      const text = `Back-off pulling image "${image}"`;
      record('Normal', 'BackOff', text);
      const last = lastErrors.get(key);
      return { failure: { reason: 'ImagePullBackOff', message: last === undefined ? text : `${text}: ${last.reason}: ${last.message}` }, retryMs: leftMs };
    }
    record('Normal', 'Pulling', `Pulling image "${image}"`);
    const startMs = clock.now();
    try {
      const report = await runtime.pullImage(image, credentials);
      const took = goDuration(clock.now() - startMs);
      record('Normal', 'Pulled', `Successfully pulled image "${image}" in ${took} (${took} including waiting). Image size: ${report.sizeBytes} bytes.`);
      const known = pulledWith.get(report.digest);
      if (credentials === undefined) pulledWith.set(report.digest, 'everyone');
      else if (known !== 'everyone') pulledWith.set(report.digest, new Set([...(known ?? []), keyOf(credentials)]));
      backoff.delete(key);
      return { image: report };
    } catch (error) {
      const message = grpcText(error);
      record('Warning', 'Failed', `Failed to pull image "${image}": ${message}`);
      backoff.next(key, clock.now());
      const failure = { reason: 'ErrImagePull', message };
      lastErrors.set(key, failure);
      return { failure, retryMs: syncRetryMs };
    }
  };

  return {
    async ensureImage(pod, container, secrets, record) {
      const image = container.image ?? '';
      const invalid = invalidReference(image);
      if (invalid !== undefined) {
        const message = `Failed to apply default image tag "${image}": couldn't parse image name "${image}": ${invalid}`;
        record('Warning', 'InspectFailed', message);
        return { failure: { reason: 'InvalidImageName', message }, retryMs: 10_000 };
      }
      const credentials = credentialsFor(image, secrets);
      const policy = container.imagePullPolicy ?? 'IfNotPresent';
      const present = runtime.imageStatus(image);
      if (policy !== 'Always' && present !== undefined && isUsable(present, credentials)) {
        record('Normal', 'Pulled', `Container image "${image}" already present on machine and can be accessed by the pod`);
        return { image: present };
      }
      if (policy === 'Never') {
        const message = `Container image "${image}" is not present with pull policy of Never`;
        record('Warning', 'ErrImageNeverPull', message);
        return { failure: { reason: 'ErrImageNeverPull', message }, retryMs: syncRetryMs };
      }
      return pull(pod, image, credentials, record);
    },
    forget(podUid) {
      backoff.delete(podUid);
      for (const key of [...lastErrors.keys()]) if (key.startsWith(podUid)) lastErrors.delete(key);
    },
  };
}
