// Where the Pod spec stands in each kind that has one.
import type { PodSpec, PodTemplateSpec } from '../../api/generated/core-v1.ts';
import type { KubeObject } from '../../api/meta/object.ts';
import type { Fields } from '../../api/meta/json.ts';

interface Templated {
  readonly spec?: { readonly template?: PodTemplateSpec; readonly jobTemplate?: { readonly spec: { readonly template: PodTemplateSpec } } };
}

/** The Pod spec of a Pod, workload, Job or CronJob; undefined for other kinds. */
export function podSpecOf(object: KubeObject): PodSpec | undefined {
  if (object.kind === 'Pod') return (object as KubeObject & { spec: PodSpec }).spec;
  const { template, jobTemplate } = (object as Templated).spec ?? {};
  return (jobTemplate ? jobTemplate.spec.template : template)?.spec;
}

/** A copy of the object with another Pod spec. */
export function withPodSpec(object: KubeObject, podSpec: PodSpec): KubeObject {
  const copy = structuredClone(object) as unknown as Fields & { spec: Fields };
  if (object.kind === 'Pod') return { ...copy, spec: podSpec } as unknown as KubeObject;
  const holder = (object.kind === 'CronJob' ? ((copy.spec.jobTemplate as Fields).spec as Fields) : copy.spec) as Fields & { template: Fields };
  holder.template = { ...holder.template, spec: podSpec };
  return copy as unknown as KubeObject;
}
