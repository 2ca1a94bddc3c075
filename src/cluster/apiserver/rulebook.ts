// The API server's way to the rulebook in src/api: decode, default, prepare, validate. No rule lives here.
import { canonicalObject, type FieldValidation, isCustom, prepareAndValidate, prepareAndValidateKnownPod, readObject, type ReadInput } from '../../api/check.ts';
import { finalizerWarnings, validateCustomStatus, validateCustomUpdate } from '../../api/apiextensions/custom-rules.ts';
import { wrongVersion } from '../../api/apiextensions/read-custom.ts';
import { cannotHandle, unrecognizedError } from '../../api/decode/recognize.ts';
import type { FieldError } from '../../api/field/error.ts';
import type { Pod } from '../../api/generated/core-v1.ts';
import type { KubeObject } from '../../api/meta/object.ts';
import { failure, newBadRequest } from '../../api/meta/status-error.ts';
import type { KindRow } from '../../api/scheme.ts';
import { metaUpdate } from '../../api/core/validation/metadata.ts';
import { rulesOf } from '../../api/validation-registry.ts';
import type { ApiRequest } from '../../client/transport.ts';
import type { KnownPodSpec } from './pod-specs.ts';
import type { RequestContext } from './request-context.ts';

const jsonTypes: ReadonlySet<string> = new Set(['application/json', '']);

/** Parts of the stored object that a write may take over as they are: those that nobody changes in place on the way to the store. */
export function partsToKeep({ row, subresource }: RequestContext, stored: KubeObject): Partial<KubeObject> | undefined {
  if (subresource?.name === 'status') {
    // How a Service's status is defaulted depends on its spec.
    if (row.goType === 'core/v1.Service') return undefined;
    const { status: _written, ...others } = stored as KubeObject & { readonly status?: unknown };
    return others;
  }
  return subresource === undefined && row.goType === 'core/v1.Pod' ? stored : undefined;
}

/** The body as a defaulted object of `row` that the caller owns, but for parts that are those of `stored`. Unknown fields become warnings, a refusal or nothing. Throws StatusError. */
export function decodeBody(context: RequestContext, fieldValidation: FieldValidation, row: KindRow = context.row, stored?: Partial<KubeObject>): KubeObject {
  return decodeRequest(context, fieldValidation, row, { stored, isStatusShared: row.goType === 'core/v1.Pod' && context.subresource?.name === 'status' });
}

/** The body of a new object, and what is known of its spec when it is a Pod: then no step may change in place what is below the spec's containers. */
export function decodeNew(context: RequestContext, fieldValidation: FieldValidation): { readonly object: KubeObject; readonly known: KnownPodSpec | undefined } {
  const { row, server } = context;
  let known: KnownPodSpec | undefined;
  const recall: ReadInput['recall'] = (body) => (known = server.podSpecs.of(body));
  const object = decodeRequest(context, fieldValidation, row, row.goType === 'core/v1.Pod' ? { recall } : {});
  return { object, known };
}

/** Throws 415 for a body of a type that no codec reads. */
export function refuseUnreadable(context: RequestContext): void {
  const { request } = context;
  if (request.rawBody === undefined || isYaml(context) || jsonTypes.has(bodyType(request))) return;
  throw failure(415, 'UnsupportedMediaType', 'the body of the request was in an unknown format - accepted media types include: application/json, application/yaml, application/vnd.kubernetes.protobuf');
}

/** Whether the body is YAML that somebody here can read. */
export function isYaml({ request, server }: RequestContext): boolean {
  return server.yaml !== undefined && bodyType(request) === 'application/yaml';
}

function bodyType({ contentType = '' }: ApiRequest): string {
  return contentType.split(';')[0]?.trim() ?? '';
}

type Knowledge = Pick<ReadInput, 'stored' | 'recall' | 'isStatusShared'>;

function decodeRequest(context: RequestContext, fieldValidation: FieldValidation, row: KindRow, knowledge: Knowledge): KubeObject {
  const { request } = context;
  refuseUnreadable(context);
  if (request.rawBody !== undefined && isYaml(context)) return decodeYaml(context, request.rawBody, fieldValidation, row);
  const object = decode(context, request.rawBody === undefined && request.body !== undefined ? { value: request.body, ...knowledge } : { text: request.rawBody ?? '', ...knowledge }, fieldValidation, row);
  const mismatch = isCustom(row) ? wrongVersion(row, object) : undefined;
  if (mismatch !== undefined) throw newBadRequest(mismatch);
  return object;
}

function decodeYaml(context: RequestContext, text: string, fieldValidation: FieldValidation, row: KindRow): KubeObject {
  const { value, error, duplicates } = context.server.yaml?.parse(text) ?? { error: '', duplicates: [] };
  if (error !== undefined) throw newBadRequest(unrecognizedError(row, `yaml: ${error}`, text));
  if (duplicates.length === 0 || fieldValidation === 'Ignore') return decode(context, { value }, fieldValidation, row);
  if (fieldValidation === 'Warn') {
    const at = context.warnings.length;
    const object = decode(context, { value }, fieldValidation, row);
    context.warnings.splice(at, 0, ...duplicates);
    return object;
  }
  const { strictErrors, decodeError } = readObject(row, { value, fieldValidation: 'Warn' });
  if (decodeError !== undefined) throw newBadRequest(decodeError.message);
  const findings = [`yaml: unmarshal errors:\n  ${duplicates.join('\n  ')}`, ...strictErrors.map((e) => e.message)];
  throw newBadRequest(`${cannotHandle(row.kind, isCustom(row) ? row.version : row.apiVersion, row)}: strict decoding error: ${findings.join(', ')}`);
}

/** The same for a value that was made here, e.g. by a patch. */
export function decodeValue(context: RequestContext, value: unknown, fieldValidation: FieldValidation, row: KindRow = context.row): KubeObject {
  return decode(context, { value }, fieldValidation, row);
}

function decode(context: RequestContext, source: Knowledge & ({ readonly text: string } | { readonly value: unknown }), fieldValidation: FieldValidation, row: KindRow): KubeObject {
  const { object, decodeError, strictErrors } = readObject(row, { ...source, fieldValidation });
  if (decodeError !== undefined || object === undefined) throw newBadRequest(decodeError?.message ?? '');
  if (fieldValidation === 'Warn') for (const { message } of strictErrors) context.warnings.push(message);
  return object;
}

/** The strategy's preparation and the verdict on a new object, which is changed in place. */
export function judgeCreate(context: RequestContext, object: KubeObject, known: KnownPodSpec | undefined): readonly FieldError[] {
  const accepted = known?.acceptedAs((object as Pod).spec);
  const { errors, warnings } = accepted === undefined ? prepareAndValidate(context.row, object) : prepareAndValidateKnownPod(context.row, Object.assign(object, accepted) as Pod);
  if (errors.length === 0) context.warnings.push(...warnings);
  return errors;
}

/** Kinds that judge metadata once more with a status. */
const statusMeta: ReadonlySet<string> = new Set(['DaemonSet', 'Deployment', 'HorizontalPodAutoscaler', 'Ingress', 'Job', 'Namespace', 'PersistentVolume', 'PersistentVolumeClaim', 'ReplicaSet', 'ReplicationController', 'ResourceQuota', 'Service', 'StatefulSet', 'VolumeAttachment']);

export function judgeUpdate(context: RequestContext, object: KubeObject, old: KubeObject): readonly FieldError[] {
  const { row } = context;
  if (isCustom(row)) return context.subresource?.name === 'status' ? validateCustomStatus(row, object, old) : validateCustomUpdate(row, object, old);
  const rules = rulesOf(row.goType);
  if (context.subresource?.name !== 'status') return rules?.validateUpdate?.(object, old) ?? [];
  return [...(statusMeta.has(row.kind) ? metaUpdate(object, old) : []), ...(rules?.validateStatusUpdate?.(object, old) ?? [])];
}

export function warnOnUpdate(context: RequestContext, object: KubeObject, old: KubeObject): void {
  context.warnings.push(...(isCustom(context.row) ? finalizerWarnings(object, old) : (rulesOf(context.row.goType)?.warnings?.(object, old) ?? [])));
}

/** The object as it is stored and answered. */
export function storedForm(row: KindRow, object: KubeObject): KubeObject {
  return canonicalObject(row, object);
}
