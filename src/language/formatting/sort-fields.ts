// Puts a document's fields in the order in which people write and read them. Lines are moved whole, with the comments above them.
import type { MappingEntry, MappingNode, YamlNode } from '../../document/node.ts';
import type { LineTable } from '../../document/line-table.ts';
import type { TextReplacement } from '../code-actions/code-action.ts';
import type { Manifest } from '../manifest.ts';
import { visitStructs } from '../visit-structs.ts';
import { edited, isSameMeaning } from './same-meaning.ts';

/** Fields that come first, and behind `…` those that come last; the others stay between them in the order of the text. */
const conventions: Readonly<Record<string, readonly string[]>> = {
  object: ['apiVersion', 'kind', 'metadata', 'type', 'immutable', 'spec', 'data', 'stringData', 'binaryData', '…', 'status'],
  'meta/v1.ObjectMeta': ['name', 'generateName', 'namespace', 'labels', 'annotations'],
  'core/v1.PodTemplateSpec': ['metadata', 'spec'],
  'core/v1.PodSpec': ['serviceAccountName', 'restartPolicy', 'terminationGracePeriodSeconds', 'securityContext', 'initContainers', 'containers', 'ephemeralContainers', 'volumes', 'nodeName', 'nodeSelector', 'affinity', 'tolerations', 'topologySpreadConstraints'],
  'core/v1.Container': ['name', 'image', 'imagePullPolicy', 'restartPolicy', 'command', 'args', 'workingDir', 'ports', 'envFrom', 'env', 'resources', 'volumeMounts', 'volumeDevices', 'startupProbe', 'livenessProbe', 'readinessProbe', 'lifecycle', 'securityContext'],
  'core/v1.ContainerPort': ['name', 'containerPort', 'protocol'],
  'core/v1.EnvVar': ['name', 'value', 'valueFrom'],
  'core/v1.ResourceRequirements': ['requests', 'limits'],
  'core/v1.VolumeMount': ['name', 'mountPath', 'subPath', 'readOnly'],
  'core/v1.Volume': ['name'],
  'core/v1.ServiceSpec': ['type', 'clusterIP', 'selector', 'ports'],
  'core/v1.ServicePort': ['name', 'protocol', 'port', 'targetPort', 'nodePort'],
  'apps/v1.DeploymentSpec': ['replicas', 'selector', 'strategy', '…', 'template'],
  'apps/v1.ReplicaSetSpec': ['replicas', 'selector', '…', 'template'],
  'apps/v1.DaemonSetSpec': ['selector', 'updateStrategy', '…', 'template'],
  'apps/v1.StatefulSetSpec': ['serviceName', 'replicas', 'selector', 'updateStrategy', '…', 'template', 'volumeClaimTemplates'],
  'batch/v1.JobSpec': ['parallelism', 'completions', 'backoffLimit', '…', 'template'],
  'batch/v1.CronJobSpec': ['schedule', 'timeZone', 'concurrencyPolicy', 'suspend', '…', 'jobTemplate'],
};

/** None where the order is right already, or where moving a line would change what the document says. */
export function sortFields(manifest: Manifest): TextReplacement[] {
  const { root, findings } = manifest.parsed;
  if (root?.kind !== 'mapping' || findings.length > 0) return [];
  const { text, lines } = manifest.text;
  const orders = new Map<MappingNode, readonly MappingEntry[]>();
  visitStructs(manifest, ({ node, type, path, entry }) => {
    const order = conventions[type.goType] ?? (entry === undefined && path.length % 2 === 0 && typeof path.at(-1) !== 'string' && node.entries.some(({ name }) => name === 'kind') ? conventions['object'] : undefined);
    if (order !== undefined && !node.isFlow && hasOwnLines(node, lines)) orders.set(node, inOrder(node.entries, order));
  });
  const isSorted = [...orders].every(([{ entries }, order]) => entries.every((entry, i) => entry === order[i]));
  const chunks = chunksOf(root, text, lines);
  if (isSorted || chunks === undefined) return [];
  const edit = { span: { start: chunks.start, end: chunks.end }, text: new Rewriter(text, lines, orders).node(root) };
  return isSameMeaning(text, edited(text, [edit]), { isOrdered: false }) ? [edit] : [];
}

function inOrder(entries: readonly MappingEntry[], order: readonly string[]): MappingEntry[] {
  const middle = order.includes('…') ? order.indexOf('…') : order.length;
  const rank = ({ name = '' }: MappingEntry): number => {
    const at = order.indexOf(name);
    return at < 0 ? middle : at;
  };
  return [...entries].sort((a, b) => rank(a) - rank(b));
}

/** Every field but the first, which may stand behind a dash, begins its line. */
function hasOwnLines({ entries }: MappingNode, lines: LineTable): boolean {
  return entries.every(({ start }, i) => {
    const { line, character } = lines.positionAt(start);
    return /^ *$/.test(lines.lineText(line).slice(0, character)) || i === 0;
  });
}

interface Chunks {
  readonly start: number;
  readonly end: number;
  /** Of each entry: where its comments or its line begin, and where its last line ends. */
  readonly parts: readonly { readonly start: number; readonly end: number }[];
}

/** A mapping's text as pieces, one for each field with the comments above it, without the indentation of its first line. */
function chunksOf(node: MappingNode, text: string, lines: LineTable): Chunks | undefined {
  if (node.entries.length === 0) return undefined;
  const parts = node.entries.map(({ start, end }, i) => {
    const { line } = lines.positionAt(start);
    let first = line;
    const previousLine = i === 0 ? line : lines.positionAt(node.entries[i - 1]?.end ?? 0).line;
    while (first - 1 > previousLine && /^\s*#/.test(lines.lineText(first - 1))) first--;
    const from = first === line ? start : (lines.starts[first] ?? 0) + lines.lineText(first).indexOf('#');
    return { start: from, end: lines.lineEnd(lines.positionAt(end).line) };
  });
  return { start: parts[0]?.start ?? 0, end: Math.min(parts.at(-1)?.end ?? 0, text.length), parts };
}

class Rewriter {
  readonly #text: string;
  readonly #lines: LineTable;
  readonly #orders: ReadonlyMap<MappingNode, readonly MappingEntry[]>;

  constructor(text: string, lines: LineTable, orders: ReadonlyMap<MappingNode, readonly MappingEntry[]>) {
    this.#text = text;
    this.#lines = lines;
    this.#orders = orders;
  }

  /** A block mapping's text from its first piece to its last. */
  node(node: MappingNode): string {
    const chunks = chunksOf(node, this.#text, this.#lines);
    if (chunks === undefined) return '';
    const pieces = node.entries.map((entry, i) => this.#between(chunks.parts[i]?.start ?? 0, chunks.parts[i]?.end ?? 0, nested(entry.value)));
    // What stands between two pieces, as blank lines, keeps its place.
    const gaps = chunks.parts.slice(1).map((part, i) => this.#text.slice(chunks.parts[i]?.end, part.start));
    const order = this.#orders.get(node) ?? node.entries;
    return order.map((entry, i) => pieces[node.entries.indexOf(entry)] + (gaps[i] ?? '')).join('');
  }

  /** A stretch of the text with the mappings in it rewritten. */
  #between(start: number, end: number, mappings: readonly MappingNode[]): string {
    let result = '';
    let at = start;
    for (const mapping of mappings) {
      const chunks = chunksOf(mapping, this.#text, this.#lines);
      if (chunks === undefined || chunks.start < at || chunks.end > end) continue;
      result += this.#text.slice(at, chunks.start) + this.node(mapping);
      at = chunks.end;
    }
    return result + this.#text.slice(at, end);
  }
}

/** The outermost block mappings in a value. */
function nested(node: YamlNode | undefined): MappingNode[] {
  if (node?.kind === 'mapping') return node.isFlow ? [] : [node];
  return node?.kind === 'sequence' ? node.items.flatMap(nested) : [];
}
