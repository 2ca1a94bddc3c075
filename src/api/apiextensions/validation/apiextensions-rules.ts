// The rows of apiextensions.k8s.io in the validation registry.
import type { CustomResourceDefinition } from '../../generated/apiextensions-v1.ts';
import { kindRules } from '../../kind-rules.ts';
import { isKnownFormat } from '../formats.ts';
import type { OpenApiSchema } from '../structural-schema.ts';
import { validateDefinition, validateDefinitionStatus, validateDefinitionUpdate } from './definition.ts';

/** Formats that nobody knows say nothing. */
function formatWarnings({ spec: { versions } }: CustomResourceDefinition, old?: CustomResourceDefinition): string[] {
  const before = new Set((old?.spec.versions ?? []).flatMap(({ schema }) => [...formatsIn(schema?.openAPIV3Schema as OpenApiSchema | undefined)]));
  const formats = (versions ?? []).flatMap(({ schema }) => [...formatsIn(schema?.openAPIV3Schema as OpenApiSchema | undefined)]);
  return [...new Set(formats)].filter((format) => !isKnownFormat(format) && !before.has(format)).sort().map((format) => `unrecognized format ${JSON.stringify(format)}`);
}

function* formatsIn(schema: OpenApiSchema | undefined): Generator<string> {
  if (schema === undefined) return;
  if (schema.format !== undefined && schema.format !== '') yield schema.format;
  for (const own of Object.values(schema.properties ?? {})) yield* formatsIn(own);
  yield* formatsIn(schema.items);
  if (typeof schema.additionalProperties === 'object') yield* formatsIn(schema.additionalProperties);
}

export const apiextensionsRules = [
  kindRules<CustomResourceDefinition>('apiextensions/v1.CustomResourceDefinition', { validateCreate: validateDefinition, validateUpdate: validateDefinitionUpdate, validateStatusUpdate: validateDefinitionStatus, warnings: formatWarnings }),
];
