// What single values mean where a number or a word alone does not say it: modes, shares of replicas, times to end, how an image is pulled.
import type { TypeSchema } from '../../api/schema/schema.ts';
import { dereference, entryOf, type MappingNode, nodeAt, type ScalarNode, type YamlNode } from '../../document/node.ts';
import { isLatest } from '../hints/inlay-hints.ts';
import { durationWords } from './duration-words.ts';

export interface ScalarPlace {
  /** The struct in which the value stands. */
  readonly above: MappingNode;
  readonly root: YamlNode | undefined;
}

/** Markdown, or nothing where there is nothing to add. */
export function scalarWords(field: string, node: ScalarNode, { goType }: TypeSchema, { above, root }: ScalarPlace): string | undefined {
  const { value } = node;
  switch (`${goType}.${field}`) {
    case 'core/v1.Container.image':
      return imageWords(node.text, entryOf(above, 'imagePullPolicy') !== undefined);
    case 'core/v1.PodSpec.terminationGracePeriodSeconds':
      return typeof value !== 'number' ? undefined : value === 0 ? 'killed at once: no SIGTERM, no preStop hook' : `preStop hook and SIGTERM, then up to ${durationWords(value)} to end, then SIGKILL`;
    case 'core/v1.Toleration.tolerationSeconds':
      return typeof value !== 'number' ? undefined : value <= 0 ? 'evicted as soon as the taint is there' : `stays for ${durationWords(value)} after the taint has come, then is evicted`;
    case 'apps/v1.RollingUpdateDeployment.maxSurge':
    case 'apps/v1.RollingUpdateDeployment.maxUnavailable':
      return shareWords(node.text, root, field);
    case 'batch/v1.JobSpec.backoffLimit':
      return typeof value === 'number' ? retryWords(value) : undefined;
    default:
      return (field === 'defaultMode' || field === 'mode') && typeof value === 'number' && value >= 0 && value <= 0o777 ? modeWords(value) : undefined;
  }
}

function imageWords(image: string, hasPolicy: boolean): string | undefined {
  if (image === '' || /[\s`]/.test(image)) return undefined;
  const [first = '', ...rest] = image.split('/');
  const hasRegistry = rest.length > 0 && (first.includes('.') || first.includes(':') || first === 'localhost');
  const full = hasRegistry ? image : `docker.io/${rest.length === 0 ? 'library/' : ''}${image}`;
  const name = full.includes('@') || /:[^/]*$/.test(full) ? full : `${full}:latest`;
  return `= \`${name}\`${hasPolicy ? '' : isLatest(image) ? ', pulled whenever a container starts' : ', pulled where the node does not have it yet'}`;
}

/** Kubernetes rounds what may be missing down and what may be added up. */
function shareWords(text: string, root: YamlNode | undefined, field: string): string | undefined {
  const percent = /^(\d{1,3})%$/.exec(text)?.[1];
  const written = dereference(nodeAt(root, ['spec', 'replicas']));
  const replicas = written?.kind === 'scalar' ? written.value : 1;
  if (percent === undefined || typeof replicas !== 'number') return undefined;
  const share = replicas * Number(percent) / 100;
  const count = field === 'maxSurge' ? Math.ceil(share) : Math.floor(share);
  return `= ${count} of ${replicas} ${replicas === 1 ? 'Pod' : 'Pods'}, rounded ${field === 'maxSurge' ? 'up' : 'down'}`;
}

/** The Job controller doubles the pause from 10 s up to 6 minutes. */
function retryWords(limit: number): string {
  if (limit <= 0) return 'fails with its first Pod';
  const pauses = Array.from({ length: Math.min(limit, 3) }, (_, i) => durationWords(Math.min(10 * 2 ** i, 360)));
  return `fails after ${limit} ${limit === 1 ? 'retry' : 'retries'}, with pauses of ${pauses.join(', ')}${limit > 3 ? ' … up to 6 min' : ''}`;
}

function modeWords(mode: number): string {
  const letters = [6, 3, 0].map((shift) => ['r', 'w', 'x'].map((letter, i) => ((mode >> shift) & (4 >> i) ? letter : '-')).join(''));
  return `= 0${mode.toString(8).padStart(3, '0')}, \`${letters.join('')}\``;
}
