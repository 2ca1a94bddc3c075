// Objects that a command acts on, from files or from the server: resource.Info and the visitors that make it.
import type { KubeObject } from '../../api/meta/object.ts';
import { StatusError } from '../../api/meta/status-error.ts';
import { apiVersionOf, type ApiResource } from '../discovery.ts';
import { errorMessage, KubectlError } from '../errors.ts';
import { parseManifests, readManifestTexts, type Manifest, type ManifestText } from '../manifests.ts';
import type { Session } from '../session.ts';
import { checkPathName, objectText, resolveTargets, type TargetOptions } from './targets.ts';

/** One object: where it is served, what it is, where it comes from ('' for the server). */
export interface Info {
  readonly resource: ApiResource;
  readonly namespace: string | undefined;
  readonly name: string;
  readonly object: KubeObject;
  readonly source: string;
  readonly documentIndex: number;
}

export interface Infos {
  readonly infos: readonly Info[];
  readonly errors: readonly unknown[];
  /** Exactly one object was named. */
  readonly isSingle: boolean;
}

export interface FileOptions {
  /** Check apiVersion and kind as `--validate` does. */
  readonly isValidated?: boolean;
  /** Nothing is sent: the namespace stays as written. */
  readonly isLocal?: boolean;
  readonly labelSelector?: (labels: Readonly<Record<string, string>>) => boolean;
}

/** The objects of files, in order; lists are taken apart. Faults do not keep the others from being read. */
export async function infosOfFiles(session: Session, names: readonly string[], isRecursive: boolean, options: FileOptions = {}): Promise<Infos> {
  const texts = await readManifestTexts(session.io, names.flatMap((name) => name.split(',')), isRecursive);
  return infosOfTexts(session, texts, options);
}

export async function infosOfTexts(session: Session, texts: readonly ManifestText[], options: FileOptions = {}): Promise<Infos> {
  const infos: Info[] = [];
  const errors: unknown[] = [];
  for (const text of texts) {
    const { manifests, error } = parseManifests(text);
    for (const manifest of manifests) {
      try {
        infos.push(...(await infosOfManifest(session, manifest, options)));
      } catch (failure) {
        errors.push(failure);
        // A value that cannot be decoded ends its stream.
        if (failure instanceof BrokenStream) break;
      }
    }
    if (error) errors.push(error);
  }
  return { infos, errors, isSingle: infos.length === 1 && texts.length === 1 };
}

class BrokenStream extends KubectlError {}

async function infosOfManifest(session: Session, manifest: Manifest, options: FileOptions): Promise<Info[]> {
  const { source, documentIndex } = manifest;
  const value = checkedValue(manifest, options);
  if (value.kind?.endsWith('List') && Array.isArray((value as { items?: unknown }).items)) {
    const items = (value as unknown as { items: readonly KubeObject[] }).items;
    const itemKind = value.kind === 'List' ? undefined : value.kind.slice(0, -'List'.length);
    const filled = items.map((item) => ({ ...item, apiVersion: item.apiVersion ?? value.apiVersion, kind: item.kind ?? itemKind }));
    const nested = await Promise.all(filled.map((item) => infosOfManifest(session, { source, documentIndex, value: item }, options)));
    return nested.flat();
  }
  const { metadata } = value as { metadata?: Partial<KubeObject['metadata']> };
  const resource = (await session.discovery()).findKind(value.apiVersion ?? '', value.kind ?? '');
  const name = metadata?.name ?? '';
  if (!resource) {
    throw new KubectlError(
      `resource mapping not found for name: "${name}" namespace: "${metadata?.namespace ?? ''}" from "${source}": no matches for kind "${value.kind ?? ''}" in version "${value.apiVersion ?? ''}"\nensure CRDs are installed first`,
    );
  }
  if (options.labelSelector && !options.labelSelector(metadata?.labels ?? {})) return [];
  const info = { resource, namespace: undefined, name, object: value, source, documentIndex };
  return [options.isLocal ? info : placed(session, info)];
}

/** The object with the namespace it goes to. */
function placed(session: Session, info: Info): Info {
  const { resource, object } = info;
  // A manifest without metadata is the server's to refuse.
  const metadata: Partial<KubeObject['metadata']> = object.metadata ?? {};
  if (!resource.isNamespaced) return { ...info, object: metadata.namespace === undefined ? object : ({ ...object, metadata: { ...metadata, namespace: undefined } } as unknown as KubeObject) };
  if (metadata.namespace && session.isNamespaceEnforced && metadata.namespace !== session.namespace) {
    throw new KubectlError(
      `the namespace from the provided object "${metadata.namespace}" does not match the namespace "${session.namespace}". You must pass '--namespace=${metadata.namespace}' to perform this operation.`,
    );
  }
  const namespace = metadata.namespace || session.namespace;
  return { ...info, namespace, object: { ...object, metadata: { ...metadata, namespace } } as KubeObject };
}

function checkedValue({ value, source }: Manifest, { isValidated }: FileOptions): KubeObject {
  const refuse = (problem: string): KubectlError =>
    new KubectlError(`error validating "${source}": error validating data: ${problem}; if you choose to ignore these errors, turn validation off with --validate=false`);
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw isValidated ? refuse('invalid object to validate') : new BrokenStream(`unable to decode "${source}": json: cannot unmarshal ${Array.isArray(value) ? 'array' : typeof value} into Go value of type unstructured.detector`);
  }
  const object = value as KubeObject;
  const problems = [!object.apiVersion && 'apiVersion not set', !object.kind && 'kind not set'].filter((p) => p !== false);
  if (isValidated && problems.length > 0) throw refuse(problems.length === 1 ? (problems[0] ?? '') : `[${problems.join(', ')}]`);
  if (!object.kind) throw new BrokenStream(`unable to decode "${source}": Object 'Kind' is missing in '${JSON.stringify(object)}'`);
  if (!object.apiVersion) throw new BrokenStream(`unable to decode "${source}": Object 'apiVersion' is missing in '${JSON.stringify(object)}'`);
  const problem = metadataProblem(object);
  if (problem !== undefined) throw new BrokenStream(`unable to decode "${source}": ${problem}`);
  return object;
}

/** kubectl itself decodes metadata, so that wrong types there are its own refusals. */
function metadataProblem(object: KubeObject): string | undefined {
  const metadata = object.metadata as unknown;
  if (metadata === undefined || metadata === null) return undefined;
  if (typeof metadata !== 'object' || Array.isArray(metadata)) return `json: cannot unmarshal ${jsonType(metadata)} into Go struct field PartialObjectMetadata.metadata of type v1.ObjectMeta`;
  for (const [field, type] of [['name', 'string'], ['namespace', 'string'], ['labels', 'map[string]string'], ['annotations', 'map[string]string']] as const) {
    const value = (metadata as Record<string, unknown>)[field];
    if (value === undefined || value === null) continue;
    if (type === 'string' ? typeof value === 'string' : typeof value === 'object' && !Array.isArray(value)) {
      if (type === 'string') continue;
      const wrong = Object.values(value).find((item) => item !== null && typeof item !== 'string');
      if (wrong === undefined) continue;
      return `json: cannot unmarshal ${jsonType(wrong)} into Go struct field ObjectMeta.metadata.${field} of type string`;
    }
    return `json: cannot unmarshal ${jsonType(value)} into Go struct field ObjectMeta.metadata.${field} of type ${type}`;
  }
  return undefined;
}

function jsonType(value: unknown): string {
  if (Array.isArray(value)) return 'array';
  if (typeof value === 'boolean') return 'bool';
  return typeof value;
}

export interface SelectOptions extends TargetOptions {
  readonly files?: readonly string[];
  readonly isRecursive?: boolean;
  /** Get objects of files from the server. */
  readonly isLatest?: boolean;
  /** Objects of arguments are only named, not fetched. */
  readonly isNamedOnly?: boolean;
  readonly isNotFoundIgnored?: boolean;
  readonly limit?: number;
  readonly isLocal?: boolean;
}

/** The objects that arguments or files name, from the server. Faults of single objects are collected. */
export async function selectInfos(session: Session, args: readonly string[], options: SelectOptions): Promise<Infos> {
  const files = options.files ?? [];
  const collected = files.length > 0 ? await fromFiles(session, args, files, options) : await fromArguments(session, args, options);
  const errors = options.isNotFoundIgnored ? collected.errors.filter((e) => !(e instanceof StatusError && e.reason === 'NotFound')) : collected.errors;
  return { ...collected, errors };
}

async function fromFiles(session: Session, args: readonly string[], files: readonly string[], options: SelectOptions): Promise<Infos> {
  if (args.length > 0) throw new KubectlError('when paths, URLs, or stdin is provided as input, you may not specify resource arguments as well');
  const read = await infosOfFiles(session, files, options.isRecursive ?? false, { isLocal: options.isLocal ?? false });
  if (options.isLatest === false || options.isLocal) return read;
  const infos: Info[] = [];
  const errors = [...read.errors];
  for (const info of read.infos) {
    try {
      infos.push(await fetchInfo(session, info.resource, info.name, info.namespace, info.source));
    } catch (error) {
      errors.push(error);
    }
  }
  return { infos, errors, isSingle: read.isSingle };
}

async function fromArguments(session: Session, args: readonly string[], options: SelectOptions): Promise<Infos> {
  const { targets, isSingle, errors: argumentErrors } = resolveTargets(await session.discovery(), args, options);
  const infos: Info[] = [];
  const errors = [...argumentErrors];
  for (const target of targets) {
    try {
      if (target.kind === 'list') {
        const { labelSelector, fieldSelector } = target;
        infos.push(...(await listInfos(session, target.resource, { labelSelector, fieldSelector, isAllNamespaces: options.isAllNamespaces ?? false })));
        continue;
      }
      for (const name of target.names) {
        try {
          infos.push(options.isNamedOnly ? namedInfo(session, target.resource, name) : await fetchInfo(session, target.resource, name, session.namespace));
        } catch (error) {
          errors.push(error);
        }
      }
    } catch (error) {
      errors.push(error);
    }
  }
  return { infos, errors, isSingle };
}

/** An object known by name alone. */
function namedInfo(session: Session, resource: ApiResource, name: string): Info {
  checkPathName(name);
  const object = { apiVersion: apiVersionOf(resource), kind: resource.kind, metadata: { name } } as KubeObject;
  return { resource, namespace: resource.isNamespaced ? session.namespace : undefined, name, object, source: '', documentIndex: 0 };
}

export async function fetchInfo(session: Session, resource: ApiResource, name: string, namespace: string | undefined, source = ''): Promise<Info> {
  checkPathName(name);
  const object = await session.get<KubeObject>(resource, name, namespace);
  return { resource, namespace: resource.isNamespaced ? namespace : undefined, name, object, source, documentIndex: 0 };
}

export interface ListSelection {
  /** Instead of the session's. */
  readonly namespace?: string | undefined;
  readonly labelSelector?: string;
  readonly fieldSelector?: string;
  readonly isAllNamespaces?: boolean;
}

/** Lists in chunks and fills in the kind that list items lack. */
export async function listInfos(session: Session, resource: ApiResource, selection: ListSelection): Promise<Info[]> {
  const infos: Info[] = [];
  let next: string | undefined;
  do {
    const list = await enhanced(resource, selection, () =>
      session.list<KubeObject>(resource, selection.isAllNamespaces ? undefined : (selection.namespace ?? session.namespace), {
        ...(selection.labelSelector && { labelSelector: selection.labelSelector }),
        ...(selection.fieldSelector && { fieldSelector: selection.fieldSelector }),
        limit: 500,
        continue: next,
      }),
    );
    for (const item of list.items) {
      const object: KubeObject = { ...item, apiVersion: item.apiVersion ?? apiVersionOf(resource), kind: item.kind ?? resource.kind };
      infos.push({ resource, namespace: item.metadata.namespace, name: item.metadata.name, object, source: '', documentIndex: 0 });
    }
    next = list.metadata.continue || undefined;
  } while (next !== undefined);
  return infos;
}

/** A refused list says what was looked for: resource.EnhanceListError. */
export async function enhanced<T>(resource: ApiResource, selection: ListSelection, list: () => Promise<T>): Promise<T> {
  try {
    return await list();
  } catch (error) {
    if (!(error instanceof StatusError) || !['NotFound', 'BadRequest', 'Invalid'].includes(error.reason)) throw error;
    const gvr = `${apiVersionOf(resource).includes('/') ? apiVersionOf(resource) : `/${resource.version}`}, Resource=${resource.resource}`;
    const { labelSelector = '', fieldSelector = '' } = selection;
    if (error.reason === 'NotFound') throw error;
    throw new StatusError({ ...error.status, message: `Unable to find "${gvr}" that match label selector "${labelSelector}", field selector "${fieldSelector}": ${errorMessage(error)}` });
  }
}

export function infoText(info: Pick<Info, 'resource' | 'name'>): string {
  return objectText(info.resource, info.name);
}
