// `-o kyaml`: YAML in flow style with quoted strings, as sigs.k8s.io/yaml/kyaml writes it.
import { compareText, goNumber, goQuote } from '../../api/field/go-text.ts';
import { resolvesToString } from '../../api/yaml/go-yaml-resolve.ts';

/** A value decoded from JSON, with a line end. */
export function toKyaml(value: unknown): string {
  return `${node(value, 0)}\n`;
}

function node(value: unknown, level: number): string {
  if (Array.isArray(value)) return list(value as unknown[], level);
  if (typeof value === 'object' && value !== null) return map(value as Record<string, unknown>, level);
  if (typeof value === 'string') return text(value, level);
  return typeof value === 'number' ? goNumber(value) : value === null || value === undefined ? 'null' : String(value as boolean);
}

/** Lists of maps cuddle their braces: `[{ … }, { … }]`. */
function list(items: readonly unknown[], level: number): string {
  if (items.length === 0) return '[]';
  if (items.every((item) => typeof item === 'object' && item !== null && !Array.isArray(item) && Object.keys(item).length > 0)) return `[${items.map((item) => node(item, level)).join(', ')}]`;
  const pad = '  '.repeat(level + 1);
  return `[\n${items.map((item) => `${pad}${node(item, level + 1)},\n`).join('')}${'  '.repeat(level)}]`;
}

function map(value: Record<string, unknown>, level: number): string {
  const keys = Object.keys(value).filter((key) => value[key] !== undefined).sort(compareText);
  if (keys.length === 0) return '{}';
  const pad = '  '.repeat(level + 1);
  return `{\n${keys.map((key) => `${pad}${keyText(key)}: ${node(value[key], level + 1)},\n`).join('')}${'  '.repeat(level)}}`;
}

function keyText(key: string): string {
  return /^[A-Za-z0-9_][A-Za-z0-9_./-]*$/.test(key) && resolvesToString(key) && !/^[tf]$/i.test(key) ? key : goQuote(key);
}

/** Text of several lines is folded into one quoted string with a line for each. */
function text(value: string, level: number): string {
  const lines = value.split('\n');
  if (lines.length === 1) return goQuote(value);
  const pad = '  '.repeat(level + 1);
  const inner = lines.map((line, i) => goQuote(i < lines.length - 1 ? `${line}\n` : line).slice(1, -1)).filter((line) => line !== '');
  return `"\\\n${inner.map((line, i) => `${pad} ${line}${i < inner.length - 1 ? '\\\n' : ''}`).join('')}\\\n${pad}"`;
}
