// Advice about Secrets: the secret strategy's warningsForSecret, which tries to load a certificate and its key.
import type { Secret } from '../../generated/core-v1.ts';

/** Differs from Kubernetes: looks for the PEM blocks but does not verify that the key matches the certificate. */
export function secretWarnings({ type, data = {} }: Secret): string[] {
  if (type !== 'kubernetes.io/tls') return [];
  const problem = pemProblem(data['tls.crt'] ?? '', 'certificate', (block) => block === 'CERTIFICATE', 'CERTIFICATE') ?? pemProblem(data['tls.key'] ?? '', 'key', (block) => block === 'PRIVATE KEY' || block.endsWith(' PRIVATE KEY'), 'PRIVATE KEY');
  return problem === undefined ? [] : [problem];
}

function pemProblem(base64: string, what: string, isWanted: (block: string) => boolean, name: string): string | undefined {
  const blocks = [...atob(base64).matchAll(/-----BEGIN ([^-]+)-----[\s\S]*?-----END \1-----/g)].map((match) => match[1] ?? '');
  if (blocks.some(isWanted)) return undefined;
  if (blocks.length === 0) return `tls: failed to find any PEM data in ${what} input`;
  if (what === 'key' && blocks.length === 1 && blocks[0] === 'CERTIFICATE') return 'tls: found a certificate rather than a key in the PEM for the private key';
  return what === 'key' ? `tls: failed to find PEM block with type ending in "${name}" in key input after skipping PEM blocks of the following types: [${blocks.join(' ')}]` : `tls: failed to find "${name}" PEM block in certificate input after skipping PEM blocks of the following types: [${blocks.join(' ')}]`;
}
