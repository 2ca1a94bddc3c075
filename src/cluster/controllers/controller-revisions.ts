// Histories of Pod templates as ControllerRevisions, for StatefulSets and DaemonSets: controller/history.
import type { ControllerRevision } from '../../api/generated/apps-v1.ts';
import type { PodTemplateSpec } from '../../api/generated/core-v1.ts';
import { isAlreadyExists } from '../../api/meta/status-error.ts';
import type { Client } from '../../client/client.ts';
import type { ResourceRef } from '../../client/transport.ts';
import { type Owner, ownerReference } from './pod-control.ts';
import { canonicalJson, templateHash } from './template-hash.ts';

export const controllerRevisions: ResourceRef = { group: 'apps', version: 'v1', resource: 'controllerrevisions' };
export const revisionHashLabel = 'controller-revision-hash';

function revisionData(template: PodTemplateSpec): unknown {
  return { spec: { template: { ...template, $patch: 'replace' } } };
}

/** The template that a revision holds. */
export function templateOf(revision: ControllerRevision): PodTemplateSpec | undefined {
  const data = revision.data as { spec?: { template?: PodTemplateSpec & { $patch?: string } } } | undefined;
  if (data?.spec?.template === undefined) return undefined;
  const { $patch: _, ...template } = data.spec.template;
  return template;
}

/** The revision of the template among `known`, made or moved to the end of the history when need be. */
export async function ensureRevision(client: Client, owner: Owner, template: PodTemplateSpec, known: readonly ControllerRevision[], collisionCount: number | undefined): Promise<ControllerRevision> {
  const data = revisionData(template);
  const text = canonicalJson(data);
  const next = Math.max(0, ...known.map((r) => r.revision)) + 1;
  const equal = known.find((r) => canonicalJson(r.data) === text);
  if (equal !== undefined) {
    if (equal.revision === next - 1) return equal;
    return client.update<ControllerRevision>(controllerRevisions, { ...equal, revision: next });
  }
  const hash = templateHash(template, collisionCount);
  const name = `${owner.metadata.name}-${hash}`;
  const labels = { ...template.metadata?.labels, [revisionHashLabel]: hash };
  try {
    return await client.create<ControllerRevision>(controllerRevisions, {
      apiVersion: 'apps/v1', kind: 'ControllerRevision',
      metadata: { name, namespace: owner.metadata.namespace ?? '', labels, ownerReferences: [ownerReference(owner)] },
      data: data as Record<string, unknown>, revision: next,
    }, owner.metadata.namespace);
  } catch (error) {
    if (!isAlreadyExists(error)) throw error;
    return client.get<ControllerRevision>(controllerRevisions, name, owner.metadata.namespace);
  }
}
