import fc from 'fast-check';
import { expect, test } from 'vitest';
import { checkCreate } from '../../../../src/api/check.ts';

const container = {
  name: 'c', image: 'x:1', command: ['a'], env: [{ name: 'A', valueFrom: { fieldRef: { fieldPath: 'metadata.name' } } }], envFrom: [{ configMapRef: { name: 'm' } }],
  ports: [{ containerPort: 80, name: 'web', hostPort: 80 }], volumeMounts: [{ name: 'v', mountPath: '/v' }], resources: { limits: { cpu: '1', 'a.b/c': '1' }, requests: { memory: '1Gi' } },
  livenessProbe: { httpGet: { port: 80 } }, lifecycle: { preStop: { sleep: { seconds: 1 } } }, securityContext: { runAsUser: 1, seccompProfile: { type: 'RuntimeDefault' } }, resizePolicy: [{ resourceName: 'cpu', restartPolicy: 'NotRequired' }],
};
const whole = {
  apiVersion: 'v1', kind: 'Pod', metadata: { name: 'p', labels: { a: 'b' }, annotations: { a: 'b' }, finalizers: ['a/b'], ownerReferences: [{ apiVersion: 'v1', kind: 'K', name: 'n', uid: 'u' }] },
  spec: {
    containers: [container], initContainers: [{ ...container, name: 'i' }], ephemeralContainers: [{ name: 'e', image: 'x' }], tolerations: [{ operator: 'Exists' }], hostAliases: [{ ip: '1.1.1.1', hostnames: ['h'] }],
    volumes: [{ name: 'v', projected: { sources: [{ secret: { name: 's', items: [{ key: 'k', path: 'p' }] } }] } }, { name: 'w', ephemeral: { volumeClaimTemplate: { spec: { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '1Gi' } } } } } }],
    affinity: { nodeAffinity: { requiredDuringSchedulingIgnoredDuringExecution: { nodeSelectorTerms: [{ matchExpressions: [{ key: 'k', operator: 'In', values: ['v'] }] }] } }, podAffinity: { preferredDuringSchedulingIgnoredDuringExecution: [{ weight: 1, podAffinityTerm: { topologyKey: 'z', labelSelector: { matchLabels: { a: 'b' } } } }] } },
    topologySpreadConstraints: [{ maxSkew: 1, topologyKey: 'z', whenUnsatisfiable: 'DoNotSchedule' }], dnsConfig: { nameservers: ['1.1.1.1'], searches: ['a.b'] }, securityContext: { sysctls: [{ name: 'a', value: 'b' }], windowsOptions: { runAsUserName: 'u' } },
    resources: { limits: { cpu: '2' } }, overhead: { cpu: '1m' }, resourceClaims: [{ name: 'r', resourceClaimName: 'r' }], schedulingGates: [{ name: 'g' }], readinessGates: [{ conditionType: 'a/b' }], os: { name: 'linux' },
  },
};

/** Every place in a value, as keys from its root. */
function places(value: unknown, path: readonly string[] = []): (readonly string[])[] {
  if (typeof value !== 'object' || value === null) return [path];
  return [path, ...Object.entries(value).flatMap(([key, item]) => places(item, [...path, key]))];
}

function replaced(value: unknown, [key, ...rest]: readonly string[], replacement: unknown): unknown {
  if (key === undefined) return replacement;
  const copy = structuredClone(value) as Record<string, unknown>;
  copy[key] = replaced(copy[key], rest, replacement);
  return copy;
}

test('whatever stands anywhere in a Pod, there is a verdict and no crash', () => {
  const place = fc.constantFrom(...places(whole).slice(1));
  const anything = fc.oneof(fc.jsonValue(), fc.constantFrom('', ' ', '..', '/', 'a/b/c', '\u0000', '1e999999', '-1', 'é', 0, -1, 2 ** 53, null, [], {}, [null], [{}]));
  fc.assert(fc.property(place, anything, place, anything, (first, a, second, b) => {
    const once = replaced(whole, first, a);
    const value = second.length > 0 && places(once).some((p) => p.join() === second.join()) ? replaced(once, second, b) : once;
    const result = checkCreate({ value, apiVersion: 'v1', kind: 'Pod', namespace: 'default' });
    expect(result.decodeError !== undefined || result.object !== undefined).toBe(true);
    for (const error of result.errors) expect(typeof error.detail).toBe('string');
  }), { numRuns: 1500 });
});
