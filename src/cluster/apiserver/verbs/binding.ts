// POST of pods/binding: the scheduler's word, pkg/registry/core/pod/storage's BindingREST.
import type { Binding, Pod } from '../../../api/generated/core-v1.ts';
import { newConflict } from '../../../api/meta/status-error.ts';
import type { ApiResponse } from '../../../client/transport.ts';
import { formatTime } from '../../../base/clock.ts';
import { writeOptions } from '../options.ts';
import { type RequestContext, storeKey } from '../request-context.ts';
import { readObject } from '../registry/update.ts';
import { bodyOf } from './patch.ts';
import { answer } from './answer.ts';

export function bind(context: RequestContext): ApiResponse {
  const { isDryRun } = writeOptions(context, 'CreateOptions');
  const binding = bodyOf(context) as Binding;
  const pod = readObject(context) as Pod;
  const conflict = (cause: string): Error => newConflict({ group: '', resource: 'pods/binding' }, pod.metadata.name, cause);
  if (pod.metadata.deletionTimestamp !== undefined) throw conflict(`pod ${pod.metadata.name} is being deleted, cannot be assigned to a host`);
  if (pod.spec.nodeName) throw conflict(`pod ${pod.metadata.name} is already assigned to node ${JSON.stringify(pod.spec.nodeName)}`);
  if ((pod.spec.schedulingGates?.length ?? 0) > 0) throw conflict(`pod ${pod.metadata.name} has non-empty .spec.schedulingGates`);
  const now = formatTime(context.server.clock.now());
  const conditions = [...(pod.status?.conditions ?? []).filter((c) => c.type !== 'PodScheduled'), { type: 'PodScheduled', status: 'True' as const, lastProbeTime: null, lastTransitionTime: now }];
  const bound = { ...pod, spec: { ...pod.spec, nodeName: binding.target.name }, status: { ...pod.status, conditions } };
  if (!isDryRun) context.server.store.update('pods', storeKey(context.namespace, context.name), pod, bound as unknown as Pod);
  return answer(201, { kind: 'Status', apiVersion: 'v1', metadata: {}, status: 'Success', code: 201 }, context.warnings);
}

