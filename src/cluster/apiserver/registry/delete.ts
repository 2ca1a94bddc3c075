// Deleting an object: registry/rest's BeforeDelete and the generic registry's Delete.
import { formatTime, parseTime } from '../../../base/clock.ts';
import type { KubeObject } from '../../../api/meta/object.ts';
import { newConflict } from '../../../api/meta/status-error.ts';
import { deepFreeze } from '../../../api/meta/deep-freeze.ts';
import { type RequestContext, storeKey } from '../request-context.ts';
import { storedResource } from '../resource-names.ts';
import { strategyOf } from './strategies.ts';

export interface DeleteOptions {
  readonly gracePeriodSeconds?: number;
  readonly propagationPolicy?: string;
  readonly orphanDependents?: boolean;
  readonly preconditions?: { readonly uid?: string; readonly resourceVersion?: string };
  readonly isDryRun: boolean;
}

/** `isDeleted` is false while grace or a finalizer holds the object. */
export interface DeleteOutcome {
  readonly object: KubeObject;
  readonly isDeleted: boolean;
}

/** Deletes `old`, which is stored under `name`, or begins its deletion. Throws StatusError. */
export function deleteObject(context: RequestContext, old: KubeObject, options: DeleteOptions): DeleteOutcome {
  const { server, row } = context;
  checkPreconditions(context, old, options);
  server.admission.validate({
    operation: 'DELETE', row, subresource: '', namespace: context.namespace, name: old.metadata.name, object: undefined, oldObject: old,
    user: context.user, isDryRun: options.isDryRun, warnings: context.warnings,
  });
  const own = strategyOf(row).markDeleted?.(old, context);
  if (own !== undefined) return { object: options.isDryRun ? deepFreeze(own) : write(context, old, own), isDeleted: false };
  const grace = strategyOf(row).gracePeriodSeconds?.(old, options.gracePeriodSeconds);
  const isPending = old.metadata.deletionTimestamp !== undefined;
  const marked = grace === undefined ? markForFinalizers(context, old, options) : markGracefully(context, old, grace, options);
  const holdsOn = (grace !== undefined && marked.metadata.deletionGracePeriodSeconds !== 0) || (marked.metadata.finalizers?.length ?? 0) > 0 || hasSpecFinalizers(marked) || (old.kind === 'Namespace' && !isPending);
  if (!holdsOn) {
    // Watchers of what ends gracefully first see that its grace has ended.
    const shown = (isPending || grace !== undefined) && marked !== old && !options.isDryRun ? write(context, old, marked) : old;
    return { object: options.isDryRun ? deepFreeze(marked) : removeObject(context, shown, marked), isDeleted: true };
  }
  if (options.isDryRun) return { object: deepFreeze(marked), isDeleted: false };
  return { object: write(context, old, marked), isDeleted: false };
}

/** Takes `stored` out of the store; returns `last` with the revision of its end. */
export function removeObject(context: RequestContext, stored: KubeObject, last: KubeObject): KubeObject {
  const { server, row } = context;
  const revision = server.store.delete(storedResource(row), storeKey(context.namespace, stored.metadata.name), stored);
  strategyOf(row).afterDelete?.(last, context);
  return deepFreeze({ ...last, metadata: { ...last.metadata, resourceVersion: String(revision) } });
}

function write(context: RequestContext, old: KubeObject, object: KubeObject): KubeObject {
  if (object === old) return old;
  return context.server.store.update(storedResource(context.row), storeKey(context.namespace, old.metadata.name), old, object);
}

/** 409 for another uid or resourceVersion than the options name. */
export function checkPreconditions({ row }: RequestContext, old: KubeObject, { preconditions }: DeleteOptions): void {
  // Upstream names the kind here, not the resource.
  const resource = { group: row.group, resource: row.kind };
  const { name, uid, resourceVersion } = old.metadata;
  if (preconditions?.uid !== undefined && preconditions.uid !== uid) {
    throw newConflict(resource, name, `the UID in the precondition (${preconditions.uid}) does not match the UID in record (${uid}). The object might have been deleted and then recreated`);
  }
  if (preconditions?.resourceVersion !== undefined && preconditions.resourceVersion !== resourceVersion) {
    throw newConflict(resource, name, `the ResourceVersion in the precondition (${preconditions.resourceVersion}) does not match the ResourceVersion in record (${resourceVersion}). The object might have been modified`);
  }
}

/** Grace can only become shorter once deletion has begun. */
function markGracefully(context: RequestContext, old: KubeObject, grace: number, options: DeleteOptions): KubeObject {
  const { metadata } = withFinalizers(context, old, options);
  const now = context.server.clock.now();
  if (old.metadata.deletionTimestamp === undefined) {
    const generation = (old.metadata.generation ?? 0) + 1;
    return { ...old, metadata: { ...metadata, deletionTimestamp: formatTime(now + grace * 1000), deletionGracePeriodSeconds: grace, generation } };
  }
  const current = old.metadata.deletionGracePeriodSeconds ?? 0;
  if (options.gracePeriodSeconds === undefined || grace >= current) return old;
  const began = parseTime(old.metadata.deletionTimestamp) - current * 1000;
  return { ...old, metadata: { ...metadata, deletionTimestamp: formatTime(grace === 0 ? now : began + grace * 1000), deletionGracePeriodSeconds: grace } };
}

function markForFinalizers(context: RequestContext, old: KubeObject, options: DeleteOptions): KubeObject {
  const { metadata } = withFinalizers(context, old, options);
  // A namespace is first marked as ending, even with nothing to finalize.
  const isHeld = (metadata.finalizers?.length ?? 0) > 0 || hasSpecFinalizers(old) || (old.kind === 'Namespace' && old.metadata.deletionTimestamp === undefined);
  if (!isHeld) return metadata === old.metadata ? old : { ...old, metadata };
  if (old.metadata.deletionTimestamp !== undefined && metadata === old.metadata) return old;
  const generation = metadata.generation === undefined || old.metadata.deletionTimestamp !== undefined ? metadata.generation : metadata.generation + 1;
  return {
    ...old,
    metadata: { ...metadata, ...(generation !== undefined && { generation }), deletionTimestamp: old.metadata.deletionTimestamp ?? formatTime(context.server.clock.now()), ...(old.kind !== 'Namespace' && { deletionGracePeriodSeconds: 0 }) },
    ...(old.kind === 'Namespace' && { status: { ...(old as { status?: object }).status, phase: 'Terminating' } }),
  };
}

function hasSpecFinalizers(object: KubeObject): boolean {
  return object.kind === 'Namespace' && ((object as { spec?: { finalizers?: string[] } }).spec?.finalizers?.length ?? 0) > 0;
}

/** The finalizers by which the garbage collector learns what is to happen to dependents. */
function withFinalizers({ row }: RequestContext, old: KubeObject, options: DeleteOptions): { readonly metadata: KubeObject['metadata'] } {
  const finalizers = old.metadata.finalizers ?? [];
  const policy = options.propagationPolicy ?? (options.orphanDependents === undefined ? undefined : options.orphanDependents ? 'Orphan' : 'Background');
  const isExplicit = policy !== undefined;
  const wantsOrphan = isExplicit ? policy === 'Orphan' : finalizers.includes('orphan') || (strategyOf(row).defaultPropagation === 'Orphan' && !finalizers.includes('foregroundDeletion'));
  const wantsForeground = isExplicit ? policy === 'Foreground' : finalizers.includes('foregroundDeletion');
  const wanted = finalizers.filter((f) => f !== 'orphan' && f !== 'foregroundDeletion');
  if (wantsOrphan) wanted.push('orphan');
  if (wantsForeground) wanted.push('foregroundDeletion');
  if (wanted.length === finalizers.length && wanted.every((f) => finalizers.includes(f))) return { metadata: old.metadata };
  const { finalizers: _dropped, ...metadata } = old.metadata;
  return { metadata: wanted.length === 0 ? metadata : { ...metadata, finalizers: wanted } };
}
