// The scale subresource of workloads: autoscaling/v1 Scale over spec.replicas, pkg/registry/apps's ScaleREST.
import type { Deployment } from '../../../api/generated/apps-v1.ts';
import type { Scale } from '../../../api/generated/autoscaling-v1.ts';
import { invalid } from '../../../api/field/error.ts';
import { FieldPath } from '../../../api/field/path.ts';
import type { KubeObject } from '../../../api/meta/object.ts';
import { newBadRequest, newInvalid } from '../../../api/meta/status-error.ts';
import { type KindRow, kindRows } from '../../../api/scheme.ts';
import type { ApiResponse } from '../../../client/transport.ts';
import { writeOptions } from '../options.ts';
import { readObject, updateObject } from '../registry/update.ts';
import type { RequestContext } from '../request-context.ts';
import { decodeBody } from '../rulebook.ts';
import { selectorText } from '../../../api/meta/label-selector.ts';
import { answerObject, methodNotAllowed } from './answer.ts';
import { patcher } from './patch.ts';

/** Scale has no row of its own in discovery; it is decoded as a kind all the same. */
const scaleRow: KindRow = {
  ...(kindRows[0] as KindRow), group: 'autoscaling', version: 'v1', apiVersion: 'autoscaling/v1', kind: 'Scale', listKind: 'ScaleList', plural: 'scales', singular: 'scale', isNamespaced: true, goType: 'autoscaling/v1.Scale', subresources: [], isStored: false,
};

export function scale(context: RequestContext): ApiResponse {
  const { verb } = context.request;
  if (verb === 'get') return answerScale(context, readObject(context));
  const options = writeOptions(context, verb === 'patch' ? 'PatchOptions' : 'UpdateOptions');
  const body = verb === 'patch' ? undefined : decodeBody(context, options.fieldValidation, scaleRow);
  const apply = verb === 'patch' ? patcher(context, scaleRow) : undefined;
  if (body === undefined && apply === undefined) throw methodNotAllowed();
  const stored = updateObject(context, {
    isDryRun: options.isDryRun, fieldManager: options.fieldManager, isPut: verb === 'update',
    update: (old) => {
      const wanted = (body ?? apply?.(toScale(old), options)) as Scale;
      return scaled(context, old, wanted);
    },
  });
  return answerScale(context, stored);
}

function answerScale(context: RequestContext, object: KubeObject): ApiResponse {
  return answerObject(context, 200, toScale(object), scaleRow);
}

/** Frozen parts are shared; the Scale itself is new. */
function toScale(object: KubeObject): KubeObject {
  const { metadata, spec, status } = object as Deployment;
  const { name, namespace, uid, resourceVersion, creationTimestamp } = metadata;
  const selector = selectorText(object.kind === 'ReplicationController' ? { matchLabels: spec.selector as unknown as Record<string, string> } : spec.selector);
  return {
    kind: 'Scale', apiVersion: 'autoscaling/v1', metadata: { name, ...(namespace !== undefined && { namespace }), uid, resourceVersion, creationTimestamp },
    spec: { ...(spec.replicas && { replicas: spec.replicas }) },
    status: { replicas: status?.replicas ?? 0, ...(selector !== '' && { selector }) },
  } as KubeObject;
}

function scaled(context: RequestContext, old: KubeObject, wanted: Scale): KubeObject {
  const name = wanted.metadata.name ?? '';
  if (name !== '' && name !== context.name) throw newBadRequest(`the name of the object (${name}) does not match the name on the URL (${context.name})`);
  const replicas = wanted.spec?.replicas ?? 0;
  if (replicas < 0) throw newInvalid({ group: 'autoscaling', kind: 'Scale' }, context.name, [invalid(FieldPath.of('spec', 'replicas'), replicas, 'must be greater than or equal to 0')]);
  const { uid, resourceVersion } = wanted.metadata;
  return { ...old, metadata: { ...old.metadata, uid: uid ?? '', resourceVersion: resourceVersion ?? '' }, spec: { ...(old as Deployment).spec, replicas } } as KubeObject;
}
