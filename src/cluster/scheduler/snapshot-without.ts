// The snapshot as it would be without one Pod: for asking where a Pod that is already somewhere would go.
import type { Pod } from '../../api/generated/core-v1.ts';
import type { NodeInfo } from './node-info.ts';
import type { Snapshot } from './snapshot.ts';

/** Shares everything with `snapshot` but the Pod's node, which is a copy. */
export function snapshotWithout(snapshot: Snapshot, pod: Pod): Snapshot {
  const { uid, namespace } = pod.metadata;
  const home = snapshot.byName.get(pod.spec.nodeName ?? '');
  const isHere = home?.pods.has(uid) === true;
  const nominated = (nodeName: string): ReturnType<Snapshot['nominated']> => snapshot.nominated(nodeName).filter((info) => info.pod.metadata.uid !== uid);
  if (!isHere) return { ...facts(snapshot), nominated };
  const emptied = home.clone();
  emptied.removePod(uid);
  const nodes = snapshot.nodes.map((node) => (node === home ? emptied : node));
  const claims = new Set((pod.spec.volumes ?? []).flatMap(({ persistentVolumeClaim }) => (persistentVolumeClaim === undefined ? [] : [`${namespace}/${persistentVolumeClaim.claimName}`])));
  return {
    ...facts(snapshot),
    nodes,
    byName: new Map(nodes.map((node): [string, NodeInfo] => [node.node.metadata.name, node])),
    withAffinity: nodes.filter((node) => node.podsWithAffinity.size > 0),
    hasRequiredAntiAffinity: nodes.some((node) => node.podsWithRequiredAntiAffinity.size > 0),
    claimUsers: (key) => snapshot.claimUsers(key) - (claims.has(key) ? 1 : 0),
    nominated,
  };
}

/** A Snapshot may be a class, whose accessors a spread would lose. */
function facts(snapshot: Snapshot): Snapshot {
  const { nodes, byName, withAffinity, hasRequiredAntiAffinity, listers } = snapshot;
  return { nodes, byName, withAffinity, hasRequiredAntiAffinity, listers, claimUsers: (key) => snapshot.claimUsers(key), image: (name) => snapshot.image(name), nominated: (name) => snapshot.nominated(name) };
}
