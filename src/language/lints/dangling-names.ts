// Names of ConfigMaps, Secrets and the like that the file uses but, though it defines others of that kind, does not define: probably mistyped.
import type { Finding } from '../finding.ts';
import { nearest } from '../nearest.ts';
import type { DocumentNames, NamePlace } from '../names/document-names.ts';
import { builtIn, objectKinds, type ObjectKind } from '../names/name-kinds.ts';
import { danglingKeyId, danglingNameId, type LintSettings } from './lints.ts';

/** Definitions of one file, by kind and scope. */
export type Definitions = ReadonlyMap<string, ReadonlySet<string>>;

export function definitionsOf(documents: Iterable<DocumentNames>): Definitions {
  const definitions = new Map<string, Set<string>>();
  for (const { objectPlaces } of documents) {
    for (const place of objectPlaces) {
      if (place.role !== 'definition') continue;
      const at = keyOf(place);
      const names = definitions.get(at) ?? new Set();
      definitions.set(at, names.add(place.name));
    }
  }
  return definitions;
}

function keyOf({ kind, scope }: NamePlace): string {
  return `${kind} ${scope}`;
}

/** Only what the file itself makes doubtful is said: the object may well be in the cluster. */
export function danglingNames({ objectPlaces }: DocumentNames, definitions: Definitions, settings: LintSettings): Finding[] {
  const findings: Finding[] = [];
  for (const place of objectPlaces) {
    const { kind, name, span, path, role, isOptional } = place;
    if (role !== 'use' || isOptional === true) continue;
    const known = definitions.get(keyOf(place));
    if (known === undefined || known.has(name) || builtIn[kind as ObjectKind]?.includes(name) === true) continue;
    const meant = nearest(name, known);
    const suggestion = meant === undefined ? '' : `; did you mean ${JSON.stringify(meant)}?`;
    if (kind === 'key') add(findings, settings[danglingKeyId] ?? 'warning', { span, path, code: danglingKeyId, message: `${placeText(place)} has no key ${JSON.stringify(name)} in this file${suggestion}` });
    else if (objectKinds.has(kind) && meant !== undefined) add(findings, settings[danglingNameId] ?? 'warning', { span, path, code: danglingNameId, message: `${kind} ${JSON.stringify(name)} is not in this file${suggestion}` });
  }
  return findings;
}

function add(findings: Finding[], severity: NonNullable<LintSettings[string]>, finding: Omit<Finding, 'severity'>): void {
  if (severity !== 'off') findings.push({ ...finding, severity });
}

function placeText({ scope }: NamePlace): string {
  const [kind = '', , name = ''] = scope.split('/');
  return `${kind} ${JSON.stringify(name)}`;
}
