// The Scale of a custom resource, by the paths that its definition names: apiextensions-apiserver's ScaleREST.
import { readInteger } from '../../../api/apiextensions/custom-rules.ts';
import { pathNames, valueAt } from '../../../api/apiextensions/simple-path.ts';
import type { CustomResourceSubresourceScale } from '../../../api/generated/apiextensions-v1.ts';
import type { Scale } from '../../../api/generated/autoscaling-v1.ts';
import { type Fields, getOwn, isFields, setOwn } from '../../../api/meta/json.ts';
import type { KubeObject } from '../../../api/meta/object.ts';

export function customScale({ specReplicasPath, statusReplicasPath, labelSelectorPath }: CustomResourceSubresourceScale, object: KubeObject): KubeObject {
  const { name, namespace, uid, resourceVersion, creationTimestamp } = object.metadata;
  const [wanted, current] = [specReplicasPath, statusReplicasPath].map((path) => Number(readInteger(object, path)) || 0);
  const selector = labelSelectorPath === undefined ? undefined : valueAt(object, labelSelectorPath);
  return {
    kind: 'Scale', apiVersion: 'autoscaling/v1', metadata: { name, ...(namespace !== undefined && { namespace }), uid, resourceVersion, creationTimestamp },
    spec: { ...(wanted && { replicas: wanted }) }, status: { replicas: current, ...(typeof selector === 'string' && selector !== '' && { selector }) },
  } as KubeObject;
}

/** `old` with that many replicas; what the Scale names of its metadata must be what `old` has. */
export function withReplicas({ specReplicasPath }: CustomResourceSubresourceScale, old: KubeObject, replicas: number, { uid, resourceVersion }: Scale['metadata']): KubeObject {
  const object = { ...old, metadata: { ...old.metadata, ...(uid && { uid }), ...(resourceVersion && { resourceVersion }) } } as KubeObject;
  const names = pathNames(specReplicasPath);
  let at = object as unknown as Fields;
  for (const name of names.slice(0, -1)) {
    const below = getOwn(at, name);
    const copy: Fields = isFields(below) ? { ...below } : {};
    setOwn(at, name, copy);
    at = copy;
  }
  setOwn(at, names.at(-1) ?? '', replicas);
  return object;
}
