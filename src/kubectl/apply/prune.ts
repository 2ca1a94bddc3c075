// `kubectl apply --prune`: deletes what was applied before, fits the selector, and is not among the objects applied now.
import { listInfos, type Info } from '../builder/infos.ts';
import { deleteInfo } from '../commands/delete.ts';
import { dryRunSuffix, type DryRun } from '../commands/dry-run.ts';
import { klogHead } from '../klog.ts';
import { infoText } from '../builder/infos.ts';
import type { Session } from '../session.ts';
import { lastApplied } from './last-applied.ts';

/** The kinds that kubectl prunes without an allow list. */
const namespaced = ['configmaps', 'endpoints', 'persistentvolumeclaims', 'pods', 'replicationcontrollers', 'secrets', 'services', 'jobs.batch', 'cronjobs.batch', 'ingresses.networking.k8s.io', 'daemonsets.apps', 'deployments.apps', 'replicasets.apps', 'statefulsets.apps'];
const clusterWide = ['namespaces', 'persistentvolumes'];

export interface PruneOptions {
  readonly selector: string;
  readonly dryRun: DryRun;
  readonly isNamespaceGiven: boolean;
  readonly prints: boolean;
}

export async function pruneObjects(session: Session, applied: readonly Info[], options: PruneOptions): Promise<void> {
  session.io.stderr(
    `${klogHead(session, 'W')} Deprecated: kubectl apply will no longer prune non-namespaced resources by default when used with the --namespace flag in a future release. To preserve the current behaviour, list the resources you want to target explicitly in the --prune-allowlist flag.\n`,
  );
  const kept = new Set(applied.map((info) => `${info.resource.kind}/${info.namespace ?? ''}/${info.name}`));
  const namespaces = [...new Set(applied.map(({ namespace }) => namespace).filter((namespace) => namespace !== undefined))];
  const discovery = await session.discovery();
  const places = [...namespaces.flatMap((namespace) => namespaced.map((word) => ({ word, namespace: namespace as string | undefined }))), ...clusterWide.map((word) => ({ word, namespace: undefined }))];
  for (const { word, namespace } of places) {
    const resource = discovery.findResource(word);
    if (!resource) continue;
    for (const info of await listInfos(session, resource, { labelSelector: options.selector, namespace })) {
      if (lastApplied(info.object) === undefined || info.object.metadata.deletionTimestamp || kept.has(`${resource.kind}/${info.namespace ?? ''}/${info.name}`)) continue;
      await deleteInfo(session, info, { propagationPolicy: 'Background', graceSeconds: -1, dryRun: options.dryRun });
      if (options.prints) session.io.stdout(`${infoText(info)} pruned${dryRunSuffix(options.dryRun)}\n`);
    }
  }
}
