// DELETE of one object and of collections.
import { newBadRequest } from '../../../api/meta/status-error.ts';
import type { ApiResponse } from '../../../client/transport.ts';
import { refuseDeleteOptions } from '../options.ts';
import { type DeleteOptions, deleteObject, type DeleteOutcome } from '../registry/delete.ts';
import { strategyOf } from '../registry/strategies.ts';
import { readObject } from '../registry/update.ts';
import { type Fields, isFields } from '../../../api/meta/json.ts';
import { decode } from '../../../api/decode/decode.ts';
import { parseJson } from '../../../api/decode/json-text.ts';
import { jsonKind, plainJson } from '../../../api/decode/json-value.ts';
import { isUnversioned, notRegistered, typeMetaText } from '../../../api/decode/recognize.ts';
import { typeSchema } from '../../../api/schema/schema.ts';
import { isYaml, refuseUnreadable } from '../rulebook.ts';
import { queryAll, queryOf, type RequestContext } from '../request-context.ts';
import { answer, answerList, answerObject } from './answer.ts';
import { readList } from './list.ts';
import { listOptions } from './list-options.ts';

export function remove(context: RequestContext): ApiResponse {
  const options = deleteOptions(context);
  const { object, isDeleted } = deleteObject(context, readObject(context), options);
  return answerDeletion(context, { object, isDeleted });
}

/** Many kinds answer with a Status once the object is gone; what a finalizer or grace holds is always shown. */
function answerDeletion(context: RequestContext, { object, isDeleted }: DeleteOutcome): ApiResponse {
  const { row } = context;
  if (!isDeleted || strategyOf(row).returnsDeletedObject) return answerObject(context, 200, object);
  const { name, uid } = object.metadata;
  const details = { name, ...(row.group !== '' && { group: row.group }), kind: row.plural, uid };
  return answer(200, { kind: 'Status', apiVersion: 'v1', metadata: {}, status: 'Success', details }, context.warnings);
}

export function removeCollection(context: RequestContext): ApiResponse {
  const given = listOptions(context, false);
  // Upstream reads what it deletes in pages, and a page of a version is of just that version.
  const page = readList(context, { ...given, limit: given.limit > 0 ? given.limit : Infinity });
  const options = deleteOptions(context);
  for (const object of page.items) deleteObject({ ...context, namespace: object.metadata.namespace ?? '' }, object, options);
  return answerList(context, page.items, page.metadata);
}

/** Jobs are older than background deletion, and keep their first default. */
const jobWarning = 'child pods are preserved by default when jobs are deleted; set propagationPolicy=Background to remove them or set propagationPolicy=Orphan to suppress this warning';

/** The body wins over the query. Throws 400 or 422. */
function deleteOptions(context: RequestContext): DeleteOptions {
  const { request } = context;
  const fields = request.rawBody === undefined || request.rawBody === '' ? (isFields(request.body) ? request.body : undefined) : readOptions(context, request.rawBody);
  const grace = fields === undefined ? integer(queryOf(request, 'gracePeriodSeconds')) : (fields['gracePeriodSeconds'] as number | undefined);
  const policy = fields === undefined ? queryOf(request, 'propagationPolicy') || undefined : (fields['propagationPolicy'] as string | undefined);
  const orphan = fields === undefined ? queryOf(request, 'orphanDependents') || undefined : fields['orphanDependents'];
  const dryRun = fields === undefined ? queryAll(request, 'dryRun') : ((fields['dryRun'] as readonly string[] | undefined) ?? []);
  const preconditions = fields === undefined ? queryPreconditions(context) : (fields['preconditions'] as DeleteOptions['preconditions']);
  refuseDeleteOptions({ propagationPolicy: policy, orphanDependents: orphan, dryRun });
  if (context.row.goType === 'batch/v1.Job' && policy === undefined && orphan === undefined) context.warnings.push(jobWarning);
  return {
    isDryRun: dryRun.length > 0,
    ...(grace !== undefined && { gracePeriodSeconds: grace }),
    ...(policy !== undefined && { propagationPolicy: policy }),
    ...(orphan !== undefined && { orphanDependents: orphan === true || orphan === 'true' }),
    ...(preconditions && { preconditions }),
  };
}

/** A query is read into the options with all that is in them, so a list's `resourceVersion` is a precondition too. */
function queryPreconditions({ request }: RequestContext): DeleteOptions['preconditions'] {
  const [uid, resourceVersion] = [queryOf(request, 'uid'), queryOf(request, 'resourceVersion')];
  return uid === '' && resourceVersion === '' ? undefined : { ...(uid !== '' && { uid }), ...(resourceVersion !== '' && { resourceVersion }) };
}

/** The body is read by the codec of meta.k8s.io, which knows options only. */
function refuseOtherKind({ kind, apiVersion }: Fields): void {
  if (typeof kind !== 'string' || kind === '' || kind === 'DeleteOptions') return;
  if (isUnversioned(kind)) throw newBadRequest(`converting (v1.${kind}) to (v1.DeleteOptions): unknown conversion`);
  throw newBadRequest(notRegistered(typeof apiVersion === 'string' && apiVersion !== '' ? apiVersion : 'meta.k8s.io/v1', kind));
}

const optionsType = typeSchema('meta/v1.DeleteOptions');

/** The options of a body; undefined for null. Throws 400 for what is none. */
function readOptions(context: RequestContext, text: string): Fields | undefined {
  refuseUnreadable(context);
  const unreadable = (why: string): Error => newBadRequest(`couldn't get version/kind; json parse error: ${why}`);
  const yaml = isYaml(context) ? context.server.yaml?.parse(text) : undefined;
  if (yaml?.error !== undefined) throw newBadRequest(`yaml: ${yaml.error}`);
  const parsed = parseJson(yaml === undefined ? text : JSON.stringify(yaml.value ?? null));
  if (parsed.error !== undefined) throw unreadable(parsed.error);
  const value = plainJson(parsed.value);
  if (value === null) return undefined;
  if (!isFields(value)) throw unreadable(`json: cannot unmarshal ${jsonKind(value)} into Go value of type ${typeMetaText}`);
  for (const name of ['kind', 'apiVersion'] as const) {
    const type = jsonKind(value[name]);
    if (value[name] !== undefined && value[name] !== null && type !== 'string') throw unreadable(`json: cannot unmarshal ${type} into Go struct field .${name} of type string`);
  }
  refuseOtherKind(value);
  const [wrong] = decode(optionsType, parsed.value).wrong;
  if (wrong !== undefined) throw newBadRequest(wrong.message);
  return value;
}

function integer(text: string): number | undefined {
  if (text === '') return undefined;
  if (!/^[+-]?\d+$/.test(text)) throw newBadRequest(`strconv.ParseInt: parsing ${JSON.stringify(text)}: invalid syntax`);
  return Number(text);
}
