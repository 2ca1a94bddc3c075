// Writes a short form that Kubernetes does not have as the fields that it stands for: `MODE=prod` in env, `8080` in ports, `data:/data` in volumeMounts, a name for a reference.
import { locateField } from '../../document/field-location.ts';
import type { YamlNode } from '../../document/node.ts';
import { wrongTypeCode } from '../diagnostics/codes.ts';
import { schemaAt } from '../manifest.ts';
import type { Fixer } from './code-action.ts';

type Fields = readonly (readonly [name: string, value: string])[];

/** By Go type, what one scalar in its place says. */
const shortForms: Readonly<Record<string, (text: string) => Fields | undefined>> = {
  'core/v1.EnvVar': (text) => matched(/^([A-Za-z_][\w.-]*) *[=:] *(.*)$/, text, ([name = '', value = '']) => [['name', name], ['value', quoted(value)]]),
  'core/v1.ContainerPort': (text) => matched(/^(?:\d+:)?(\d+)$/, text, ([port = '']) => [['containerPort', port]]),
  'core/v1.ServicePort': (text) => matched(/^(\d+)(?::(\d+))?$/, text, ([port = '', target]) => [['port', port], ...(target === undefined ? [] : [['targetPort', target] as const])]),
  'core/v1.VolumeMount': (text) => matched(/^([a-z0-9][a-z0-9-]*):(\/[^:]*)(:ro)?$/, text, ([name = '', path = '', readOnly]) => [['name', name], ['mountPath', path], ...(readOnly === undefined ? [] : [['readOnly', 'true'] as const])]),
  'core/v1.LocalObjectReference': named('name'), 'core/v1.ConfigMapVolumeSource': named('name'), 'core/v1.SecretVolumeSource': named('secretName'),
  'core/v1.PersistentVolumeClaimVolumeSource': named('claimName'), 'core/v1.HostPathVolumeSource': named('path'), 'core/v1.ConfigMapEnvSource': named('name'), 'core/v1.SecretEnvSource': named('name'),
  'apps/v1.DeploymentStrategy': named('type'), 'apps/v1.StatefulSetUpdateStrategy': named('type'), 'apps/v1.DaemonSetUpdateStrategy': named('type'), 'core/v1.SeccompProfile': named('type'), 'networking/v1.ServiceBackendPort': (text) => [[/^\d+$/.test(text) ? 'number' : 'name', text]],
};

/** By Go type, the field that a list in its place is. */
const listForms: Readonly<Record<string, string>> = { 'core/v1.ExecAction': 'command', 'core/v1.Capabilities': 'add', 'core/v1.EmptyDirVolumeSource': '', 'core/v1.NodeSelector': 'nodeSelectorTerms' };

export const writeAsFields: Fixer = (manifest, finding) => {
  if (finding.code !== wrongTypeCode || finding.path === undefined) return [];
  const place = schemaAt(manifest, finding.path);
  const { node, isWritten } = locateField(manifest.parsed.root, finding.path);
  if (place === undefined || node === undefined || !isWritten || node.anchor !== undefined) return [];
  const { type } = place;
  const { text, lines } = manifest.text;
  if (node.kind === 'sequence') {
    const field = listForms[type.goType];
    if (field === undefined || field === '') return [];
    const start = lines.positionAt(node.start).character;
    const edits = node.isFlow ? [{ span: { start: node.start, end: node.start }, text: `{${field}: ` }, { span: { start: node.end, end: node.end }, text: '}' }] : [{ span: { start: node.start, end: node.start }, text: `${field}:\n${' '.repeat(start)}` }];
    return [{ title: `Write it as ${field}`, finding, isPreferred: true, edits }];
  }
  if (node.kind === 'mapping' && type.shape === 'list') return entriesAsItems(type.element?.goType, node, finding);
  if (node.kind !== 'scalar' || node.style === 'literal' || node.style === 'folded') return [];
  const one = shortForms[type.goType]?.(node.text);
  const item = type.shape === 'list' ? shortForms[type.element?.goType ?? '']?.(node.text) : undefined;
  if (one === undefined && item === undefined) return [];
  const body = `{${(one ?? item ?? []).map(([name, value]) => `${name}: ${value}`).join(', ')}}`;
  const lead = text.charAt(node.start - 1) === ':' ? ' ' : '';
  return [{ title: `Write it as ${(one ?? item ?? []).map(([name]) => name).join(' and ')}`, finding, isPreferred: true, edits: [{ span: node, text: `${lead}${one === undefined ? `[${body}]` : body}` }] }];
};

/** `env: {MODE: prod}` as a list of names and values. */
function entriesAsItems(goType: string | undefined, node: YamlNode & { kind: 'mapping' }, finding: Parameters<Fixer>[1]): ReturnType<Fixer> {
  if (goType !== 'core/v1.EnvVar' || node.isFlow || node.entries.length === 0) return [];
  const edits = node.entries.flatMap(({ key, value, name }) => (key === undefined || name === undefined || name === 'name' || name === 'value' || value?.kind !== 'scalar' || value.end === value.start ? [] : [{ span: { start: key.start, end: value.end }, text: `- {name: ${name}, value: ${value.style === 'literal' || value.style === 'folded' ? '' : quoted(value.text)}}` }]));
  return edits.length !== node.entries.length ? [] : [{ title: 'Write it as a list of names and values', finding, isPreferred: true, edits }];
}

function named(field: string): (text: string) => Fields | undefined {
  return (text) => (/^[A-Za-z0-9/][\w./-]*$/.test(text) ? [[field, text]] : undefined);
}

function matched(pattern: RegExp, text: string, make: (groups: (string | undefined)[]) => Fields): Fields | undefined {
  const match = pattern.exec(text.trim());
  return match === null ? undefined : make(match.slice(1));
}

function quoted(text: string): string {
  return JSON.stringify(text);
}
