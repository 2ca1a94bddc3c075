// What is wrong with the document as YAML.
import type { Finding } from '../finding.ts';
import type { Manifest } from '../manifest.ts';

export function syntaxFindings({ parsed }: Manifest): Finding[] {
  return parsed.findings.map(({ start, end, code, message, severity, related }) => ({
    span: { start, end }, code, message, severity,
    ...(related && { related: [{ span: related, message: 'It is set here first' }] }),
  }));
}
