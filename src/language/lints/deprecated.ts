// Lint of what the API takes but has given up: fields and kinds.
import { deprecatedKinds } from '../../api/deprecated-kinds.ts';
import { entryOf } from '../../document/node.ts';
import type { Lint } from './lint.ts';

export const deprecatedId = 'deprecated-field';

const csi = 'a CSI driver\'s volume has taken its place';

/** By type, what is said of its deprecated fields. Fields of which the API server warns itself are said once only. */
export const deprecatedFields: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  'core/v1.PodSpec': { serviceAccount: 'use serviceAccountName instead' },
  'core/v1.ServiceSpec': { loadBalancerIP: 'its meaning varies between implementations' },
  'core/v1.LifecycleHandler': { tcpSocket: 'it is not supported as a handler and fails when it is called' },
  'core/v1.NodeSpec': { configSource: 'the feature is gone', externalID: 'not every kubelet sets it' },
  'meta/v1.ObjectMeta': { selfLink: 'no server fills it in any more' },
  ...Object.fromEntries(['core/v1.Volume', 'core/v1.PersistentVolumeSpec'].map((type) => [type, Object.fromEntries(
    ['gcePersistentDisk', 'awsElasticBlockStore', 'glusterfs', 'rbd', 'cinder', 'cephfs', 'flocker', 'flexVolume', 'azureFile', 'vsphereVolume', 'quobyte', 'azureDisk', 'photonPersistentDisk', 'portworxVolume', 'scaleIO', 'storageos', ...(type === 'core/v1.Volume' ? ['gitRepo'] : [])].map((field) => [field, csi]),
  )])),
};

const kinds = new Map(Object.entries(deprecatedKinds).map(([at, [warning = '']]) => [at.replace(/^v1 /, 'core/v1.'), warning]));

export const deprecated: Lint = {
  id: deprecatedId, severity: 'hint', types: [...Object.keys(deprecatedFields), ...kinds.keys()],
  reason: 'What is deprecated stops working in a later version, or does already.',
  check: ({ node, type: { goType }, path }) => {
    const kind = entryOf(node, 'kind')?.value;
    const warning = kinds.get(goType);
    if (warning !== undefined) return kind?.kind === 'scalar' ? [{ span: kind, message: warning, path: [...path, 'kind'] }] : [];
    return Object.entries(deprecatedFields[goType] ?? {}).flatMap(([field, words]) => {
      const key = entryOf(node, field)?.key;
      return key === undefined ? [] : [{ span: key, message: `${field} is deprecated: ${words}`, path: [...path, field] }];
    });
  },
};
