// What the user may change about the editor's features; from the client's `podlab` configuration section.
import { inlayHintKinds, type InlayHintKind } from './hints/inlay-hints.ts';
import type { Level } from '../api/pod-security/policy.ts';
import { type KubernetesVersion, kubernetesVersions } from '../api/schema/versions.ts';
import type { Severity } from './finding.ts';
import type { LintSettings } from './lints/lints.ts';

export interface LanguageSettings {
  readonly lint: LintSettings;
  /** The profile of the Pod Security Standards that manifests are held against. */
  readonly podSecurity: Level;
  readonly inlayHints: Readonly<Record<InlayHintKind, boolean>>;
  readonly isCodeLensOn: boolean;
  readonly liveState: 'off' | Severity;
  readonly kubernetesVersion: KubernetesVersion;
}

const severities = ['off', 'hint', 'information', 'warning'] as const;

/** Reads `{ lint: { id: severity }, inlayHints: { kind: boolean }, codeLens: boolean, podSecurity: profile }`; whatever is not understood counts as not set. */
export function readSettings(section: unknown): LanguageSettings {
  const { lint, inlayHints, codeLens, podSecurity, liveState, kubernetesVersion } = asRecord(section);
  const lintEntries = Object.entries(asRecord(lint)).flatMap(([id, value]) => severities.filter((s) => s === value).map((severity) => [id, severity] as const));
  const hints = asRecord(inlayHints);
  return {
    lint: Object.fromEntries(lintEntries),
    inlayHints: Object.fromEntries(inlayHintKinds.map((kind) => [kind, inlayHints !== false && (kind === 'decodedSecrets' ? hints[kind] === true : hints[kind] !== false)])) as Record<InlayHintKind, boolean>,
    podSecurity: podSecurity === 'baseline' || podSecurity === 'restricted' ? podSecurity : 'privileged',
    isCodeLensOn: codeLens !== false,
    liveState: ([...severities, 'error'] as const).find((s) => s === liveState) ?? 'warning',
    kubernetesVersion: kubernetesVersions.find((version) => version === kubernetesVersion) ?? '1.36',
  };
}

function asRecord(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
}
