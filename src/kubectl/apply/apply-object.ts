// One object applied: kubectl's client-side Patcher, and server-side apply.
import type { KubeObject } from '../../api/meta/object.ts';
import { isConflict, isNotFound, StatusError } from '../../api/meta/status-error.ts';
import { kindSchema } from '../../api/schema/schema.ts';
import type { Info } from '../builder/infos.ts';
import { checkPathName } from '../builder/targets.ts';
import { dryRunSuffix, writeQuery, type DryRun } from '../commands/dry-run.ts';
import { deleteInfo, type DeleteOptions } from '../commands/delete.ts';
import { waitUntilGone } from '../commands/wait-gone.ts';
import { apiVersionOf, groupResourceText } from '../discovery.ts';
import { addSource, errorMessage, KubectlError } from '../errors.ts';
import type { Fields } from '../../api/meta/json.ts';
import { applyThreeWayPatch } from '../patch/apply-patch.ts';
import { threeWayPatch } from '../patch/three-way-patch.ts';
import { toCompactJson } from '../../api/field/go-text.ts';
import type { Session } from '../session.ts';
import { lastApplied, lastAppliedAnnotation, lastAppliedText, withLastApplied } from './last-applied.ts';

export interface ApplyOptions {
  readonly dryRun: DryRun;
  readonly fieldManager: string;
  readonly fieldValidation: 'Strict' | 'Warn' | 'Ignore';
  readonly isServerSide: boolean;
  readonly forcesConflicts: boolean;
  /** `--force`: delete and create again what cannot be changed. */
  readonly deletes: DeleteOptions | undefined;
  readonly overwrites: boolean;
  readonly subresource?: string | undefined;
}

export type AppliedVerb = 'created' | 'configured' | 'unchanged' | 'serverside-applied';

export interface Applied {
  readonly verb: AppliedVerb;
  readonly object: KubeObject;
}

/** Applies one object; throws refusals with the source named. */
export async function applyObject(session: Session, info: Info, options: ApplyOptions): Promise<Applied> {
  return options.isServerSide ? applyServerSide(session, info, options) : applyClientSide(session, info, options);
}

/** `pod/web created (dry run)`. */
export function appliedText(text: string, verb: AppliedVerb, dryRun: DryRun): string {
  return `${text} ${verb}${dryRunSuffix(dryRun)}\n`;
}

async function applyClientSide(session: Session, info: Info, options: ApplyOptions): Promise<Applied> {
  const { resource, namespace, name, source } = info;
  const query = writeQuery(options);
  if (!name && info.object.metadata.generateName) throw new KubectlError(`from ${info.object.metadata.generateName}: cannot use generate name with apply`);
  let current: KubeObject;
  try {
    checkPathName(name);
    current = await session.get<KubeObject>(resource, name, namespace);
  } catch (error) {
    if (!isNotFound(error)) throw wrapRetrieval(info, error);
    const object = withLastApplied(info.object);
    if (options.dryRun === 'client') return { verb: 'created', object };
    try {
      return { verb: 'created', object: (await session.request({ verb: 'create', resource, namespace, body: object, query })).body as KubeObject };
    } catch (failure) {
      throw addSource('creating', source, failure);
    }
  }
  const before = lastApplied(current);
  if (before === undefined) {
    session.warn(
      `resource ${groupResourceText(resource)}/${name} is missing the ${lastAppliedAnnotation} annotation which is required by kubectl apply. kubectl apply should only be used on resources created declaratively by either kubectl create --save-config or kubectl apply. The missing annotation will be patched automatically.`,
    );
  }
  if (current.metadata.deletionTimestamp) session.warn(`Detected changes to resource ${name} which is currently being deleted.`);
  return patchObject(session, info, { current, before, query, options });
}

interface PatchStep {
  readonly current: KubeObject;
  readonly before: string | undefined;
  readonly query: Record<string, string>;
  readonly options: ApplyOptions;
}

async function patchObject(session: Session, info: Info, { current, before, query, options }: PatchStep): Promise<Applied> {
  const { resource, namespace, name, source } = info;
  const type = kindSchema(apiVersionOf(resource), resource.kind);
  const modified = withLastApplied(info.object) as unknown as Fields;
  const patch = threeWayPatch({ original: before === undefined ? undefined : parseOriginal(before), modified, current: current as unknown as Fields, type });
  if (Object.keys(patch).length === 0) return { verb: 'unchanged', object: current };
  if (options.dryRun === 'client') {
    const object = applyThreeWayPatch(current, patch, type) as KubeObject;
    return { verb: 'configured', object };
  }
  try {
    const contentType = type ? 'application/strategic-merge-patch+json' : 'application/merge-patch+json';
    const { body } = await session.request({ verb: 'patch', resource, namespace, name, body: patch, contentType, query });
    return { verb: 'configured', object: body as KubeObject };
  } catch (error) {
    const canForce = options.deletes && error instanceof StatusError && (error.reason === 'Invalid' || isConflict(error));
    if (canForce && options.deletes) return recreate(session, info, options.deletes, query);
    throw addSource(`applying patch:\n${toCompactJson(patch)}\nto:\n${infoBlock(info)}\nfor:`, source, error);
  }
}

function parseOriginal(text: string): Fields | undefined {
  try {
    return JSON.parse(text) as Fields;
  } catch {
    return undefined;
  }
}

/** `--force`: the old object goes, then the new one is created. */
async function recreate(session: Session, info: Info, deletes: DeleteOptions, query: Record<string, string>): Promise<Applied> {
  const { resource, namespace, name } = info;
  const old = await session.get<KubeObject>(resource, name, namespace);
  await deleteInfo(session, info, deletes);
  await waitUntilGone(session, [{ resource, name, namespace, object: old }], deletes.timeoutMs);
  const { body } = await session.request({ verb: 'create', resource, namespace, body: withLastApplied(info.object), query });
  return { verb: 'configured', object: body as KubeObject };
}

function infoBlock({ resource, name, namespace }: Info): string {
  const group = resource.group === '' ? `/${resource.version}` : `${resource.group}/${resource.version}`;
  return `Resource: "${group}, Resource=${resource.resource}", GroupVersionKind: "${group}, Kind=${resource.kind}"\nName: "${name}", Namespace: "${namespace ?? ''}"`;
}

function wrapRetrieval(info: Info, error: unknown): unknown {
  const message = `error when retrieving current configuration of:\n${infoBlock(info)}\nfrom server for: "${info.source}": ${errorMessage(error)}`;
  return error instanceof StatusError ? new StatusError({ ...error.status, message }) : new KubectlError(message);
}

const conflictHelp = `Please review the fields above--they currently have other managers. Here
are the ways you can resolve this warning:
* If you intend to manage all of these fields, please re-run the apply
  command with the \`--force-conflicts\` flag.
* If you do not intend to manage all of the fields, please edit your
  manifest to remove references to the fields that should keep their
  current managers.
* You may co-own fields by updating your manifest to match the existing
  value; in this case, you'll become the manager if the other manager(s)
  stop managing the field (remove it from their configuration).
See https://kubernetes.io/docs/reference/using-api/server-side-apply/#conflicts`;

async function applyServerSide(session: Session, info: Info, options: ApplyOptions): Promise<Applied> {
  const { resource, namespace, name, source } = info;
  const { metadata } = info.object;
  if (!name && metadata.generateName) throw new KubectlError(`from ${metadata.generateName}: cannot use generate name with apply`);
  checkPathName(name);
  const send = async (body: unknown, fieldManager: string, force: boolean): Promise<KubeObject> => {
    const response = await session.request({
      verb: 'patch',
      resource,
      namespace,
      name,
      body,
      contentType: 'application/apply-patch+yaml',
      query: { ...writeQuery({ ...options, fieldManager }), ...(force && { force: 'true' }) },
      ...(options.subresource && { subresource: options.subresource }),
    });
    return response.body as KubeObject;
  };
  try {
    let object = await send(info.object, options.fieldManager, options.forcesConflicts);
    if (lastApplied(object) !== undefined) {
      const applied = { apiVersion: apiVersionOf(resource), kind: resource.kind, metadata: { name, ...(namespace !== undefined && { namespace }), annotations: { [lastAppliedAnnotation]: serverSideText(info.object) } } };
      object = await send(applied, 'kubectl-last-applied', true);
    }
    return { verb: 'serverside-applied', object };
  } catch (error) {
    if (isConflict(error)) throw new KubectlError(`${errorMessage(error)}\n${conflictHelp}`);
    throw addSource('patching', source, error);
  }
}

/** Server-side apply leaves out annotations that the manifest does not have. */
function serverSideText(object: KubeObject): string {
  return object.metadata.annotations ? lastAppliedText(object) : `${toCompactJson(object)}\n`;
}
