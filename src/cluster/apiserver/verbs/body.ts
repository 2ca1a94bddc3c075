// The body of a patch, which is read as plain JSON.
import { parseJson } from '../../../api/decode/json-text.ts';
import { inexactInteger, plainJson } from '../../../api/decode/json-value.ts';
import { newBadRequest } from '../../../api/meta/status-error.ts';
import type { RequestContext } from '../request-context.ts';

interface PatchBody {
  readonly value: unknown;
  /** What the text said: repeated names are still there. */
  readonly written: unknown;
}

/** The body as JSON. Throws 400, with `prefix` before Go's text. */
export function bodyOf({ request }: RequestContext, prefix: string): PatchBody {
  if (request.rawBody === undefined && request.body !== undefined) return { value: request.body, written: request.body };
  const parsed = parseJson(request.rawBody ?? '');
  if (parsed.error !== undefined) throw newBadRequest(`${prefix}${parsed.error}`);
  if (parsed.isPlain === true) return { value: parsed.value, written: undefined };
  const inexact = inexactInteger(parsed.value);
  if (inexact !== undefined) throw newBadRequest(`${prefix}json: cannot unmarshal number ${inexact} into Go value of type int64`);
  return { value: plainJson(parsed.value), written: parsed.value };
}
