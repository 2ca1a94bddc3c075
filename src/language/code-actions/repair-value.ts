// Repairs a value that breaks a rule of its form: a quantity, a label, a number out of range, a name that is too long, an operator.
import { parseQuantity, quantityFormatError, quantitySuffixError } from '../../api/resource/quantity.ts';
import type { ScalarNode } from '../../document/node.ts';
import type { Finding } from '../finding.ts';
import { offender, type Fixer } from './code-action.ts';

export const repairValue: Fixer = (manifest, finding) => {
  const { code, path } = finding;
  if (code !== 'FieldValueInvalid' || path === undefined) return [];
  const written = offender(manifest, finding);
  if (written === undefined) return [];
  return repaired(written, finding).filter((text) => text !== manifest.text.text.slice(written.start, written.end)).map((text, i) => ({ title: `Replace by ${text}`, finding, ...(i === 0 && { isPreferred: true }), edits: [{ span: written, text }] }));
};

function repaired({ text, value }: ScalarNode, { message }: Finding): string[] {
  if (message.startsWith(quantityFormatError) || message.startsWith(quantitySuffixError)) return one(quantity(text));
  if (message.includes('not a valid selector operator')) return ['In', 'NotIn', 'Exists', 'DoesNotExist'];
  const number = typeof value === 'number' ? value : undefined;
  const between = /must be between (-?\d+) and (-?\d+)/.exec(message);
  if (number !== undefined && between !== null) return [String(Math.min(Math.max(number, Number(between[1])), Number(between[2])))];
  const least = /must be greater than(?: or equal to)? (-?\d+)/.exec(message);
  if (number !== undefined && least !== null) return [String(Number(least[1]) + (message.includes('or equal to') ? 0 : 1))];
  const isLabel = /a valid label|name part must/.test(message);
  if (isLabel) return one(quoted(text.trim().replace(/[^A-Za-z0-9_.-]+/g, '-').slice(0, 63).replace(/^[^A-Za-z0-9]+|[^A-Za-z0-9]+$/g, '')));
  const longest = /must be no more than (\d+) (?:characters|bytes)/.exec(message)?.[1];
  return longest === undefined ? [] : one(quoted(text.slice(0, Number(longest)).replace(/[^A-Za-z0-9]+$/, '')));
}

function one(text: string | undefined): string[] {
  return text === undefined || text === '' ? [] : [text];
}

/** As it must be written to be a string. */
function quoted(text: string): string {
  return /^[A-Za-z][\w.-]*$/.test(text) && !/^(?:y|n|yes|no|on|off|true|false|null|nan|inf)$/i.test(text) ? text : text === '' ? '' : JSON.stringify(text);
}

const suffixes: Readonly<Record<string, string>> = { k: 'k', kb: 'k', ki: 'Ki', kib: 'Ki', m: 'M', mb: 'M', mi: 'Mi', mib: 'Mi', g: 'G', gb: 'G', gi: 'Gi', gib: 'Gi', t: 'T', tb: 'T', ti: 'Ti', tib: 'Ti', b: '' };

/** The quantity that `1 Gi`, `512MB` or `1,5Gi` was meant to be. */
function quantity(text: string): string | undefined {
  const [, amount = '', suffix = ''] = /^\s*([0-9]+(?:[.,][0-9]+)?)\s*([A-Za-z]*)\s*$/.exec(text) ?? [];
  const unit = suffix === 'm' ? 'm' : suffix === '' ? '' : suffixes[suffix.toLowerCase()];
  if (amount === '' || unit === undefined) return undefined;
  const meant = `${amount.replace(',', '.')}${unit}`;
  return typeof parseQuantity(meant) === 'string' ? undefined : meant;
}
