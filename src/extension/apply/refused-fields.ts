// Which fields of a document a refusal is about, from the Status that the server sent.
import type { Status } from '../../api/generated/meta-v1.ts';

export interface RefusedField {
  /** As the server writes paths, e.g. `spec.containers[0].image`; empty for the whole document. */
  readonly field: string;
  readonly message: string;
}

/** One per cause; decoding errors, which carry no causes, are taken apart by their text. Never empty. */
export function refusedFields(status: Status | undefined, message: string): RefusedField[] {
  const causes = status?.details?.causes ?? [];
  const named = causes.filter((cause) => cause.field !== undefined && cause.field !== '' && cause.field !== '<nil>');
  if (named.length > 0) return named.map((cause) => ({ field: cause.field ?? '', message: `${cause.field ?? ''}: ${cause.message ?? message}` }));
  const decoding = [...message.matchAll(/(unknown|duplicate) field "([^"]+)"/g)];
  if (decoding.length > 0) return decoding.map(([text, , field]) => ({ field: field ?? '', message: text }));
  return [{ field: '', message }];
}
