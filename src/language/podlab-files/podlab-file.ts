// What the editor says in Podlab's own files, `*.podlab-image.yaml`, `*.podlab-test.yaml` and `podlab.yaml`: their schemas' findings, fields, values and texts, by the same ways as in manifests.
import { errorText, type FieldError } from '../../api/field/error.ts';
import { isConfigFile, isImageFile, isTestFile } from '../../api/podlab/file-names.ts';
import { configFindings, configSchema } from '../../api/podlab/podlab-config.ts';
import { imageFindings, imageSchema } from '../../api/podlab/podlab-image.ts';
import { testFindings, testSchema } from '../../api/podlab/podlab-test.ts';
import type { TypeSchema } from '../../api/schema/schema.ts';
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
import { typeOfSchema } from './schema-type.ts';

/** A kind of file that describes something of Podlab's and no object. */
export interface PodlabFile {
  readonly type: TypeSchema;
  readonly check: (value: unknown) => readonly FieldError[];
}

const imageFile: PodlabFile = { type: typeOfSchema('ImageDescription', imageSchema), check: imageFindings };
const configFile: PodlabFile = { type: typeOfSchema('ClusterConfig', configSchema), check: configFindings };
const testFile: PodlabFile = { type: typeOfSchema('PodTests', testSchema), check: testFindings };

export function podlabFileOf(uri: string): PodlabFile | undefined {
  return isImageFile(uri) ? imageFile : isConfigFile(uri) ? configFile : isTestFile(uri) ? testFile : undefined;
}

/** The document with the file's type in place of a kind's. */
function typed(manifest: Manifest, { type }: PodlabFile): Manifest {
  return { ...manifest, identity: undefined, type };
}

export function podlabFileFindings(manifest: Manifest, { check }: PodlabFile): Finding[] {
  const findings = syntaxFindings(manifest);
  const { root, isRefused } = manifest.parsed;
  if (isRefused || findings.some(({ severity }) => severity === 'error') || root === undefined) return findings;
  const built = valueOf(root);
  if (built === undefined) return findings;
  for (const error of check(built.value)) {
    const path = error.path?.segments() ?? [];
    findings.push({ span: findingSpan(manifest.text.text, root, path), severity: 'error', code: error.type, message: errorText(error), path });
  }
  return findings.sort((a, b) => a.span.start - b.span.start);
}

export function podlabFileCompletionsAt(manifest: Manifest, position: Position, file: PodlabFile): Completion[] {
  const context = completionContext(typed(manifest, file), position);
  return context.cursor.kind === 'none' ? [] : [...fieldNameCompletions(context), ...valueCompletions(context)];
}

export function podlabFileHoverAt(manifest: Manifest, offset: number, file: PodlabFile): HoverText | undefined {
  return hoverAt(typed(manifest, file), offset);
}
