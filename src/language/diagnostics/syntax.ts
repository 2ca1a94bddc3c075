// What is wrong with the document as YAML.
import type { Finding } from '../finding.ts';
import type { Manifest } from '../manifest.ts';
import { duplicateKeyCode } from './codes.ts';

export function syntaxFindings({ parsed }: Manifest): Finding[] {
  const second = secondObject(parsed);
  const findings = second === undefined ? parsed.findings : [...parsed.findings.filter((finding) => finding !== second && (finding.code !== duplicateKeyCode || finding.start < second.start)), second];
  return findings.map(({ start, end, code, message, severity, related }) => ({
    span: { start, end }, code, message, severity,
    ...(related && { related: [{ span: related, message: 'It is set here first' }] }),
  }));
}

/** A second apiVersion and kind in one mapping: another object, whose `---` is missing. A separator that is mistyped is told already. */
function secondObject({ root, findings }: Manifest['parsed']): Manifest['parsed']['findings'][number] | undefined {
  if (root?.kind !== 'mapping' || root.isFlow || !findings.some(({ code }) => code === duplicateKeyCode)) return undefined;
  const seen = new Set<string>();
  const again = root.entries.filter(({ name = '' }) => seen.has(name) || !seen.add(name));
  const first = again[0]?.key;
  const slip = findings.find(({ code }) => code === 'bad-separator');
  if (first === undefined || again.length < 2 || !again.some(({ name }) => name === 'kind') || again.some(({ key }) => !findings.some(({ code, start }) => code === duplicateKeyCode && start === key?.start))) return undefined;
  return slip ?? { code: 'missing-separator', message: 'Another object begins here: a line "---" is missing above it', severity: 'error', start: first.start, end: first.end };
}
