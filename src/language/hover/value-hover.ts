// What a written value means: a quantity in plain words and other units, a schedule, a probe's patience, a secret's text.
import type { TypeSchema } from '../../api/schema/schema.ts';
import type { MappingNode, YamlNode } from '../../document/node.ts';
import { dereference, nodeAt } from '../../document/node.ts';
import { cronWords } from '../cron-words.ts';
import { decodedText } from '../decoded-text.ts';
import type { Manifest, SchemaPlace } from '../manifest.ts';
import { probeBudgetOf, probeWords, qosClassOf } from '../pod-facts.ts';
import { durationWords } from './duration-words.ts';
import { resourceWords } from './resource-words.ts';
import { scalarWords } from './scalar-words.ts';
import { securityWords } from './security-words.ts';
import { bytesWords, cpuWords, quantityNumber } from '../quantity-words.ts';

/** Markdown, or nothing where there is nothing to add. */
export function valueHover(manifest: Manifest, segments: readonly (string | number)[], { type, parent, field }: SchemaPlace, written: YamlNode | undefined): string | undefined {
  const node = dereference(written);
  const name = String(segments.at(-1) ?? '');
  if (node?.kind === 'mapping') {
    const words = structWords(manifest, segments, type, node);
    if (words !== undefined) return words;
    if (type.goType === 'core/v1.ResourceRequirements') return resourceWords(node);
    const qos = type.goType === 'core/v1.PodSpec' ? qosClassOf(node) : undefined;
    return qos && `QoS class: ${qos}`;
  }
  if (node?.kind !== 'scalar') return undefined;
  const above = parent && dereference(nodeAt(manifest.parsed.root, segments.slice(0, -1)));
  const meaning = parent !== undefined && above?.kind === 'mapping' ? structWords(manifest, segments.slice(0, -1), parent, above) ?? scalarWords(name, node, parent, { above, root: manifest.parsed.root }) : undefined;
  if (meaning !== undefined) return meaning;
  if (type.shape === 'quantity') return quantityText(name, node.text);
  if (parent?.goType === 'batch/v1.CronJobSpec' && name === 'schedule') return cronWords(node.text);
  const isSecretData = manifest.identity?.kind === 'Secret' && segments[0] === 'data' && segments.length === 2;
  if (isSecretData && node.text !== '') return secretText(node.text);
  return field !== undefined && /(?:Seconds|seconds)$/.test(field.name) && typeof node.value === 'number' && node.value >= 120 ? `= ${durationWords(node.value)}` : undefined;
}

/** Of a struct whose fields mean something together only; said at each of them too. */
function structWords(manifest: Manifest, segments: readonly (string | number)[], { goType }: TypeSchema, node: MappingNode): string | undefined {
  if (goType === 'core/v1.Probe') return probeWords(String(segments.at(-1) ?? ''), probeBudgetOf(node));
  if (goType === 'core/v1.SecurityContext') return securityWords(node, nodeAt(manifest.parsed.root, [...segments.slice(0, -3), 'securityContext']));
  return goType === 'core/v1.PodSecurityContext' ? securityWords(node) : undefined;
}

function quantityText(resource: string, text: string): string | undefined {
  const number = quantityNumber(text);
  if (number === undefined) return undefined;
  if (resource === 'cpu' || resource.endsWith('.cpu')) return `= ${cpuWords(number)}`;
  return /memory|storage|sizeLimit|hugepages/.test(resource) ? `= ${bytesWords(number)}` : undefined;
}

function secretText(base64: string): string | undefined {
  const text = decodedText(base64);
  // The text must not end its own block.
  return text && `Decoded:\n\n~~~~text\n${text.slice(0, 500).replaceAll('~~~~', '~ ~ ~ ~')}${text.length > 500 ? '…' : ''}\n~~~~`;
}
