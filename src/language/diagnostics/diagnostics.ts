// All findings of one document, in the order in which they make sense to a reader.
import type { Finding } from '../finding.ts';
import type { Manifest } from '../manifest.ts';
import { kindFindings } from './kind.ts';
import { structureFindings } from './structure.ts';
import { syntaxFindings } from './syntax.ts';

/** Never throws on anything that a document may contain. */
export function findingsOf(manifest: Manifest): Finding[] {
  const syntax = syntaxFindings(manifest);
  if (manifest.parsed.isRefused) return syntax;
  const rest = [...kindFindings(manifest), ...structureFindings(manifest)];
  return [...syntax, ...rest].sort((a, b) => a.span.start - b.span.start);
}
