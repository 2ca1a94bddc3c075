// Histories of Pod templates as ControllerRevisions, for StatefulSets and DaemonSets: controller/history.
import type { ControllerRevision } from '../../api/generated/apps-v1.ts';
import type { PodTemplateSpec } from '../../api/generated/core-v1.ts';
import { isNotFound } from '../../api/meta/status-error.ts';
import type { Client } from '../../client/client.ts';
import type { ResourceRef } from '../../client/transport.ts';
import { type Owner, ownerReference } from './pod-control.ts';
import { canonicalJson } from './template-hash.ts';

export const controllerRevisions: ResourceRef = { group: 'apps', version: 'v1', resource: 'controllerrevisions' };
/** On Pods: of which revision they are. */
export const revisionHashLabel = 'controller-revision-hash';

/** What a revision holds: a patch that puts the template back. */
export function revisionData(template: PodTemplateSpec): Record<string, unknown> {
  return { spec: { template: { ...template, $patch: 'replace' } } };
}

/** The template that a revision holds. */
export function templateOf(revision: ControllerRevision): PodTemplateSpec | undefined {
  const data = revision.data as { spec?: { template?: PodTemplateSpec & { $patch?: string } } } | undefined;
  if (data?.spec?.template === undefined) return undefined;
  const { $patch: _, ...template } = data.spec.template;
  return template;
}

export function isSameRevision(revision: ControllerRevision, template: PodTemplateSpec): boolean {
  return canonicalJson(revision.data) === canonicalJson(revisionData(template));
}

/** The revision of the template among `known`, moved to the end of the history when need be; undefined when there is none. */
export async function findRevision(client: Client, template: PodTemplateSpec, known: readonly ControllerRevision[]): Promise<ControllerRevision | undefined> {
  const last = Math.max(0, ...known.map((r) => r.revision));
  const equal = known.filter((r) => isSameRevision(r, template)).sort((a, b) => b.revision - a.revision)[0];
  return equal === undefined || equal.revision === last ? equal : client.update<ControllerRevision>(controllerRevisions, { ...equal, revision: last + 1 });
}

export interface NewRevision {
  readonly owner: Owner;
  readonly template: PodTemplateSpec;
  readonly hash: string;
  /** The label that carries the hash. */
  readonly label: string;
  readonly revision: number;
}

/** Throws when there is one of that name. */
export async function createRevision(client: Client, { owner, template, hash, label, revision }: NewRevision): Promise<ControllerRevision> {
  const { name, namespace, annotations } = owner.metadata;
  return client.create<ControllerRevision>(controllerRevisions, {
    apiVersion: 'apps/v1', kind: 'ControllerRevision',
    metadata: {
      name: `${name}-${hash}`, ...(namespace !== undefined && { namespace }), labels: { ...template.metadata?.labels, [label]: hash },
      ...(annotations && { annotations: { ...annotations } }), ownerReferences: [ownerReference(owner)],
    },
    data: revisionData(template), revision,
  }, namespace);
}

/** Deletes the oldest revisions that nothing is of, beyond the limit. */
export async function truncateHistory(client: Client, dead: readonly ControllerRevision[], count: number): Promise<void> {
  for (const { metadata } of [...dead].sort((a, b) => a.revision - b.revision).slice(0, Math.max(0, count))) {
    await client.delete(controllerRevisions, metadata.name, metadata.namespace).catch((error: unknown) => { if (!isNotFound(error)) throw error; });
  }
}
