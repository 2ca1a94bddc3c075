// What a manifest uses that the Kubernetes it is meant for does not have yet.
import { fieldOf } from '../../api/schema/schema.ts';
import type { Span } from '../../document/position.ts';
import { fieldGate, fieldSince, isNewerThan, gatedFieldNames, type KubernetesVersion, kubernetesVersions, valueSince, wasFieldOf } from '../../api/schema/versions.ts';
import type { Finding } from '../finding.ts';
import { schemaAt, type Manifest } from '../manifest.ts';
import { visitStructs } from '../visit-structs.ts';
import { featureGateCode, unknownFieldCode } from './codes.ts';

const gatedFields = new RegExp(`\\b(?:${gatedFieldNames().join('|')})\\b`);

export function versionFindings(manifest: Manifest, version: KubernetesVersion): Finding[] {
  const findings: Finding[] = [];
  // The newest lacks nothing but what waits for a gate.
  if (version === kubernetesVersions.at(-1) && !gatedFields.test(manifest.text.text)) return findings;
  visitStructs(manifest, ({ node, type, path }) => {
    for (const { name, key, value } of node.entries) {
      const field = name === undefined ? undefined : fieldOf(type, name);
      if (name === undefined || field === undefined || key === undefined) continue;
      const since = fieldSince(type.goType, name, field.owner);
      if (isNewerThan(since, version)) findings.push({ span: key, severity: 'error', code: unknownFieldCode, message: `unknown field ${JSON.stringify(fieldText([...path, name]))} in Kubernetes ${version}: it came with ${since ?? ''}`, path: [...path, name] });
      else findings.push(...gateFindings({ goType: type.goType, name, path: [...path, name] }, key, version));
      const valueCame = value?.kind === 'scalar' ? valueSince(field.type.goType, value.text) : undefined;
      if (value !== undefined && isNewerThan(valueCame, version)) findings.push({ span: value, severity: 'error', code: 'FieldValueNotSupported', message: `${fieldText([...path, name])}: Unsupported value in Kubernetes ${version}: it came with ${valueCame ?? ''}`, path: [...path, name] });
    }
  });
  return findings;
}

/** A field that the API server takes and forgets. */
function gateFindings({ goType, name, path }: { readonly goType: string; readonly name: string; readonly path: readonly (string | number)[] }, span: Span, version: KubernetesVersion): Finding[] {
  const gate = fieldGate(goType, name, version);
  return gate?.isOff === true ? [{ span: { start: span.start, end: span.end }, severity: 'warning', code: featureGateCode, message: `${fieldText(path)} is dropped by Kubernetes ${version}, unless its feature gate ${gate.name} is turned on`, path }] : [];
}

/** Whether a finding calls a field unknown that the version had. */
export function isKnownToVersion(manifest: Manifest, { code, path = [] }: Finding, version: KubernetesVersion): boolean {
  if (code !== unknownFieldCode) return false;
  const parent = schemaAt(manifest, path.slice(0, -1));
  return parent !== undefined && wasFieldOf(parent.type.goType, String(path.at(-1)), version);
}

function fieldText(path: readonly (string | number)[]): string {
  return path.reduce<string>((text, segment) => (typeof segment === 'number' ? `${text}[${segment}]` : text === '' ? segment : `${text}.${segment}`), '');
}
