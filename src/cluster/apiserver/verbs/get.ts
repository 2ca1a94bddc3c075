// GET of one object.
import { isCustom } from '../../../api/check.ts';
import type { KubeObject } from '../../../api/meta/object.ts';
import type { ApiResponse } from '../../../client/transport.ts';
import type { RequestContext } from '../request-context.ts';
import { queryOf } from '../request-context.ts';
import { readObject } from '../registry/update.ts';
import { answerObject } from './answer.ts';
import { listRevision, refuseFuture } from './list.ts';
import { parseResourceVersion } from './list-options.ts';

export function get(context: RequestContext): ApiResponse {
  return answerObject(context, 200, readAsked(context));
}

/** The stored object, of the version that was asked for. Throws StatusError. */
export function readAsked(context: RequestContext): KubeObject {
  // Events are in no watch cache.
  const revisionOf = context.row.kind === 'Event' && !isCustom(context.row) ? listRevision : parseResourceVersion;
  if (context.request.query !== undefined) refuseFuture(context, revisionOf(queryOf(context.request, 'resourceVersion')));
  return readObject(context);
}
