// All quick fixes and refactorings for a part of a document: one file per kind; quick fixes are asked about every finding.
import type { Span } from '../../document/position.ts';
import type { Finding } from '../finding.ts';
import type { Manifest } from '../manifest.ts';
import { addField } from './add-field.ts';
import { addVolume } from './add-volume.ts';
import type { CodeAction, Fixer } from './code-action.ts';
import { convertType } from './convert-type.ts';
import { followAdvice } from './follow-advice.ts';
import { removeField } from './remove-field.ts';
import { renameField } from './rename-field.ts';
import { replaceValue } from './replace-value.ts';
import { workloadRefactorings } from './workload-refactorings.ts';

const fixers: readonly Fixer[] = [renameField, convertType, addField, addVolume, replaceValue, removeField, followAdvice];

export function codeActionsIn(manifest: Manifest, findings: readonly Finding[], span: Span): CodeAction[] {
  const fixes = findings
    .filter((finding) => finding.span.start <= span.end && finding.span.end >= span.start)
    .flatMap((finding) => fixers.flatMap((fix) => fix(manifest, finding)));
  return [...fixes, ...workloadRefactorings(manifest, span.start)];
}
