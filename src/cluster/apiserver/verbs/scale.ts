// The scale subresource of workloads: autoscaling/v1 Scale over spec.replicas, pkg/registry/apps's ScaleREST.
import type { Deployment } from '../../../api/generated/apps-v1.ts';
import type { Scale } from '../../../api/generated/autoscaling-v1.ts';
import { invalid } from '../../../api/field/error.ts';
import { FieldPath } from '../../../api/field/path.ts';
import type { KubeObject } from '../../../api/meta/object.ts';
import { newInvalid } from '../../../api/meta/status-error.ts';
import { type KindRow, kindRows } from '../../../api/scheme.ts';
import type { ApiResponse } from '../../../client/transport.ts';
import { FieldSet } from '../managed-fields/field-set.ts';
import { applyConfig, managerOf, trackUpdate } from '../managed-fields/managed-fields.ts';
import { parentFields, scaleFields } from '../managed-fields/scale-fields.ts';
import { type WriteOptions, writeOptions } from '../options.ts';
import { refuseOtherName } from '../registry/create.ts';
import { updateObject } from '../registry/update.ts';
import { isQuerySet, type RequestContext } from '../request-context.ts';
import { decodeBody } from '../rulebook.ts';
import { selectorText } from '../../../api/meta/label-selector.ts';
import { customScale, withReplicas } from '../custom/custom-scale.ts';
import { answerObject } from './answer.ts';
import { configOf, converted, shownAs } from './apply.ts';
import { readAsked } from './get.ts';
import { patcher } from './patch.ts';

/** Scale has no row of its own in discovery; it is decoded as a kind all the same. */
const scaleRow: KindRow = {
  ...(kindRows[0] as KindRow), group: 'autoscaling', version: 'v1', apiVersion: 'autoscaling/v1', kind: 'Scale', listKind: 'ScaleList', plural: 'scales', singular: 'scale', isNamespaced: true, goType: 'autoscaling/v1.Scale', subresources: [], isStored: false,
};

export function scale(context: RequestContext): ApiResponse {
  const { verb } = context.request;
  if (verb === 'get') return answerScale(context, readAsked(context));
  const options = writeOptions(context, verb === 'patch' ? 'PatchOptions' : 'UpdateOptions');
  const body = verb === 'patch' ? undefined : decodeBody(context, options.fieldValidation, scaleRow);
  if (body !== undefined) refuseOtherName(context, body);
  // Their fields are tracked as those of any update.
  const isCustom = context.row.custom !== undefined;
  const isApply = context.request.contentType?.split(';')[0] === 'application/apply-patch+yaml';
  const change = verb !== 'patch' ? undefined : isApply ? applier(context) : patcher(context, scaleRow);
  const stored = updateObject(context, {
    isDryRun: options.isDryRun, fieldManager: options.fieldManager, isTracked: !isCustom, isPut: verb === 'update',
    update: (old) => {
      const live = isCustom ? scaleOf(context, old) : toScale(old, true);
      const wanted = (body ?? change?.(live, options)) as Scale;
      const facts = { row: scaleRow, manager: managerOf(options.fieldManager, context.request.userAgent), subresource: 'scale', nowMs: context.server.clock.now(), reset: nothing };
      if (!isApply && !isCustom) trackUpdate(facts, live, wanted as KubeObject);
      return scaled(context, old, wanted);
    },
  });
  return answerScale(context, stored);
}

function answerScale(context: RequestContext, object: KubeObject): ApiResponse {
  return answerObject(context, 200, scaleOf(context, object), scaleRow);
}

function scaleOf({ row: { custom } }: RequestContext, object: KubeObject): KubeObject {
  return custom?.scale === undefined ? toScale(object) : customScale(custom.scale, object);
}

/** Makes of a Scale what applying the request's configuration makes of it. Throws StatusError. */
function applier(context: RequestContext): (live: KubeObject, options: WriteOptions) => KubeObject {
  const config = configOf(context, scaleRow);
  const facts = { row: scaleRow, subresource: 'scale', nowMs: context.server.clock.now(), reset: nothing, isForced: isQuerySet(context.request, 'force') };
  return (live, { fieldManager }) => converted({ row: scaleRow }, shownAs(config), applyConfig({ ...facts, manager: fieldManager }, live, config));
}

const nothing = new FieldSet();

/** Frozen parts are shared; the Scale itself is new. Writers see who owns the replicas, readers do not. */
function toScale(object: KubeObject, isWriting = false): KubeObject {
  const { metadata, spec, status } = object as Deployment;
  const { name, namespace, uid, resourceVersion, creationTimestamp } = metadata;
  const owners = isWriting ? scaleFields(metadata.managedFields) : [];
  const selector = selectorText(object.kind === 'ReplicationController' ? { matchLabels: spec.selector as unknown as Record<string, string> } : spec.selector);
  return {
    kind: 'Scale', apiVersion: 'autoscaling/v1', metadata: { name, ...(namespace !== undefined && { namespace }), uid, resourceVersion, creationTimestamp, ...(owners.length > 0 && { managedFields: owners }) },
    spec: { ...(spec.replicas && { replicas: spec.replicas }) },
    status: { replicas: status?.replicas ?? 0, ...(selector !== '' && { selector }) },
  } as KubeObject;
}

function scaled(context: RequestContext, old: KubeObject, wanted: Scale): KubeObject {
  refuseOtherName(context, wanted as KubeObject);
  const replicas = wanted.spec?.replicas ?? 0;
  const { scale: own } = context.row.custom ?? {};
  if (own !== undefined) return withReplicas(own, old, replicas, wanted.metadata);
  if (replicas < 0) throw newInvalid({ group: 'autoscaling', kind: 'Scale' }, context.name, [invalid(FieldPath.of('spec', 'replicas'), replicas, 'must be greater than or equal to 0')]);
  const { uid, resourceVersion } = wanted.metadata;
  const managedFields = parentFields(old.metadata.managedFields, wanted.metadata.managedFields, context.row.apiVersion);
  const { managedFields: _before, ...metadata } = old.metadata;
  return { ...old, metadata: { ...metadata, uid: uid ?? '', resourceVersion: resourceVersion ?? '', ...(managedFields.length > 0 && { managedFields }) }, spec: { ...(old as Deployment).spec, replicas } } as KubeObject;
}
