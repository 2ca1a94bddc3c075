// Replacing an object: registry/rest's BeforeUpdate and the generic registry's Update.
import { podUpdateRules } from '../../../api/core/validation/pod-rules.ts';
import { type FieldError, invalid } from '../../../api/field/error.ts';
import { FieldPath } from '../../../api/field/path.ts';
import type { Pod } from '../../../api/generated/core-v1.ts';
import { pathSegmentName } from '../../../api/meta/validation/names.ts';
import { validateObjectMeta, validateObjectMetaUpdate } from '../../../api/meta/validation/object-meta.ts';
import type { KubeObject } from '../../../api/meta/object.ts';
import { newConflict, newInvalid, newNotFound } from '../../../api/meta/status-error.ts';
import { equalProperties } from '../../../api/meta/deep-equal.ts';
import { deepFreeze } from '../../../api/meta/deep-freeze.ts';
import type { AdmissionAttributes } from '../admission/admission.ts';
import { dig } from '../json.ts';
import type { Fields } from '../../../api/meta/json.ts';
import { type RequestContext, storeKey } from '../request-context.ts';
import { storedResource } from '../resource-names.ts';
import { fromStoredVersion, toStoredVersion } from '../versions.ts';
import { unreasonedError } from '../unreasoned-error.ts';
import { judgeUpdate, storedForm, warnOnUpdate } from '../rulebook.ts';
import { keepTimes, managerOf, trackUpdate } from '../managed-fields/managed-fields.ts';
import { resetFields } from '../managed-fields/reset-fields.ts';
import { dedupOwners, refuseOtherNamespace } from './create.ts';
import { removeObject } from './delete.ts';
import { strategyOf, withTemplateCount } from './strategies.ts';
import { isUnsettled } from './unsettled.ts';

export interface UpdateOptions {
  readonly isDryRun: boolean;
  readonly fieldManager?: string;
  /** A PUT guards against another uid; a patch is judged by validation. */
  readonly isPut?: boolean;
  /** `managedFields` are set already. */
  readonly isTracked?: boolean;
  /** Makes the new object from the stored one (frozen); the result belongs to the registry. */
  readonly update: (old: KubeObject) => KubeObject;
}

/** The stored object of the request; 404 when there is none. */
export function readObject(context: RequestContext): KubeObject {
  const { row } = context;
  const object = context.server.store.get(storedResource(row), storeKey(context.namespace, context.name));
  // Its registry, which is older than the others, names the one.
  if (object === undefined) throw newNotFound({ group: row.group, resource: row.kind === 'ComponentStatus' ? row.singular : row.plural }, context.name);
  return object;
}

/** Writes the outcome of `options.update`; returns what is stored then. Throws StatusError. */
export function updateObject(context: RequestContext, options: UpdateOptions): KubeObject {
  const { row, server } = context;
  const strategy = strategyOf(row);
  const current = readObject(context);
  const old = fromStoredVersion(row, current);
  const object = options.update(old);
  refuseOtherNamespace(context, object);
  dedupOwners(context, object);
  checkPreconditions(context, object, old, options);
  if (options.isTracked !== true) track(context, object, old, options.fieldManager ?? '');
  const attributes: AdmissionAttributes = {
    operation: 'UPDATE', row, subresource: context.subresource?.name ?? '', namespace: context.namespace, name: context.name, object, oldObject: old,
    user: context.user, isDryRun: options.isDryRun, warnings: context.warnings,
  };
  server.admission.admit(attributes);
  keepSystemFields(object, old);
  const subresource = context.subresource?.name ?? '';
  const podRules = row.goType === 'core/v1.Pod' ? podUpdateRules[subresource] : undefined;
  if (podRules !== undefined) podRules.prepare(object as Pod, old as Pod);
  else if (subresource === '' || subresource === 'scale') prepareSpecUpdate(context, object, old);
  else if (subresource === 'status') prepareStatusUpdate(context, object, old);
  strategy.beginUpdate?.(object, old, context, options.isDryRun);
  const errors = [...validateCommonFields(context, object, old), ...(podRules?.validate(object as Pod, old as Pod) ?? judgeUpdate(context, object, old))];
  if (errors.length > 0) throw newInvalid({ group: row.group, kind: row.kind }, object.metadata.name, errors);
  // Pods are updated too often, and by components: upstream warns on creation only. What it says of claim templates it says at every update.
  const isWarned = row.kind !== 'Pod' && (!strategy.hasGeneration || row.kind === 'StatefulSet' || object.metadata.generation !== old.metadata.generation);
  if ((subresource === '' || subresource === 'scale') && isWarned) warnOnUpdate(context, object, old);
  server.admission.validate(attributes);
  const key = storeKey(context.namespace, context.name);
  keepTimes(object, old);
  const stored = toStoredVersion(row, storedForm(row, object));
  if (options.isDryRun) return deepFreeze(stored);
  if (isGone(stored)) {
    // The answer shows the state before the end, with its resourceVersion.
    removeObject(context, current, stored);
    return deepFreeze(stored);
  }
  return server.store.update(storedResource(row), key, current, stored, isUnsettled(current));
}

function track({ row, server, request, subresource }: RequestContext, object: KubeObject, old: KubeObject, fieldManager: string): void {
  const name = subresource?.name ?? '';
  const tracked = withTemplateCount(object);
  trackUpdate({ row, manager: managerOf(fieldManager, request.userAgent), subresource: name, nowMs: server.clock.now(), reset: resetFields(row, name) }, old, tracked);
  if (tracked === object) return;
  if (tracked.metadata.managedFields === undefined) delete object.metadata.managedFields;
  else object.metadata.managedFields = tracked.metadata.managedFields;
}

/** What holds for every kind, besides the kind's own rules: registry/rest's validateCommonFields. */
function validateCommonFields({ row }: RequestContext, { metadata }: KubeObject, old: KubeObject): FieldError[] {
  const path = FieldPath.of('metadata');
  return [...validateObjectMeta(metadata, { isNamespaced: row.isNamespaced, validateName: pathSegmentName }, path), ...validateObjectMetaUpdate(metadata, old.metadata, path)];
}

/** 409 for another uid or an older resourceVersion. */
function checkPreconditions(context: RequestContext, object: KubeObject, old: KubeObject, { isPut = false, isDryRun }: UpdateOptions): void {
  const { row, name, namespace } = context;
  const resource = { group: row.group, resource: row.plural };
  const { uid, resourceVersion } = object.metadata;
  if (isPut && uid && uid !== old.metadata.uid) {
    // A dry run asks before the storage puts its prefix there.
    const key = `${isDryRun ? '' : '/registry'}/${row.plural}/${storeKey(namespace, name)}`;
    throw newConflict(resource, name, `StorageError: invalid object, Code: 4, Key: ${key}, ResourceVersion: 0, AdditionalErrorMsg: Precondition failed: UID in precondition: ${uid}, UID in object meta: ${old.metadata.uid}`);
  }
  if (!resourceVersion || resourceVersion === '0') {
    if (!strategyOf(row).allowUnconditionalUpdate) throw newInvalid({ group: row.group, kind: row.plural }, name, [invalid(FieldPath.of('metadata', 'resourceVersion'), 0, 'must be specified for an update')]);
    return;
  }
  if (!/^\d+$/.test(resourceVersion)) throw unreasonedError(`strconv.ParseUint: parsing ${JSON.stringify(resourceVersion)}: invalid syntax`);
  if (resourceVersion !== old.metadata.resourceVersion) throw newConflict(resource, name, 'the object has been modified; please apply your changes to the latest version and try again');
}

/** What no update can change. */
function keepSystemFields(object: KubeObject, old: KubeObject): void {
  const { metadata } = object;
  const before = old.metadata;
  if (!metadata.uid) metadata.uid = before.uid;
  metadata.creationTimestamp = before.creationTimestamp;
  metadata.resourceVersion = before.resourceVersion;
  delete metadata.selfLink;
  if (before.generation === undefined) delete metadata.generation;
  else metadata.generation = before.generation;
  if (before.deletionTimestamp !== undefined) metadata.deletionTimestamp = before.deletionTimestamp;
  if (before.deletionGracePeriodSeconds !== undefined && metadata.deletionGracePeriodSeconds === undefined) metadata.deletionGracePeriodSeconds = before.deletionGracePeriodSeconds;
}

function prepareSpecUpdate(context: RequestContext, object: KubeObject, old: KubeObject): void {
  const strategy = strategyOf(context.row);
  const fields = object as unknown as Fields;
  const before = old as unknown as Fields;
  if (strategy.hasStatus) restore(fields, before, 'status');
  strategy.prepareForUpdate?.(object, old, context);
  if (!strategy.hasGeneration || object.metadata.generation !== old.metadata.generation) return;
  const { metadata: _metadata, status: _status, ...content } = fields;
  const { metadata: _oldMetadata, status: _oldStatus, ...oldContent } = before;
  if (equalProperties(content, oldContent)) return;
  // An empty map that was none before is no change: as they are stored the two are the same.
  const { metadata: _storedMetadata, status: _storedStatus, ...storedContent } = storedForm(context.row, object) as unknown as Fields;
  if (!equalProperties(storedContent, oldContent)) object.metadata.generation = (old.metadata.generation ?? 0) + 1;
}

function prepareStatusUpdate(context: RequestContext, object: KubeObject, old: KubeObject): void {
  const fields = object as unknown as Fields;
  for (const key of new Set([...Object.keys(fields), ...Object.keys(old)])) {
    if (key !== 'status' && key !== 'metadata') restore(fields, old as unknown as Fields, key);
  }
  strategyOf(context.row).prepareForStatusUpdate?.(object, old, context);
}

function restore(fields: Fields, before: Fields, key: string): void {
  if (before[key] === undefined) delete fields[key];
  else fields[key] = before[key];
}

/** Deletion began, nothing holds it any more. */
function isGone(object: KubeObject): boolean {
  const { deletionTimestamp, deletionGracePeriodSeconds, finalizers } = object.metadata;
  const isHeldBySpec = object.kind === 'Namespace' && ((dig(object, 'spec', 'finalizers') as readonly string[] | undefined)?.length ?? 0) > 0;
  return deletionTimestamp !== undefined && (finalizers?.length ?? 0) === 0 && (deletionGracePeriodSeconds ?? 0) === 0 && !isHeldBySpec;
}
