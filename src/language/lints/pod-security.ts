// What the Pod Security Standards say of a Pod or template, by the profile that the user set: the API server's own checks.
import { decode } from '../../api/decode/decode.ts';
import type { Level } from '../../api/pod-security/policy.ts';
import { evaluatePod } from '../../api/pod-security/registry.ts';
import type { New } from '../../api/meta/object.ts';
import type { PodSpec } from '../../api/generated/core-v1.ts';
import { valueOf } from '../../document/value.ts';
import type { Finding } from '../finding.ts';
import type { Manifest } from '../manifest.ts';
import { visitStructs } from '../visit-structs.ts';

export const podSecurityId = 'pod-security';

export function podSecurityFindings(manifest: Manifest, level: Level): Finding[] {
  const findings: Finding[] = [];
  visitStructs(manifest, ({ node, type, path, entry }) => {
    if (type.goType !== 'core/v1.PodSpec') return;
    const built = valueOf(node, { isExact: true });
    if (built === undefined || entry?.key === undefined) return;
    // Decoded, because what has a wrong type has no meaning to the checks.
    const spec = decode(type, built.value).value as New<PodSpec>;
    for (const { reason, detail } of evaluatePod({ level, version: 'latest' }, {}, spec)) findings.push({ span: entry.key, severity: 'warning', code: podSecurityId, message: `violates PodSecurity "${level}:latest": ${reason}${detail === '' ? '' : ` (${detail})`}`, path });
  });
  return findings;
}
