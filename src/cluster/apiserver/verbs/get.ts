// GET of one object.
import type { ApiResponse } from '../../../client/transport.ts';
import type { RequestContext } from '../request-context.ts';
import { queryOf } from '../request-context.ts';
import { readObject } from '../registry/update.ts';
import { answerObject } from './answer.ts';
import { refuseFuture } from './list.ts';
import { parseResourceVersion } from './list-options.ts';

export function get(context: RequestContext): ApiResponse {
  if (context.request.query !== undefined) refuseFuture(context, parseResourceVersion(queryOf(context.request, 'resourceVersion')));
  return answerObject(context, 200, readObject(context));
}
