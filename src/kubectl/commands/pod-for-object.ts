// The Pod that stands for a Pod, workload or Service: polymorphichelpers' AttachablePodForObject and LogsForObject.
import { sleep } from '../../base/clock.ts';
import type { KubeObject } from '../../api/meta/object.ts';
import type { Pod } from '../../api/generated/core-v1.ts';
import type { LabelSelector } from '../../api/generated/meta-v1.ts';
import { listInfos } from '../builder/infos.ts';
import { selectorText } from '../../api/meta/label-selector.ts';
import { type ApiResource, goTypeText } from '../discovery.ts';
import { KubectlError } from '../errors.ts';
import type { Session } from '../session.ts';

/** The first fitting Pod, waiting up to `timeoutMs` for one. */
export async function podForObject(session: Session, resource: ApiResource, object: KubeObject, timeoutMs: number, verb: 'logs' | 'attach'): Promise<Pod> {
  if (resource.kind === 'Pod') return object as Pod;
  const labelSelector = selectorOf(resource, object, verb);
  const endMs = session.now() + timeoutMs;
  const pods = await session.resource('pods');
  for (;;) {
    const found = (await listInfos(session, pods, { labelSelector, namespace: object.metadata.namespace })).map((info) => info.object as Pod);
    const [first, ...others] = found.sort(byActivity);
    if (first) {
      if (others.length > 0 && verb === 'logs') session.io.stderr(`Found ${found.length} pods, using pod/${first.metadata.name}\n`);
      return first;
    }
    if (session.now() >= endMs || session.io.signal.aborted) throw new KubectlError('timed out waiting for the condition');
    await sleep(session.io.clock, Math.min(500, Math.max(1, endMs - session.now())), session.io.signal);
  }
}

function selectorOf(resource: ApiResource, object: KubeObject, verb: 'logs' | 'attach'): string {
  const { selector } = (object as { spec?: { selector?: unknown } }).spec ?? {};
  const { kind } = resource;
  switch (kind) {
    case 'ReplicationController':
    case 'Service':
      if (kind === 'Service' && Object.keys((selector ?? {}) as object).length === 0) throw new KubectlError(`invalid service '${object.metadata.name}': Service is defined without a selector`);
      return selectorText({ matchLabels: (selector ?? {}) as Record<string, string> });
    case 'Deployment':
    case 'ReplicaSet':
    case 'StatefulSet':
    case 'DaemonSet':
    case 'Job':
      return selectorText(selector as LabelSelector | undefined);
    default:
      throw new KubectlError(`${verb === 'logs' ? 'cannot get the logs from' : 'cannot attach to'} ${goTypeText(resource)}: selector for ${goTypeText(resource)} not implemented`);
  }
}

/** Running before waiting, ready before not, earlier before later. */
function byActivity(a: Pod, b: Pod): number {
  const rank = ({ spec, status }: Pod): number => (spec.nodeName ? 0 : 8) + (status.phase === 'Running' ? 0 : status.phase === 'Unknown' ? 2 : 4) + (isReady({ status }) ? 0 : 1);
  return rank(a) - rank(b) || (a.metadata.creationTimestamp < b.metadata.creationTimestamp ? -1 : 1);
}

function isReady({ status }: Pick<Pod, 'status'>): boolean {
  return status.conditions?.some(({ type, status: value }) => type === 'Ready' && value === 'True') ?? false;
}
