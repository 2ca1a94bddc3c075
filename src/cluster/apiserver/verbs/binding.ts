// POST of pods/binding and bindings: the scheduler's word, pkg/registry/core/pod/storage's BindingREST.
import type { Binding, Pod } from '../../../api/generated/core-v1.ts';
import { errorText, type FieldError, notSupported, required } from '../../../api/field/error.ts';
import { FieldPath } from '../../../api/field/path.ts';
import { newBadRequest, newConflict } from '../../../api/meta/status-error.ts';
import { rowByKind } from '../../../api/scheme.ts';
import type { ApiResponse } from '../../../client/transport.ts';
import { formatTime } from '../../../base/clock.ts';
import { topologyLabels } from '../admission/pod-topology-labels.ts';
import { writeOptions } from '../options.ts';
import { type RequestContext, storeKey } from '../request-context.ts';
import { readObject } from '../registry/update.ts';
import { decodeBody, storedForm } from '../rulebook.ts';
import { unreasonedError } from '../unreasoned-error.ts';
import { answer } from './answer.ts';

const target = FieldPath.of('target');

export function bind(context: RequestContext): ApiResponse {
  const { isDryRun, fieldValidation } = writeOptions(context, 'CreateOptions');
  const bindingRow = rowByKind('v1', 'Binding');
  const podRow = rowByKind('v1', 'Pod');
  if (bindingRow === undefined || podRow === undefined) throw new Error('the scheme lacks Pod or Binding');
  const binding = decodeBody(context, fieldValidation, bindingRow) as Binding;
  const name = context.name === '' ? binding.metadata.name : context.name;
  if (binding.metadata.name !== name) throw newBadRequest('name in URL does not match name in Binding object');
  const errors = validateBinding(binding);
  const [first] = errors;
  if (first !== undefined) throw unreasonedError(errors.length === 1 ? errorText(first) : `[${errors.map(errorText).join(', ')}]`);
  const pod = readObject({ ...context, row: podRow, name }) as Pod;
  refuseUnbindable(pod, binding);
  const bound = boundPod(pod, binding, topologyLabels(context.server.store, binding.target.name ?? ''), formatTime(context.server.clock.now()));
  if (!isDryRun) context.server.store.update('pods', storeKey(context.namespace, name), pod, storedForm(podRow, bound));
  return answer(201, { kind: 'Status', apiVersion: 'v1', metadata: {}, status: 'Success', code: 201 }, context.warnings);
}

function validateBinding({ target: { kind, name } }: Binding): FieldError[] {
  const errors: FieldError[] = [];
  if (kind && kind !== 'Node') errors.push({ ...notSupported(target.child('kind'), kind, []), detail: 'supported values: "Node", "<empty>"' });
  if (!name) errors.push(required(target.child('name'), ''));
  return errors;
}

function refuseUnbindable({ metadata, spec }: Pod, binding: Binding): void {
  const conflict = (cause: string): Error => newConflict({ group: '', resource: 'pods/binding' }, metadata.name, cause);
  const { uid } = binding.metadata;
  if (uid && uid !== metadata.uid) throw conflict(`Precondition failed: UID in precondition: ${uid}, UID in object meta: ${metadata.uid}`);
  if (metadata.deletionTimestamp !== undefined) throw conflict(`pod ${metadata.name} is being deleted, cannot be assigned to a host`);
  if (spec.nodeName) throw conflict(`pod ${metadata.name} is already assigned to node ${JSON.stringify(spec.nodeName)}`);
  if ((spec.schedulingGates?.length ?? 0) > 0) throw conflict(`pod ${metadata.name} has non-empty .spec.schedulingGates`);
}

/** With the node, the condition, the annotations and labels that the binding carries, and the labels of the node's place. */
function boundPod(pod: Pod, { metadata, target: { name } }: Binding, place: Record<string, string> | undefined, now: string): Pod {
  const conditions = [...(pod.status?.conditions ?? []).filter((c) => c.type !== 'PodScheduled'), { type: 'PodScheduled' as const, status: 'True' as const, lastTransitionTime: now }];
  // Once bound, the expectation is the fact.
  const { nominatedNodeName: _, ...status } = pod.status;
  const annotations = { ...pod.metadata.annotations, ...metadata.annotations };
  const labels = { ...pod.metadata.labels, ...metadata.labels, ...place };
  return {
    ...pod,
    metadata: { ...pod.metadata, ...(Object.keys(annotations).length > 0 && { annotations }), ...(Object.keys(labels).length > 0 && { labels }) },
    spec: { ...pod.spec, nodeName: name },
    status: { ...status, conditions },
  } as Pod;
}
