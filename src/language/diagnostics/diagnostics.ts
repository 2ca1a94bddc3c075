// All findings of one document, in the order in which they are written.
import type { Level } from '../../api/pod-security/policy.ts';
import { identityOf, isList, type Manifest } from '../manifest.ts';
import { customFindings } from '../custom/custom-findings.ts';
import { kindSchema } from '../../api/schema/schema.ts';
import type { ObjectPlace } from './object-place.ts';
import { type CustomKinds, typeOfKind } from '../custom/custom-kinds.ts';
import type { KubernetesVersion } from '../../api/schema/versions.ts';
import { nodeAt } from '../../document/node.ts';
import { valueOf } from '../../document/value.ts';
import type { Span } from '../../document/position.ts';
import type { Finding, Severity } from '../finding.ts';
import { lintFindings, type LintSettings } from '../lints/lints.ts';
import { deprecatedId } from '../lints/deprecated.ts';
import { podSecurityFindings } from '../lints/pod-security.ts';
import { duplicateKeyCode, templateCode } from './codes.ts';
import { kindFindingsOf } from './kind.ts';
import { ruleFindings } from './rules.ts';
import { syntaxFindings } from './syntax.ts';
import { isKnownToVersion, versionFindings } from './versions.ts';

export interface CheckSettings {
  readonly lint?: LintSettings;
  readonly podSecurity?: Level;
  /** How troubles of running objects are shown. */
  readonly liveState?: 'off' | Severity;
  /** The Kubernetes that manifests are meant for. */
  readonly kubernetesVersion?: KubernetesVersion;
}

/** Never throws on anything that a document may contain. */
export function findingsOf(manifest: Manifest, { lint, podSecurity, kubernetesVersion = '1.36' }: CheckSettings = {}): Finding[] {
  const findings = syntaxFindings(manifest);
  const template = templateSpan(manifest, findings);
  if (template !== undefined) return [{ span: template, severity: 'information', code: templateCode, message: 'This is a template, not yet YAML: it can be checked once it is rendered' }];
  if (!manifest.parsed.isRefused) {
    findings.push(...withoutEchoes(manifest, findings, meaningFindings(manifest)).filter((finding) => !isKnownToVersion(manifest, finding, kubernetesVersion)));
    findings.push(...versionFindings(manifest, kubernetesVersion), ...lintsBeside(findings, manifest, lint ?? {}), ...(podSecurity === undefined || podSecurity === 'privileged' ? [] : podSecurityFindings(manifest, podSecurity)));
  }
  const filled = placeholders(manifest, findings);
  if (filled !== undefined) return [...findings.filter((finding) => !filled.has(finding)), { span: firstBraces(manifest.text.text) ?? { start: 0, end: 0 }, severity: 'information', code: templateCode, message: 'This is a template: what its braces become can be checked once it is rendered' }];
  return findings.sort((a, b) => a.span.start - b.span.start);
}

/** What the API server warns of itself is not told twice. */
function lintsBeside(findings: readonly Finding[], manifest: Manifest, settings: LintSettings): Finding[] {
  return lintFindings(manifest, settings).filter(({ code, span }) => code !== deprecatedId || !findings.some((other) => other.severity === 'warning' && other.span.start === span.start));
}

/** Of a document that is broken as YAML: what stands far below its first mistake, or is missed because of it, is left out. */
function withoutEchoes({ text }: Manifest, syntax: readonly Finding[], findings: readonly Finding[]): readonly Finding[] {
  const broken = syntax.filter(({ severity, code }) => severity === 'error' && code !== duplicateKeyCode && code !== 'unknown-anchor').map(({ span }) => text.lines.positionAt(span.start).line);
  if (broken.length === 0) return findings;
  const first = Math.min(...broken);
  return findings.filter(({ code, span }) => {
    const { line } = text.lines.positionAt(span.start);
    const isMissed = code === 'FieldValueRequired' || code === 'FieldValueNotFound';
    return !isMissed && !broken.includes(line) && (line < first || broken.some((at) => Math.abs(at - line) <= 1));
  });
}

/** Where a document that is no YAML has the braces of Helm and its like: they explain its errors, which would mean nothing. */
function templateSpan({ text }: Manifest, findings: readonly Finding[]): Span | undefined {
  if (!text.text.includes('{{') || !findings.some((finding) => finding.severity === 'error')) return undefined;
  // Braces inside quotes break nothing.
  const isBare = text.text.split('\n').some((line) => line.includes('{{') && line.replaceAll(/"(?:[^"\\]|\\.)*"|'[^']*'/g, '').includes('{{'));
  return isBare ? firstBraces(text.text) : undefined;
}

function firstBraces(text: string): Span | undefined {
  const braces = /\{\{[^}\n]*\}\}/.exec(text);
  return braces === null ? undefined : { start: braces.index, end: braces.index + braces[0].length };
}

/** Errors about values that hold a template's braces, which say nothing of what they become; undefined where there are none. */
function placeholders({ text: { text } }: Manifest, findings: readonly Finding[]): ReadonlySet<Finding> | undefined {
  if (!text.includes('{{')) return undefined;
  const about = findings.filter(({ severity, span }) => severity === 'error' && text.slice(span.start, span.end).includes('{{'));
  return about.length === 0 ? undefined : new Set(about);
}

function meaningFindings({ parsed, identity, type, text, kinds }: Manifest): Finding[] {
  const { root } = parsed;
  const findings = kindFindingsOf(root, [], kinds);
  if (identity === undefined) return findings;
  const built = valueOf(root, { isExact: true });
  if (built === undefined) return [...findings, { span: { start: root?.start ?? 0, end: (root?.start ?? 0) + 1 }, severity: 'error', code: 'too-large', message: 'yaml: document contains excessive aliasing' }];
  const place = { text: text.text, root };
  if (type !== undefined) findings.push(...objectFindings({ ...place, identity, type, value: built.value, base: [] }, kinds));
  if (isList(identity)) {
    const { items } = built.value as { items?: unknown };
    if (Array.isArray(items)) for (const [i, value] of items.entries()) {
      const base = ['items', i];
      const node = nodeAt(root, base);
      const own = identityOf(node);
      const itemType = own && typeOfKind(own.apiVersion, own.kind, kinds);
      findings.push(...kindFindingsOf(node, base, kinds));
      if (own !== undefined && itemType !== undefined) findings.push(...objectFindings({ ...place, identity: own, type: itemType, value, base }, kinds));
    }
  }
  return findings;
}

function objectFindings(place: ObjectPlace, kinds: CustomKinds | undefined): Finding[] {
  const custom = kinds?.find(place.identity.apiVersion, place.identity.kind);
  return custom === undefined || kindSchema(place.identity.apiVersion, place.identity.kind) !== undefined ? ruleFindings(place) : customFindings(place, custom);
}
