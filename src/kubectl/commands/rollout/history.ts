// Revisions of a workload: k8s.io/kubectl's HistoryViewer and Rollbacker.
import type { ControllerRevision, Deployment, ReplicaSet } from '../../../api/generated/apps-v1.ts';
import type { PodTemplateSpec } from '../../../api/generated/core-v1.ts';
import type { KubeObject } from '../../../api/meta/object.ts';
import { templateText } from '../../describe/describer.ts';
import { selectorText } from '../../../api/meta/label-selector.ts';
import { writePodTemplate } from '../../describe/pod-template.ts';
import { PrefixWriter } from '../../describe/prefix-writer.ts';
import type { Info } from '../../builder/infos.ts';
import { type ApiResource, groupKindText } from '../../discovery.ts';
import { KubectlError } from '../../errors.ts';
import type { Session } from '../../session.ts';
import { alignTabs } from '../../text/tab-writer.ts';

const revisionAnnotation = 'deployment.kubernetes.io/revision';
const changeCauseAnnotation = 'kubernetes.io/change-cause';

/** One revision: its number, its cause, and the object that holds it. */
export interface Revision {
  readonly number: number;
  readonly cause: string | undefined;
  readonly holder: KubeObject;
  readonly template: PodTemplateSpec;
}

/** Whether upstream's visitor of kinds knows this one; that is all it says of most of them. */
export function isVisited({ kind }: ApiResource): boolean {
  return ['Deployment', 'DaemonSet', 'StatefulSet', 'Pod', 'ReplicaSet', 'ReplicationController', 'Job', 'CronJob'].includes(kind);
}

export function noVisitorText({ group, kind }: ApiResource): string {
  return `no visitor method exists for {${group} ${kind}}`;
}

/** The revisions of a Deployment, DaemonSet or StatefulSet, oldest first. */
export async function revisionsOf(session: Session, { resource, object }: Info): Promise<Revision[]> {
  switch (resource.kind) {
    case 'Deployment':
      return deploymentRevisions(session, object as Deployment);
    case 'DaemonSet':
    case 'StatefulSet':
      return controllerRevisions(session, object);
    default:
      throw new KubectlError(isVisited(resource) ? `no history viewer has been implemented for "${groupKindText(resource)}"` : `error retrieving history for "${groupKindText(resource)}", ${noVisitorText(resource)}`);
  }
}

async function deploymentRevisions(session: Session, deployment: Deployment): Promise<Revision[]> {
  const list = await session.list<ReplicaSet>(await session.resource('replicasets.apps'), deployment.metadata.namespace, { labelSelector: selectorText(deployment.spec.selector) });
  return list.items
    .filter((rs) => rs.metadata.ownerReferences?.some((owner) => owner.controller && owner.uid === deployment.metadata.uid))
    .map((rs) => ({
      number: Number(rs.metadata.annotations?.[revisionAnnotation] ?? 0),
      cause: rs.metadata.annotations?.[changeCauseAnnotation],
      holder: { ...rs, apiVersion: 'apps/v1', kind: 'ReplicaSet' } as KubeObject,
      template: rs.spec.template,
    }))
    .sort((a, b) => a.number - b.number);
}

async function controllerRevisions(session: Session, object: KubeObject): Promise<Revision[]> {
  const { selector, template } = (object as unknown as { spec: { selector: Parameters<typeof selectorText>[0]; template: PodTemplateSpec } }).spec;
  const list = await session.list<ControllerRevision>(await session.resource('controllerrevisions.apps'), object.metadata.namespace, { labelSelector: selectorText(selector) });
  return list.items
    .filter((revision) => revision.metadata.ownerReferences?.some((owner) => owner.uid === object.metadata.uid))
    .map((revision) => ({
      number: revision.revision,
      cause: revision.metadata.annotations?.[changeCauseAnnotation],
      holder: { ...revision, apiVersion: 'apps/v1', kind: 'ControllerRevision' } as KubeObject,
      template: { ...template, ...(revision.data as { spec?: { template?: PodTemplateSpec } } | undefined)?.spec?.template },
    }))
    .sort((a, b) => a.number - b.number);
}

/** The table of `rollout history`, or one revision's template. */
export function historyText(revisions: readonly Revision[], wanted: number): string {
  if (wanted > 0) {
    const revision = revisions.find(({ number }) => number === wanted);
    if (!revision) throw new KubectlError('unable to find the specified revision');
    return templateView(revision);
  }
  const rows = revisions.map(({ number, cause }) => `${number}\t${cause || '<none>'}\n`).join('');
  return alignTabs(`REVISION\tCHANGE-CAUSE\n${rows}`, { minWidth: 0, padding: 2 });
}

/** A template with tabs as they are: kubectl does not align it here. */
export function templateView({ template, cause }: Pick<Revision, 'template' | 'cause'>): string {
  const w = new PrefixWriter(undefined, 0, { isAligned: false });
  const annotated = cause ? { ...template, metadata: { ...template.metadata, annotations: { ...template.metadata?.annotations, [changeCauseAnnotation]: cause } } } : template;
  writePodTemplate(w, annotated as PodTemplateSpec);
  return w.finish();
}

/** The revision to go back to: the wanted one, or the one before the newest. */
export function rollbackTarget(revisions: readonly Revision[], wanted: number): Revision | undefined {
  if (wanted > 0) {
    const found = revisions.find(({ number }) => number === wanted);
    if (!found) throw new KubectlError(`unable to find specified revision ${wanted} in history`);
    return found;
  }
  return revisions.at(-2);
}

/** Whether two templates are the same but for the hash that a controller adds. */
export function isSameTemplate(a: PodTemplateSpec, b: PodTemplateSpec): boolean {
  return templateText(a) === templateText(b);
}
