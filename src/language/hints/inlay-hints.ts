// Inlay hints: what the written values amount to. Each kind can be switched off.
import { entryOf, nodeAt, type MappingEntry, type MappingNode, type ScalarNode } from '../../document/node.ts';
import { cronWords } from '../cron-words.ts';
import { fieldOf } from '../../api/schema/schema.ts';
import { decodedText } from '../decoded-text.ts';
import { defaultOf } from '../field-defaults.ts';
import { qosClassOf, probeBudgetOf, probeWords, requestOf } from '../pod-facts.ts';
import { bytesWords, cpuWords } from '../quantity-words.ts';
import type { Manifest } from '../manifest.ts';
import { visitStructs, type VisitedStruct } from '../visit-structs.ts';

/** Kinds of hints, as the settings name them. */
export const inlayHintKinds = ['qosClass', 'resources', 'defaults', 'probeBudget', 'cron', 'imagePullPolicy', 'fileMode', 'decodedSecrets'] as const;
export type InlayHintKind = (typeof inlayHintKinds)[number];

export interface InlayHintText {
  readonly kind: InlayHintKind;
  /** After which offset it is shown. */
  readonly at: number;
  readonly text: string;
  readonly tooltip: string;
}

export function inlayHintsOf(manifest: Manifest): InlayHintText[] {
  const hints: InlayHintText[] = [];
  visitStructs(manifest, (struct) => {
    for (const make of makers[struct.type.goType] ?? []) {
      const made = make(struct);
      if (made !== undefined) hints.push(...[made].flat());
    }
  });
  return hints;
}

type Maker = (struct: VisitedStruct) => InlayHintText | readonly InlayHintText[] | undefined;

function scalar(entry: MappingEntry | undefined): ScalarNode | undefined {
  return entry?.value?.kind === 'scalar' ? entry.value : undefined;
}

/** After the colon of the field that holds the struct. */
function afterKey({ entry }: VisitedStruct): number | undefined {
  return entry?.key === undefined || entry.value === undefined || entry.value.kind !== 'mapping' || entry.value.isFlow ? undefined : entry.key.end + 1;
}

const qosClass: Maker = (struct) => {
  const at = afterKey(struct);
  const qos = qosClassOf(struct.node);
  return at === undefined || qos === undefined ? undefined : { kind: 'qosClass', at, text: `QoS ${qos}`, tooltip: qosTooltips[qos] };
};
const qosTooltips = {
  Guaranteed: 'Every container has equal requests and limits of CPU and memory: its Pods are the last to be evicted.',
  Burstable: 'Some requests or limits are set, but not all, or not equal: its Pods are evicted after those of BestEffort.',
  BestEffort: 'No container has requests or limits: its Pods are the first to be evicted when a node runs out of memory.',
};

const probeBudget: Maker = (struct) => {
  const at = afterKey(struct);
  const kind = String(struct.path.at(-1) ?? '');
  return at === undefined || !kind.endsWith('Probe') ? undefined : { kind: 'probeBudget', at, text: probeWords(kind, probeBudgetOf(struct.node)), tooltip: 'From periodSeconds, failureThreshold and initialDelaySeconds, with their defaults of 10, 3 and 0.' };
};

const cron: Maker = ({ node }) => {
  const schedule = scalar(entryOf(node, 'schedule'));
  const words = schedule && cronWords(schedule.text);
  return schedule === undefined || words === undefined ? undefined : { kind: 'cron', at: schedule.end, text: words, tooltip: 'The schedule in words; in UTC unless timeZone says otherwise.' };
};

const imagePullPolicy: Maker = ({ node }) => {
  const image = scalar(entryOf(node, 'image'));
  if (image === undefined || image.text === '' || entryOf(node, 'imagePullPolicy') !== undefined) return undefined;
  return { kind: 'imagePullPolicy', at: image.end, text: isLatest(image.text) ? 'Always' : 'IfNotPresent', tooltip: 'imagePullPolicy, by its default: Always for the tag latest or no tag, else IfNotPresent.' };
};

/** Whether an image reference means the tag `latest`. */
export function isLatest(image: string): boolean {
  if (image.includes('@')) return false;
  const last = image.slice(image.lastIndexOf('/') + 1);
  return !last.includes(':') || last.endsWith(':latest');
}

const fileMode: Maker = ({ node }) => {
  const mode = scalar(entryOf(node, 'defaultMode') ?? entryOf(node, 'mode'));
  if (mode === undefined || typeof mode.value !== 'number' || mode.text.startsWith('0') || mode.value < 0 || mode.value > 0o777) return undefined;
  return { kind: 'fileMode', at: mode.end, text: `0${mode.value.toString(8).padStart(3, '0')}`, tooltip: 'The file mode in octal.' };
};

/** Limits that are requests too, because no others are written. */
const effectiveRequests: Maker = (struct) => {
  const at = afterKey(struct);
  const requests = ['cpu', 'memory', 'ephemeral-storage'].flatMap((name) => {
    const limit = nodeAt(struct.node, ['limits', name]);
    return limit?.kind === 'scalar' && limit.text !== '' && nodeAt(struct.node, ['requests', name]) === undefined ? [`${name} ${limit.text}`] : [];
  });
  return at === undefined || requests.length === 0 ? undefined : { kind: 'resources', at, text: `requests ${requests.join(', ')}`, tooltip: 'A limit without a request is the request, too.' };
};

/** What all containers that run beside each other request, as the scheduler adds it up. */
const podRequests: Maker = ({ node }) => {
  const list = entryOf(node, 'containers');
  if (list?.key === undefined || list.value?.kind !== 'sequence' || list.value.isFlow || list.value.items.length < 2) return undefined;
  const words = ([['cpu', cpuWords], ['memory', bytesWords]] as const).flatMap(([name, inWords]) => {
    const amount = requestOf(node, name);
    return amount === undefined || amount === 0 ? [] : [`${name} ${inWords(amount)}`];
  });
  return words.length === 0 ? undefined : { kind: 'resources', at: list.key.end + 1, text: `request together ${words.join(', ')}`, tooltip: 'What the scheduler looks for on a node: the requests of all containers and sidecars, or of an init container where that is more.' };
};

/** Fields that are left out and decide much. */
function byDefault(name: string, textOf: (value: string) => string, tooltip: string, applies: (node: MappingNode) => boolean = () => true): Maker {
  return (struct) => {
    const at = afterKey(struct);
    const field = fieldOf(struct.type, name);
    const value = field && defaultOf(struct.type, field);
    return at === undefined || value === undefined || entryOf(struct.node, name) !== undefined || !applies(struct.node) ? undefined : { kind: 'defaults', at, text: textOf(value), tooltip };
  };
}
const oneReplica = byDefault('replicas', (value) => `${value} replica`, 'By default; an autoscaler may say otherwise.');

const targetPort: Maker = ({ node }) => {
  const port = scalar(entryOf(node, 'port'));
  return typeof port?.value !== 'number' || entryOf(node, 'targetPort') !== undefined ? undefined : { kind: 'defaults', at: port.end, text: `targetPort ${port.text}`, tooltip: 'By default, the port itself.' };
};

/** Off unless it is asked for: screens are looked at by others. */
const decodedSecrets: Maker = ({ node }) => {
  const data = entryOf(node, 'data')?.value;
  return data?.kind !== 'mapping' ? undefined : data.entries.flatMap((entry) => {
    const value = scalar(entry);
    const text = value === undefined || value.text === '' ? undefined : decodedText(value.text);
    return value === undefined || text === undefined ? [] : [{ kind: 'decodedSecrets' as const, at: value.end, text: printableStart(text), tooltip: 'The value, decoded from base64.' }];
  });
};

const longestDecoded = 40;

/** As much as fits beside a line. */
function printableStart(text: string): string {
  const line = text.replaceAll(/[^\P{C}]+/gu, ' ');
  return line.length > longestDecoded ? `${line.slice(0, longestDecoded)}…` : line;
}

const makers: Readonly<Record<string, readonly Maker[]>> = {
  'core/v1.PodSpec': [qosClass, podRequests],
  'core/v1.ResourceRequirements': [effectiveRequests],
  'core/v1.Secret': [decodedSecrets],
  'core/v1.ServicePort': [targetPort],
  'core/v1.ServiceSpec': [byDefault('type', (value) => value, 'The type, by default: reachable within the cluster only.')],
  'apps/v1.DeploymentSpec': [oneReplica], 'apps/v1.StatefulSetSpec': [oneReplica], 'apps/v1.ReplicaSetSpec': [oneReplica],
  'batch/v1.JobSpec': [byDefault('backoffLimit', (value) => `${value} retries`, 'backoffLimit, by its default.', (node) => entryOf(node, 'backoffLimitPerIndex') === undefined)],
  'core/v1.Probe': [probeBudget],
  'batch/v1.CronJobSpec': [cron],
  'core/v1.Container': [imagePullPolicy],
  'core/v1.ConfigMapVolumeSource': [fileMode], 'core/v1.SecretVolumeSource': [fileMode], 'core/v1.ProjectedVolumeSource': [fileMode], 'core/v1.DownwardAPIVolumeSource': [fileMode], 'core/v1.KeyToPath': [fileMode],
};
