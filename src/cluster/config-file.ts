// Reads podlab.yaml, as a plain value, into a ClusterConfig; its shape is schemas/podlab-config.json, its names and quantities follow the API's own rules.
import { errorText, type FieldError } from '../api/field/error.ts';
import { configFindings, type NodeEntry } from '../api/podlab/podlab-config.ts';
import { usualCapacity } from '../client/node-entry.ts';
import { type ClusterConfig, controlPlane, defaultClusterConfig, type LatencySettings, type NodeSettings, noLatencies, realisticLatencies } from './config.ts';

/** podlab.yaml, once it has its shape. */
interface ConfigFile {
  readonly nodes?: readonly NodeEntry[];
  readonly latencies?: 'realistic' | 'none' | Partial<LatencySettings>;
  readonly speed?: number;
  readonly preloadedImages?: readonly string[];
  readonly metricsServer?: boolean;
}

/** What is left out is as in `defaultClusterConfig`; an empty file (null) is that. */
export function readClusterConfig(value: unknown): { readonly config: ClusterConfig } | { readonly findings: readonly FieldError[] } {
  if (value === null || value === undefined) return { config: defaultClusterConfig };
  const findings = configFindings(value);
  if (findings.length > 0) return { findings };
  const file = value as ConfigFile;
  const { nodes, latencies = 'realistic', speed, preloadedImages, metricsServer } = file;
  return {
    config: {
      nodes: nodes?.map(toNodeSettings) ?? defaultClusterConfig.nodes,
      latencies: latencies === 'none' ? noLatencies : { ...realisticLatencies, ...(latencies !== 'realistic' && latencies) },
      speed: speed ?? defaultClusterConfig.speed,
      preloadedImages: preloadedImages ?? defaultClusterConfig.preloadedImages,
      ...(metricsServer !== undefined && { hasMetricsServer: metricsServer }),
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
