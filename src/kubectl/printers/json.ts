// `-o json`: indented by four spaces, keys sorted, as Go's encoder escapes.
import { compareText } from '../text/go-values.ts';

/** The value as Go's json.MarshalIndent prints a decoded object, with a line end. */
export function toJson(value: unknown): string {
  return `${escapeHtml(JSON.stringify(sortKeys(value), undefined, 4) ?? 'null')}\n`;
}

/** As toJson, with the keys as they come: for values of Go types. */
export function toGoJson(value: unknown): string {
  return `${escapeHtml(JSON.stringify(value, undefined, 4) ?? 'null')}\n`;
}

/** One line with sorted keys, as Go's json.Marshal prints a map. */
export function toCompactJson(value: unknown): string {
  return escapeHtml(JSON.stringify(sortKeys(value)) ?? 'null');
}

/** Go's encoder escapes what could end a script in a page. */
function escapeHtml(json: string): string {
  return json.replaceAll('<', '\\u003c').replaceAll('>', '\\u003e').replaceAll('&', '\\u0026').replaceAll('\u2028', '\\u2028').replaceAll('\u2029', '\\u2029');
}

/** A copy with the keys of every object in byte order; undefined values are left out. */
export function sortKeys(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sortKeys);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value as Record<string, unknown>).filter(([, item]) => item !== undefined);
  return Object.fromEntries(entries.sort(([a], [b]) => compareText(a, b)).map(([key, item]) => [key, sortKeys(item)]));
}

/** One line in Go's struct order: kind and apiVersion first, the rest as it came. */
export function toCompactGoJson(value: unknown): string {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return escapeHtml(JSON.stringify(value) ?? 'null');
  const { kind, apiVersion, ...rest } = value as Record<string, unknown>;
  return escapeHtml(JSON.stringify({ ...(kind !== undefined && { kind }), ...(apiVersion !== undefined && { apiVersion }), ...rest }));
}
