// Values of a Pod's own fields and resources for env and downward API volumes: k8s.io/kubernetes/pkg/fieldpath and api/v1/resource.
import type { Container, Node, ObjectFieldSelector, Pod, ResourceFieldSelector } from '../../api/generated/core-v1.ts';
import { dividedAmount } from '../../api/resource/divided-amount.ts';
import { formatMicroTime } from '../../base/clock.ts';

/** What of the node stands behind the fields that the Pod itself does not hold yet. */
export interface FieldContext {
  readonly node: Node;
  readonly podIps: readonly string[];
  readonly hostIp: string;
  /** When this kubelet first saw the Pod. */
  readonly seenAtMs: number;
}

/** The Pod's annotations and the two that a kubelet adds to its own copy. */
function annotationsOf(pod: Pod, { seenAtMs }: FieldContext): Readonly<Record<string, string>> {
  return { ...pod.metadata.annotations, 'kubernetes.io/config.seen': formatMicroTime(seenAtMs), 'kubernetes.io/config.source': 'api' };
}

/** `key="value"` lines, sorted, as the downward API writes maps. */
function formatMap(map: Readonly<Record<string, string>> | undefined): string {
  return Object.keys(map ?? {}).sort().map((key) => `${key}=${JSON.stringify(map?.[key] ?? '')}`).join('\n');
}

/** The text of the field; undefined when it is not supported. */
export function fieldValue(pod: Pod, { fieldPath }: ObjectFieldSelector, context: FieldContext): string | undefined {
  const subscript = /^(metadata\.(?:annotations|labels))\['(.*)'\]$/.exec(fieldPath);
  if (subscript !== null) {
    const map = subscript[1] === 'metadata.labels' ? pod.metadata.labels : annotationsOf(pod, context);
    return map !== undefined && Object.hasOwn(map, subscript[2] ?? '') ? map[subscript[2] ?? ''] : '';
  }
  switch (fieldPath) {
    case 'metadata.name': return pod.metadata.name;
    case 'metadata.namespace': return pod.metadata.namespace ?? '';
    case 'metadata.uid': return pod.metadata.uid;
    case 'metadata.labels': return formatMap(pod.metadata.labels);
    case 'metadata.annotations': return formatMap(annotationsOf(pod, context));
    case 'spec.nodeName': return pod.spec.nodeName ?? '';
    case 'spec.serviceAccountName': return pod.spec.serviceAccountName ?? '';
    case 'status.hostIP': return context.hostIp;
    case 'status.hostIPs': return context.hostIp;
    case 'status.podIP': return context.podIps[0] ?? '';
    case 'status.podIPs': return context.podIps.join(',');
    default: return undefined;
  }
}

/** The container's request or limit in units of the divisor, rounded up; a missing limit is the Pod's, then the node's allocatable. */
export function resourceFieldValue(pod: Pod, container: Container, selector: ResourceFieldSelector, node: Node): string {
  const [which, ...rest] = selector.resource.split('.');
  const name = rest.join('.');
  const { limits, requests } = container.resources;
  const allocatable = node.status.allocatable?.[name];
  const limit = limits?.[name] ?? pod.spec.resources?.limits?.[name] ?? (which === 'limits' && (name === 'cpu' || name === 'memory' || name === 'ephemeral-storage') ? allocatable : undefined);
  const text = which === 'limits' ? limit : (requests?.[name] ?? '0');
  return String(dividedAmount(name, text, selector.divisor));
}
