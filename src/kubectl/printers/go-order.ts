// Objects in the order of their Go types: how kubectl prints what it made itself, and how the server writes.
import { fieldsOf, kindSchema, type TypeSchema } from '../../api/schema/schema.ts';

/** A copy with kind and apiVersion first and fields as the Go struct declares them; unknown kinds stay as they are. */
export function inGoOrder(value: unknown): unknown {
  const { apiVersion, kind, ...rest } = (value ?? {}) as { apiVersion?: string; kind?: string };
  if (apiVersion === undefined || kind === undefined) return value;
  const type = kindSchema(apiVersion, kind);
  return { kind, apiVersion, ...(ordered(rest, type) as object) };
}

function ordered(value: unknown, type: TypeSchema | undefined): unknown {
  if (Array.isArray(value)) return value.map((item) => ordered(item, type?.element));
  if (typeof value !== 'object' || value === null) return value;
  if (type?.shape === 'map') return Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)).map(([key, item]) => [key, ordered(item, type.element)]));
  if (type?.shape !== 'struct') return value;
  const rank = new Map(fieldsOf(type).map((field, i) => [field.name, { i, type: field.type }]));
  const entries = Object.entries(value).sort(([a], [b]) => (rank.get(a)?.i ?? 0) - (rank.get(b)?.i ?? 0));
  return Object.fromEntries(entries.map(([key, item]) => [key, ordered(item, rank.get(key)?.type)]));
}
