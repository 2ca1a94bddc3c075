// Inlay hints: what the written values amount to. Each kind can be switched off.
import { entryOf, type MappingEntry, type ScalarNode } from '../../document/node.ts';
import { cronWords } from '../cron-words.ts';
import { qosClassOf, probeBudgetOf, probeWords } from '../pod-facts.ts';
import type { Manifest } from '../manifest.ts';
import { visitStructs, type VisitedStruct } from '../visit-structs.ts';

/** Kinds of hints, as the settings name them. */
export const inlayHintKinds = ['qosClass', 'probeBudget', 'cron', 'imagePullPolicy', 'fileMode'] as const;
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
      const hint = make(struct);
      if (hint !== undefined) hints.push(hint);
    }
  });
  return hints;
}

type Maker = (struct: VisitedStruct) => InlayHintText | undefined;

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

const makers: Readonly<Record<string, readonly Maker[]>> = {
  'core/v1.PodSpec': [qosClass],
  'core/v1.Probe': [probeBudget],
  'batch/v1.CronJobSpec': [cron],
  'core/v1.Container': [imagePullPolicy],
  'core/v1.ConfigMapVolumeSource': [fileMode], 'core/v1.SecretVolumeSource': [fileMode], 'core/v1.ProjectedVolumeSource': [fileMode], 'core/v1.DownwardAPIVolumeSource': [fileMode], 'core/v1.KeyToPath': [fileMode],
};
