// The value of a downward API reference, as describe shows it: kubectl's fieldpath and resource helpers.
import type { Container, EnvVar, Pod, ResourceFieldSelector } from '../../api/generated/core-v1.ts';
import { compareText, goQuote } from '../../api/field/go-text.ts';
import { dividedAmount } from '../../api/resource/divided-amount.ts';

/** The field of `pod` that `env` refers to; '' when it has none. */
export function fieldRefValue(pod: Pod, env: EnvVar): string {
  const path = env.valueFrom?.fieldRef?.fieldPath ?? '';
  switch (path) {
    case 'metadata.name':
      return pod.metadata.name;
    case 'metadata.namespace':
      return pod.metadata.namespace ?? '';
    case 'metadata.uid':
      return pod.metadata.uid;
    case 'metadata.labels':
      return formatMap(pod.metadata.labels);
    case 'metadata.annotations':
      return formatMap(pod.metadata.annotations);
    default:
      // kubectl's extractor knows only whole metadata fields; single labels, spec and status show as empty.
      return '';
  }
}

function formatMap(map: Readonly<Record<string, string>> | undefined): string {
  return Object.keys(map ?? {}).sort(compareText).map((key) => `${key}=${goQuote(map?.[key] ?? '')}`).join('\n');
}

/** The container's own request or limit divided by the divisor, rounded up; '' for an unknown resource. */
export function resourceFieldValue(ref: ResourceFieldSelector, container: Pick<Container, 'resources'>): string {
  const [kind, name = ''] = [ref.resource.slice(0, ref.resource.indexOf('.')), ref.resource.slice(ref.resource.indexOf('.') + 1)];
  if (kind !== 'limits' && kind !== 'requests') return '';
  const shown = dividedAmount(name, container.resources[kind]?.[name], ref.divisor);
  if (shown === 0n && (ref.resource === 'limits.cpu' || ref.resource === 'limits.memory')) return 'node allocatable';
  return String(shown);
}
