// Which fields of a document a refusal is about, from the Status that the server sent and, where that names none, from its words.
import type { Status } from '../../api/generated/meta-v1.ts';

export interface RefusedField {
  /** As the server writes paths, e.g. `spec.containers[0].image`; empty for the whole document. */
  readonly field: string;
  /** Of the document, counted from 1, when the words name a line instead of a field. */
  readonly line?: number;
  readonly message: string;
}

/** Never empty. */
export function refusedFields(status: Status | undefined, message: string): RefusedField[] {
  const named = (status?.details?.causes ?? []).filter(({ field }) => field !== undefined && field !== '' && field !== '<nil>');
  if (named.length > 0) return named.map((cause) => ({ field: cause.field ?? '', message: `${cause.field ?? ''}: ${cause.message ?? message}` }));
  const strict = [...message.matchAll(/(?:unknown|duplicate) field "([^"]+)"/g)];
  if (strict.length > 0) return strict.map(([text, field]) => ({ field: field ?? '', message: text }));
  return [{ ...byWords(status, message) }];
}

function byWords(status: Status | undefined, message: string): RefusedField {
  // Go names the struct before the path, and gives no indexes: `Container.spec.containers.image`.
  const decoding = /json: cannot unmarshal \S+ into Go struct field \w+\.(\S+) of type \S+/.exec(message);
  if (decoding !== null) return { field: decoding[1] ?? '', message: decoding[0] };
  const line = /yaml: line (\d+): /.exec(message);
  if (line !== null) return { field: '', line: Number(line[1]), message };
  if (/^.*no matches for kind "/.test(message)) return { field: 'kind', message };
  if (status?.reason === 'NotFound' && status.details?.kind === 'namespaces') return { field: 'metadata.namespace', message };
  if (status?.reason === 'AlreadyExists' || status?.reason === 'Conflict') return { field: 'metadata.name', message };
  return { field: '', message };
}
