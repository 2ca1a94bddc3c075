// Replaces a value that is not supported by the one that was meant: an enum's constant, a kind, an apiVersion, a name in DNS form.
import { kindRows } from '../../api/scheme.ts';
import { noMatchesCode } from '../diagnostics/codes.ts';
import type { Finding } from '../finding.ts';
import { apiVersionsOf, schemaAt, stringAt, type Manifest } from '../manifest.ts';
import { nearest } from '../nearest.ts';
import { offender, type CodeAction, type Fixer } from './code-action.ts';

export const replaceValue: Fixer = (manifest, finding) => {
  const { code, path } = finding;
  if (path === undefined) return [];
  if (code === 'FieldValueNotSupported') return enumValues(manifest, finding, path);
  if (code === noMatchesCode) return kinds(manifest, finding, path);
  if (code === 'FieldValueInvalid' && /RFC 1123|RFC 1035|DNS-1035/.test(finding.message)) return dnsName(manifest, finding);
  return [];
};

function replacements(finding: Finding, values: readonly string[]): CodeAction[] {
  return values.map((value, i) => ({ title: `Replace by ${value}`, finding, ...(i === 0 && { isPreferred: true }), edits: [{ span: finding.span, text: value }] }));
}

function enumValues(manifest: Manifest, finding: Finding, path: readonly (string | number)[]): CodeAction[] {
  const written = offender(manifest, finding);
  if (written === undefined) return [];
  const said = /supported values: (.*)$/s.exec(finding.message)?.[1];
  const supported = said !== undefined ? [...said.matchAll(/"((?:[^"\\]|\\.)*)"/g)].map((m) => m[1] ?? '') : (schemaAt(manifest, path)?.type.values ?? []);
  const meant = nearest(written.text, supported);
  return replacements({ ...finding, span: written }, [...new Set([...(meant === undefined ? [] : [meant]), ...supported.filter((v) => v !== '')])].slice(0, 5)).map((action) => ({ ...action, finding }));
}

function kinds(manifest: Manifest, finding: Finding, path: readonly (string | number)[]): CodeAction[] {
  const kind = stringAt(manifest.parsed.root, [...path.slice(0, -1), 'kind']);
  if (path.at(-1) === 'apiVersion') return replacements(finding, apiVersionsOf(kind));
  const apiVersion = stringAt(manifest.parsed.root, [...path.slice(0, -1), 'apiVersion']);
  const meant = nearest(kind, kindRows.filter((row) => row.apiVersion === apiVersion).map((row) => row.kind));
  return replacements(finding, meant === undefined ? [] : [meant]);
}

function dnsName(manifest: Manifest, finding: Finding): CodeAction[] {
  const written = offender(manifest, finding);
  if (written === undefined) return [];
  const fixed = dnsForm(written.text, finding.message.includes('subdomain') ? 253 : 63, finding.message.includes('subdomain'));
  return fixed === undefined || fixed === written.text ? [] : replacements({ ...finding, span: written }, [/^[0-9.]+$/.test(fixed) ? JSON.stringify(fixed) : fixed]).map((action) => ({ ...action, finding }));
}

/** The name in lower case, with hyphens for what a DNS name may not have; undefined when nothing is left. */
function dnsForm(name: string, maxLength: number, hasDots: boolean): string | undefined {
  const allowed = hasDots ? /[^a-z0-9.-]+/g : /[^a-z0-9-]+/g;
  const form = name.replace(/([a-z0-9])([A-Z])/g, '$1-$2').toLowerCase().replace(allowed, '-').replace(/\.[-.]+|[-.]+\./g, '.').slice(0, maxLength).replace(/^[-.]+|[-.]+$/g, '');
  return form === '' ? undefined : form;
}
