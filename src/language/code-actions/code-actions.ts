// All quick fixes and refactorings for a part of a document: one file per kind; quick fixes are asked about every finding.
import type { Span } from '../../document/position.ts';
import type { Finding } from '../finding.ts';
import { edited } from '../formatting/same-meaning.ts';
import { sortFields } from '../formatting/sort-fields.ts';
import type { Manifest } from '../manifest.ts';
import { describeImage } from '../podlab-files/describe-image.ts';
import { addField } from './add-field.ts';
import { addSnippets } from './add-snippet.ts';
import { addVolume } from './add-volume.ts';
import { arrangeDocuments } from './arrange-documents.ts';
import { moveField } from './move-field.ts';
import { offender, type ActionContext, type CodeAction, type Fixer } from './code-action.ts';
import { convertCommands } from './convert-command.ts';
import { convertType } from './convert-type.ts';
import { createMissing } from './create-missing.ts';
import { extractEnv, extractSecret } from './extract-env.ts';
import { followAdvice } from './follow-advice.ts';
import { ignoreAdvice } from './ignore-advice.ts';
import { matchLabels } from './match-labels.ts';
import { removeField } from './remove-field.ts';
import { removeValue } from './remove-value.ts';
import { renameField } from './rename-field.ts';
import { repairSyntax } from './repair-syntax.ts';
import { repairValue } from './repair-value.ts';
import { writeAsFields } from './write-as-fields.ts';
import { replaceValue } from './replace-value.ts';
import { tolerateTaints } from './tolerate-taint.ts';
import { isAtKind, workloadRefactorings } from './workload-refactorings.ts';

const fixers: readonly Fixer[] = [repairSyntax, renameField, writeAsFields, moveField, convertType, addField, addVolume, replaceValue, repairValue, matchLabels, removeField, removeValue, followAdvice];

export function codeActionsIn(manifest: Manifest, findings: readonly Finding[], span: Span, context: ActionContext): CodeAction[] {
  const touches = (at: Span | undefined): boolean => at !== undefined && at.start <= span.end && at.end >= span.start;
  const touched = findings.filter((finding) => touches(finding.span) || touches(finding.severity === 'error' ? offender(manifest, finding) : undefined));
  return [
    ...touched.flatMap((finding) => [...fixers.flatMap((fix) => fix(manifest, finding)), ...extractSecret(manifest, finding, context)].filter((action) => isCure(action, finding, manifest, findings, context))),
    ...createMissing(manifest, touched, span.start, context),
    ...touched.flatMap((finding) => ignoreAdvice(manifest, finding)),
    ...workloadRefactorings(manifest, span.start),
    ...arrangeDocuments(manifest, span.start, context),
    ...sorting(manifest, span.start),
    ...convertCommands(manifest, span.start, context),
    ...extractEnv(manifest, span.start, context),
    ...addSnippets(manifest, span.start),
    ...tolerateTaints(manifest, span.start, context),
    ...describeImage(manifest, span.start),
  ];
}

/** A larger document takes too long to be checked for every action. */
const mostCharacters = 200_000;

/** Invariant: a quick fix removes its finding and makes no mistake in the YAML. Each is tried before it is offered. */
function isCure({ edits }: CodeAction, finding: Finding, { text: { text }, parsed }: Manifest, findings: readonly Finding[], { check }: ActionContext): boolean {
  if (edits.length === 0 || text.length > mostCharacters) return true;
  const after = check(edited(text, edits));
  const isSame = (other: Finding): boolean => other.code === finding.code && withoutIndexes(other.message) === withoutIndexes(finding.message);
  return after.mistakes <= parsed.findings.filter(({ severity }) => severity === 'error').length && after.findings.filter(isSame).length < findings.filter(isSame).length;
}

/** The items after one that goes have other indexes. */
function withoutIndexes(message: string): string {
  return message.replace(/\[\d+\]/g, '[]');
}

function sorting(manifest: Manifest, offset: number): CodeAction[] {
  const edits = isAtKind(manifest, offset) ? sortFields(manifest) : [];
  return edits.length === 0 ? [] : [{ title: 'Sort fields in conventional order', kind: 'refactor.rewrite', edits }];
}
