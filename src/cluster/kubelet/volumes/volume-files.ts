// The files of configMap, secret, downwardAPI and projected volumes: the kubelet's volume plugins of these names. Pure but for tokens.
import type { Container, DownwardAPIVolumeFile, KeyToPath, Pod, ProjectedVolumeSource, Volume } from '../../../api/generated/core-v1.ts';
import type { PodResources } from '../env.ts';
import { type FieldContext, fieldValue, resourceFieldValue } from '../field-ref.ts';
import type { VolumeFile } from '../runtime-service.ts';

/** The volume cannot be set up; the message follows `MountVolume.SetUp failed for volume "v" : `. */
export class MountError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'MountError';
  }
}

export interface VolumeContext {
  readonly resources: PodResources;
  readonly fields: FieldContext;
  /** A service account token for the Pod. */
  readonly token: (audience: string | undefined, expirationSeconds: number) => Promise<string>;
}

const defaultMode = 0o644;

type Payload = Readonly<Record<string, string | Uint8Array>>;

function bytesOf(base64: string): Uint8Array {
  return Uint8Array.from(atob(base64), (c) => c.charCodeAt(0));
}

function binaryOf(data: Readonly<Record<string, string>> | undefined): Record<string, Uint8Array> {
  return Object.fromEntries(Object.entries(data ?? {}).map(([key, value]) => [key, bytesOf(value)]));
}

/** All keys, or the chosen ones under their paths. */
function pick(kind: 'configmap' | 'secret', payload: Payload, items: readonly KeyToPath[] | undefined, mode: number, isOptional: boolean): VolumeFile[] {
  if (items === undefined || items.length === 0) return Object.entries(payload).map(([path, content]) => ({ path, content, mode }));
  const files: VolumeFile[] = [];
  for (const item of items) {
    const content = Object.hasOwn(payload, item.key) ? payload[item.key] : undefined;
    if (content !== undefined) files.push({ path: item.path, content, mode: item.mode ?? mode });
    else if (!isOptional) throw new MountError(kind === 'configmap' ? `configmap references non-existent config key: ${item.key}` : `references non-existent secret key: ${item.key}`);
  }
  return files;
}

interface Source {
  readonly name: string;
  readonly items: readonly KeyToPath[] | undefined;
  readonly mode: number;
  readonly isOptional: boolean;
}

function configMapFiles(pod: Pod, { name, items, mode, isOptional }: Source, { resources }: VolumeContext): VolumeFile[] {
  const object = resources.configMap(pod.metadata.namespace ?? '', name);
  if (object === undefined) {
    if (isOptional) return [];
    throw new MountError(`configmap "${name}" not found`);
  }
  return pick('configmap', { ...object.data, ...binaryOf(object.binaryData) }, items, mode, isOptional);
}

function secretFiles(pod: Pod, { name, items, mode, isOptional }: Source, { resources }: VolumeContext): VolumeFile[] {
  const object = resources.secret(pod.metadata.namespace ?? '', name);
  if (object === undefined) {
    if (isOptional) return [];
    throw new MountError(`secret "${name}" not found`);
  }
  return pick('secret', binaryOf(object.data), items, mode, isOptional);
}

function downwardFiles(pod: Pod, items: readonly DownwardAPIVolumeFile[] | undefined, mode: number, { fields }: VolumeContext): VolumeFile[] {
  return (items ?? []).map((item) => {
    let content = '';
    if (item.fieldRef !== undefined) content = fieldValue(pod, item.fieldRef, fields) ?? '';
    else if (item.resourceFieldRef !== undefined) {
      const of = item.resourceFieldRef.containerName;
      const container: Container | undefined = [...pod.spec.containers, ...(pod.spec.initContainers ?? [])].find((c) => c.name === of);
      if (container !== undefined) content = resourceFieldValue(pod, container, item.resourceFieldRef, fields.node);
    }
    return { path: item.path, content, mode: item.mode ?? mode };
  });
}

/** A token is for nobody but the Pod's user or group, when it names one: with fsGroup its mode becomes 0640. */
function tokenAccess(pod: Pod, mode: number): { mode: number; uid?: number } {
  const uid = commonUser(pod);
  if (uid === undefined && pod.spec.securityContext?.fsGroup === undefined) return { mode };
  return { mode: 0o600, ...(uid !== undefined && { uid }) };
}

/** The user that all containers run as, when they agree: volumeutil.FsUserFrom. */
function commonUser(pod: Pod): number | undefined {
  const users = [...(pod.spec.initContainers ?? []), ...pod.spec.containers].map((c) => c.securityContext?.runAsUser ?? pod.spec.securityContext?.runAsUser);
  return users.every((user) => user === users[0]) ? users[0] : undefined;
}

async function projectedFiles(pod: Pod, source: ProjectedVolumeSource, context: VolumeContext): Promise<VolumeFile[]> {
  const mode = source.defaultMode ?? defaultMode;
  const files = new Map<string, VolumeFile>();
  const problems: string[] = [];
  const unlessMissing = (make: () => VolumeFile[]): VolumeFile[] => {
    try {
      return make();
    } catch (error) {
      if (!(error instanceof MountError)) throw error;
      problems.push(error.message);
      return [];
    }
  };
  for (const { configMap, secret, downwardAPI, serviceAccountToken } of source.sources ?? []) {
    const more: VolumeFile[] = [];
    if (configMap !== undefined) more.push(...unlessMissing(() => configMapFiles(pod, { name: configMap.name ?? '', items: configMap.items, mode, isOptional: configMap.optional === true }, context)));
    if (secret !== undefined) more.push(...unlessMissing(() => secretFiles(pod, { name: secret.name ?? '', items: secret.items, mode, isOptional: secret.optional === true }, context)));
    if (downwardAPI !== undefined) more.push(...unlessMissing(() => downwardFiles(pod, downwardAPI.items, mode, context)));
    if (serviceAccountToken !== undefined) {
      const { audience, expirationSeconds = 3600, path } = serviceAccountToken;
      more.push({ path, content: await context.token(audience, expirationSeconds), ...tokenAccess(pod, mode) });
    }
    for (const file of more) files.set(file.path, file);
  }
  if (problems.length > 0) throw new MountError(problems.length === 1 ? (problems[0] ?? '') : `[${problems.join(', ')}]`);
  return [...files.values()];
}

/** The content of a volume that the kubelet writes itself; undefined for the other kinds. */
export async function volumeFiles(pod: Pod, volume: Volume, context: VolumeContext): Promise<VolumeFile[] | undefined> {
  const { configMap, secret, downwardAPI, projected } = volume;
  if (configMap !== undefined) return configMapFiles(pod, { name: configMap.name ?? '', items: configMap.items, mode: configMap.defaultMode ?? defaultMode, isOptional: configMap.optional === true }, context);
  if (secret !== undefined) return secretFiles(pod, { name: secret.secretName ?? '', items: secret.items, mode: secret.defaultMode ?? defaultMode, isOptional: secret.optional === true }, context);
  if (downwardAPI !== undefined) return downwardFiles(pod, downwardAPI.items, downwardAPI.defaultMode ?? defaultMode, context);
  if (projected !== undefined) return projectedFiles(pod, projected, context);
  return undefined;
}
