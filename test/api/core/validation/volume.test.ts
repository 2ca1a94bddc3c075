import { expect, test } from 'vitest';
import { findings, volumeFindings } from './findings.ts';

test.each<[string, object, readonly string[]]>([
  ['nothing is an emptyDir', {}, []],
  ['two types', { emptyDir: {}, hostPath: { path: '/x' } }, ['hostPath: Forbidden: may not specify more than 1 volume type']],
  ['the size of an emptyDir', { emptyDir: { sizeLimit: '-1' } }, ['emptyDir.sizeLimit: Forbidden: SizeLimit field must be a valid resource quantity']],
  ['a path on the host', { hostPath: { path: '/a/../b', type: 'Disk' } }, [
    'hostPath.path: Invalid value: "/a/../b": must not contain \'..\'',
    'hostPath.type: Unsupported value: "Disk": supported values: "", "BlockDevice", "CharDevice", "Directory", "DirectoryOrCreate", "File", "FileOrCreate", "Socket"',
  ]],
  ['a mode is octal', { secret: { secretName: 's', defaultMode: 512 } }, ['secret.defaultMode: Invalid value: 512: must be a number between 0 and 0777 (octal), both inclusive']],
  ['keys and paths', { configMap: { name: 'm', items: [{ path: '..x' }] } }, ['configMap.items[0].key: Required value', 'configMap.items[0].path: Invalid value: "..x": must not start with \'..\'']],
  ['a claim', { persistentVolumeClaim: {} }, ['persistentVolumeClaim.claimName: Required value']],
  ['NFS', { nfs: { server: 'h', path: 'x' } }, ['nfs.path: Invalid value: "x": must be an absolute path']],
  ['iSCSI', { iscsi: { targetPortal: 'h', iqn: 'x', lun: 256 } }, ['iscsi.iqn: Invalid value: "x": must be valid format starting with iqn, eui, or naa', 'iscsi.lun: Invalid value: 256: must be between 0 and 255, inclusive']],
  ['a disk of Google\'s cloud is reported by its old name', { gcePersistentDisk: {} }, ['persistentDisk.pdName: Required value']],
  ['files of the downward API', { downwardAPI: { items: [{ path: 'a' }] } }, ['downwardAPI: Required value: one of fieldRef and resourceFieldRef is required']],
  ['paths of a projected volume', { projected: { sources: [{ secret: { name: 's', items: [{ key: 'k', path: 'a' }] } }, { configMap: { name: 'm', items: [{ key: 'k', path: 'a' }] } }] } }, ['projected: Invalid value: "m": conflicting duplicate paths']],
  ['tokens live for ten minutes', { projected: { sources: [{ serviceAccountToken: { path: 't', expirationSeconds: 60 } }] } }, ['projected.sources[0].serviceAccountToken.expirationSeconds: Invalid value: 60: may not specify a duration less than 10 minutes']],
  ['a CSI driver', { csi: { driver: 'a b' } }, [expect.stringMatching(/^csi\.driver: Invalid value: "a b": a lowercase RFC 1123 subdomain/) as unknown as string]],
  ['an image', { image: { pullPolicy: 'Always' } }, ['image.reference: Required value']],
  ['a claim of its own', { ephemeral: { volumeClaimTemplate: { metadata: { name: 'x' }, spec: {} } } }, [
    'ephemeral.volumeClaimTemplate.metadata.name: Forbidden: cannot be set',
    'ephemeral.volumeClaimTemplate.spec.accessModes: Required value: at least 1 access mode is required',
    'ephemeral.volumeClaimTemplate.spec.resources[storage]: Required value',
  ]],
  ['registries of Quobyte', { quobyte: { registry: 'h:1,[::1]:2,bad', volume: 'v' } }, ['quobyte.registry: Invalid value: "h:1,[::1]:2,bad": must be a host:port pair or multiple pairs separated by commas']],
])('%s', (_, volume, expected) => {
  expect(volumeFindings(volume)).toEqual(expected);
});

test('a volume with findings is not there to be mounted', () => {
  const spec = { volumes: [{ name: 'V', emptyDir: {} }], containers: [{ name: 'c', image: 'x', volumeMounts: [{ name: 'V', mountPath: '/v' }] }] };
  expect(findings(spec)).toHaveLength(2);
  expect(findings(spec)[1]).toBe('spec.containers[0].volumeMounts[0].name: Not found: "V"');
});

test('mounts have places of their own and do not reach out', () => {
  const containers = [{ name: 'c', image: 'x', volumeMounts: [{ name: 'v', mountPath: '/a' }, { name: 'v', mountPath: '/a', subPath: '/b' }, { name: 'v', mountPath: '/c', mountPropagation: 'Bidirectional' as const }] }];
  expect(findings({ containers, volumes: [{ name: 'v' }] })).toEqual([
    'spec.containers[0].volumeMounts[1].mountPath: Invalid value: "/a": must be unique',
    'spec.containers[0].volumeMounts.subPath: Invalid value: "/b": must be a relative path',
    'spec.containers[0].volumeMounts.mountPropagation: Forbidden: Bidirectional mount propagation is available only to privileged containers',
  ]);
});

test('a claim that an ephemeral volume makes is not for others', () => {
  const ephemeral = { volumeClaimTemplate: { spec: { accessModes: ['ReadWriteOnce' as const], resources: { requests: { storage: '1Gi' } } } } };
  expect(findings({ volumes: [{ name: 'a', ephemeral }, { name: 'b', persistentVolumeClaim: { claimName: 'p-a' } }] })).toEqual([
    'spec.volumes[1].persistentVolumeClaim.claimName: Invalid value: "p-a": must not reference a PVC that gets created for an ephemeral volume',
  ]);
});
