// Reads podlab.yaml, as a plain value, into a ClusterConfig; its shape is schemas/podlab-config.json, its names and quantities follow the API's own rules.
import type { Taint } from '../api/generated/core-v1.ts';
import { validate } from '../api/generated/podlab-config.ts';
import { duplicate, errorText, type FieldError, invalid } from '../api/field/error.ts';
import { FieldPath } from '../api/field/path.ts';
import { validateLabelName, validateLabels } from '../api/meta/validation/labels.ts';
import { isDNS1123Subdomain, isQualifiedName, isValidLabelValue } from '../api/meta/validation/names.ts';
import { shapeFindings } from '../api/podlab/shape-findings.ts';
import { parseQuantity, quantityValue } from '../api/resource/quantity.ts';
import { type NodeEntry, usualCapacity } from '../client/node-entry.ts';
import { type ClusterConfig, controlPlane, defaultClusterConfig, type LatencySettings, type NodeSettings, noLatencies, realisticLatencies } from './config.ts';


/** podlab.yaml, once it has its shape. */
interface ConfigFile {
  readonly nodes?: readonly NodeEntry[];
  readonly latencies?: 'realistic' | 'none' | Partial<LatencySettings>;
  readonly speed?: number;
  readonly preloadedImages?: readonly string[];
}

/** What is left out is as in `defaultClusterConfig`; an empty file (null) is that. */
export function readClusterConfig(value: unknown): { readonly config: ClusterConfig } | { readonly findings: readonly FieldError[] } {
  if (value === null || value === undefined) return { config: defaultClusterConfig };
  const shape = shapeFindings(validate, value, { maps: ['capacity', 'labels'] });
  if (shape.length > 0) return { findings: shape };
  const file = value as ConfigFile;
  const findings = nodeFindings(file.nodes ?? []);
  if (findings.length > 0) return { findings };
  const { nodes, latencies = 'realistic', speed, preloadedImages } = file;
  return {
    config: {
      nodes: nodes?.map(toNodeSettings) ?? defaultClusterConfig.nodes,
      latencies: latencies === 'none' ? noLatencies : { ...realisticLatencies, ...(latencies !== 'realistic' && latencies) },
      speed: speed ?? defaultClusterConfig.speed,
      preloadedImages: preloadedImages ?? defaultClusterConfig.preloadedImages,
    },
  };
}

/** One node as podlab.yaml writes it. Throws what is wrong with it, a line per finding. */
export function readNodeSettings(entry: unknown): NodeSettings {
  const result = readClusterConfig({ nodes: [entry] });
  if ('findings' in result) throw new Error(result.findings.map((finding) => errorText(finding).replace(/^nodes\[0\](?:: |\.)/, '')).join('\n'));
  const [settings] = result.config.nodes;
  if (settings === undefined) throw new Error('there is no node');
  return settings;
}

function toNodeSettings({ name, role, capacity = {}, labels, taints, preloadedImages }: NodeEntry): NodeSettings {
  const base = role === 'control-plane' ? controlPlane : { labels: {}, taints: [] };
  return {
    name,
    capacity: { ...usualCapacity, ...Object.fromEntries(Object.entries(capacity).map(([resource, amount]) => [resource, String(amount)])) },
    labels: { ...base.labels, ...labels },
    taints: taints ?? base.taints,
    ...(preloadedImages !== undefined && { preloadedImages }),
  };
}

/** What the schema cannot say. */
function nodeFindings(nodes: readonly NodeEntry[]): FieldError[] {
  const names = new Set<string>();
  return nodes.flatMap(({ name, capacity = {}, labels, taints = [] }, i) => {
    const path = FieldPath.of('nodes').index(i);
    const errors: FieldError[] = isDNS1123Subdomain(name).map((text) => invalid(path.child('name'), name, text));
    if (names.has(name)) errors.push(duplicate(path.child('name'), name));
    names.add(name);
    for (const [resource, amount] of Object.entries(capacity)) errors.push(...quantityFindings(resource, amount, path.child('capacity').key(resource)));
    errors.push(...validateLabels(labels, path.child('labels')), ...taintFindings(taints, path.child('taints')));
    return errors;
  });
}

function quantityFindings(resource: string, amount: string | number, path: FieldPath): FieldError[] {
  const parsed = parseQuantity(String(amount));
  const errors: FieldError[] = isQualifiedName(resource).map((text) => invalid(path, resource, text));
  if (typeof parsed === 'string') errors.push(invalid(path, amount, parsed));
  else if (quantityValue(parsed) < 0) errors.push(invalid(path, amount, 'must be greater than or equal to 0'));
  return errors;
}

function taintFindings(taints: readonly Taint[], path: FieldPath): FieldError[] {
  const seen = new Set<string>();
  return taints.flatMap(({ key, value = '', effect }, i) => {
    const errors = [...validateLabelName(key, path.index(i).child('key')), ...isValidLabelValue(value).map((text) => invalid(path.index(i).child('value'), value, text))];
    if (seen.has(`${key}:${effect}`)) errors.push(duplicate(path.index(i), `${key}:${effect}`));
    seen.add(`${key}:${effect}`);
    return errors;
  });
}
