// The body of a request that is read as plain JSON: patches and small kinds.
import { parseJson } from '../../../api/decode/json-text.ts';
import { inexactInteger, plainJson } from '../../../api/decode/json-value.ts';
import { newBadRequest } from '../../../api/meta/status-error.ts';
import type { RequestContext } from '../request-context.ts';

/** The body as JSON. Throws 400, with `prefix` before Go's text. */
export function bodyOf({ request }: RequestContext, prefix = 'error decoding patch: '): unknown {
  if (request.rawBody === undefined && request.body !== undefined) return request.body;
  const parsed = parseJson(request.rawBody ?? '');
  if (parsed.error !== undefined) throw newBadRequest(`${prefix}${parsed.error}`);
  const inexact = inexactInteger(parsed.value);
  if (inexact !== undefined) throw newBadRequest(`${prefix}json: cannot unmarshal number ${inexact} into Go value of type int64`);
  return plainJson(parsed.value);
}
