// What the editor says in a `*.podlab-image.yaml`: the schema's findings, fields, values and texts, by the same ways as in manifests.
import { imageFindings } from '../../api/podlab/podlab-image.ts';
import { errorText } from '../../api/field/error.ts';
import { findingSpan } from '../../document/field-location.ts';
import type { Position } from '../../document/position.ts';
import { valueOf } from '../../document/value.ts';
import { completionContext, type Completion } from '../completion/completion-context.ts';
import { fieldNameCompletions } from '../completion/field-names.ts';
import { valueCompletions } from '../completion/values.ts';
import { syntaxFindings } from '../diagnostics/syntax.ts';
import type { Finding } from '../finding.ts';
import { hoverAt, type HoverText } from '../hover/hover.ts';
import type { Manifest } from '../manifest.ts';
import { imageType } from './image-types.ts';

/** The document with the file's type in place of a kind's. */
function typed(manifest: Manifest): Manifest {
  return { ...manifest, identity: undefined, type: imageType };
}

export function imageFileFindings(manifest: Manifest): Finding[] {
  const findings = syntaxFindings(manifest);
  const { root, isRefused } = manifest.parsed;
  if (isRefused || findings.some(({ severity }) => severity === 'error') || root === undefined) return findings;
  const built = valueOf(root);
  if (built === undefined) return findings;
  for (const error of imageFindings(built.value)) {
    const path = error.path?.segments() ?? [];
    findings.push({ span: findingSpan(manifest.text.text, root, path), severity: 'error', code: error.type, message: errorText(error), path });
  }
  return findings.sort((a, b) => a.span.start - b.span.start);
}

export function imageCompletionsAt(manifest: Manifest, position: Position): Completion[] {
  const context = completionContext(typed(manifest), position);
  return context.cursor.kind === 'none' ? [] : [...fieldNameCompletions(context), ...valueCompletions(context)];
}

export function imageHoverAt(manifest: Manifest, offset: number): HoverText | undefined {
  return hoverAt(typed(manifest), offset);
}
