// `-o json`: indented by four spaces, keys sorted, as Go's encoder escapes.
import { escapeHtml, sortKeys } from '../../api/field/go-text.ts';

/** The value as Go's json.MarshalIndent prints a decoded object, with a line end. */
export function toJson(value: unknown): string {
  return `${escapeHtml(JSON.stringify(sortKeys(value), undefined, 4) ?? 'null')}\n`;
}

/** As toJson, with the keys as they come: for values of Go types. */
export function toGoJson(value: unknown): string {
  return `${escapeHtml(JSON.stringify(value, undefined, 4) ?? 'null')}\n`;
}

/** One line in Go's struct order: kind and apiVersion first, the rest as it came. */
export function toCompactGoJson(value: unknown): string {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return escapeHtml(JSON.stringify(value) ?? 'null');
  const { kind, apiVersion, ...rest } = value as Record<string, unknown>;
  return escapeHtml(JSON.stringify({ ...(kind !== undefined && { kind }), ...(apiVersion !== undefined && { apiVersion }), ...rest }));
}
