// Verdicts on new and changed objects that no recorded case shows, asked of a real kube-apiserver 1.36.3 with the same objects.
import { beforeAll, expect, test } from 'vitest';
import { seededRandom } from '../../../src/base/random.ts';
import { systemClock } from '../../../src/base/system-clock.ts';
import { createApiServer, storeIndexes } from '../../../src/cluster/apiserver/api-server.ts';
import { Store } from '../../../src/cluster/store/store.ts';
import { inProcessHttp } from '../../support/in-process-http.ts';

let http: ReturnType<typeof inProcessHttp>;
const space = '/namespaces/default/';
const paths: Readonly<Record<string, string>> = {
  ConfigMap: `/api/v1${space}configmaps`, Service: `/api/v1${space}services`, ServiceAccount: `/api/v1${space}serviceaccounts`, PersistentVolumeClaim: `/api/v1${space}persistentvolumeclaims`, Node: '/api/v1/nodes', LimitRange: `/api/v1${space}limitranges`,
  Lease: `/apis/coordination.k8s.io/v1${space}leases`, RuntimeClass: '/apis/node.k8s.io/v1/runtimeclasses', StorageClass: '/apis/storage.k8s.io/v1/storageclasses', PodDisruptionBudget: `/apis/policy/v1${space}poddisruptionbudgets`,
  Job: `/apis/batch/v1${space}jobs`, HorizontalPodAutoscaler: `/apis/autoscaling/v2${space}horizontalpodautoscalers`, EndpointSlice: `/apis/discovery.k8s.io/v1${space}endpointslices`, IngressClass: '/apis/networking.k8s.io/v1/ingressclasses', StatefulSet: `/apis/apps/v1${space}statefulsets`,
};
type Row = readonly [kind: string, rest: Readonly<Record<string, unknown>>, answer: string | object];

beforeAll(async () => {
  const store = new Store({ clock: systemClock, ...(storeIndexes && { indexes: storeIndexes }) });
  const server = createApiServer({ store, clock: systemClock, random: seededRandom(1), onError: (error) => { throw error; } });
  await server.bootstrap();
  http = inProcessHttp(() => server.transport());
});

async function answerOf(method: string, path: string, body: object): Promise<{ text: string; object: Record<string, unknown> }> {
  const { code, body: answer, warnings } = await http.request(method, path, { body: JSON.stringify(body) });
  const { message, details, ...object } = answer as { message?: string; details?: { causes?: readonly { readonly field: string; readonly message: string }[] } } & Record<string, unknown>;
  const causes = (details?.causes ?? []).map((cause) => `${cause.field}: ${cause.message}`);
  return { text: [code < 300 ? String(code) : causes.length > 0 ? causes.join('\n') : `${code} ${message ?? ''}`, ...warnings].join('\n'), object };
}

const unqualified = 'metadata.finalizers[0]: Invalid value: "zz": name is neither a standard finalizer name nor is it fully qualified';
const scaled = { apiVersion: 'apps/v1', kind: 'Deployment', name: 'd' };
const autoscaler = (metric: object): Record<string, unknown> => ({ spec: { scaleTargetRef: scaled, maxReplicas: 5, metrics: [metric] } });
const slice = (rest: object): Record<string, unknown> => ({ addressType: 'IPv4', endpoints: [{ addresses: ['10.0.0.1'] }], ports: [{ name: 'a' }], ...rest });
const claim = (rest: object): Record<string, unknown> => ({ spec: { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '1' } }, ...rest } });
const jobOf = (rest: object): Record<string, unknown> => ({ spec: { ...rest, template: { spec: { restartPolicy: 'Never', containers: [{ name: 'c', image: 'i' }] } } } });
const wrongTarget = 'must be either Utilization, Value, or AverageValue';
const onlyThis = 'Forbidden: must populate the given metric source only';

test.each<Row>([
  ['ConfigMap', { metadata: { name: 'm', finalizers: ['zz'] } }, unqualified],
  ['Lease', { metadata: { name: 'm', finalizers: ['zz'] } }, { metadata: { finalizers: ['zz'] } }],
  ['RuntimeClass', { metadata: { name: 'm', finalizers: ['zz'] }, handler: 'h' }, { metadata: { finalizers: ['zz'] } }],
  ['ConfigMap', { metadata: { name: 'm', resourceVersion: '7' } }, { metadata: { name: 'm' } }],
  ['ConfigMap', { metadata: { name: 'm', resourceVersion: 'x' } }, { metadata: { name: 'm' } }],
  ['Lease', { spec: { strategy: 'x', preferredHolder: 'y', holderIdentity: 'h' } }, { spec: { holderIdentity: 'h' } }],
  ['ServiceAccount', { secrets: [{ name: 'a', kind: 'X', uid: 'u' }] }, { secrets: [{ name: 'a' }] }],
  ['Node', { spec: { configSource: {}, externalID: 'x' } }, '201\nspec.externalID: this field is deprecated, and is unused by Kubernetes'],
  ['Node', { spec: { podCIDRs: ['10.0.0.0/24', 'y'] } }, ['spec.podCIDRs[1]: Invalid value: "y": must be a valid CIDR value, (e.g. 10.9.8.0/24 or 2001:db8::/64)', 'spec.podCIDRs: Internal error: invalid PodCIDRs. failed to check with dual stack with error:invalid CIDR[1]: <nil> (invalid CIDR address: y)', 'spec.podCIDRs: Invalid value: ["10.0.0.0/24","y"]: may specify no more than one CIDR for each IP family'].join('\n')],
  ['PersistentVolumeClaim', claim({ dataSourceRef: { apiGroup: 'a.b', kind: 'X', name: 'y' } }), { spec: { dataSource: { apiGroup: 'a.b', kind: 'X', name: 'y' } } }],
  ['PersistentVolumeClaim', claim({ dataSourceRef: { kind: 'X', name: 'y', namespace: 'o' } }), '201'],
  ['PersistentVolumeClaim', claim({ dataSource: { apiGroup: 'a.b', kind: 'X', name: 'y' }, dataSourceRef: { kind: 'PersistentVolumeClaim', name: 'y' } }), 'spec: Invalid value: {}: must match dataSourceRef'],
  ['StorageClass', { provisioner: 'a/b', allowedTopologies: [{}] }, 'allowedTopologies[0].matchLabelExpressions: Duplicate value: ""'],
  ['StorageClass', { provisioner: 'a/b', allowedTopologies: [{ matchLabelExpressions: [{ key: 'a', values: ['x', 'x'] }, { key: 'a', values: [] }] }] }, ['allowedTopologies[0].matchLabelExpressions[0].values[1]: Duplicate value: "x"', 'allowedTopologies[0].matchLabelExpressions[1].values: Required value', 'allowedTopologies[0].matchLabelExpressions[1].key: Duplicate value: "a"'].join('\n')],
  ['PodDisruptionBudget', { spec: { minAvailable: 1, maxUnavailable: 1, selector: { matchLabels: { b: 'x', a: 'y' }, matchExpressions: [] } } }, 'spec: Invalid value: {"MinAvailable":1,"Selector":{"matchLabels":{"a":"y","b":"x"}},"MaxUnavailable":1,"UnhealthyPodEvictionPolicy":null}: minAvailable and maxUnavailable cannot be both set'],
  ['Job', jobOf({ managedBy: 'a' }), 'spec.managedBy: Invalid value: "a": must be a domain-prefixed path (such as "acme.io/foo")'],
  ['Job', jobOf({ managedBy: 'a/b c' }), "spec.managedBy: Invalid value: \"b c\": Invalid path (regex used for validation is '[A-Za-z0-9/\\-._~%!$&'()*+,;=:]+')"],
  ['Job', jobOf({ successPolicy: { rules: [{ succeededIndexes: '0' }] } }), 'spec.successPolicy: Invalid value: {"Rules":[{"SucceededIndexes":"0","SucceededCount":null}]}: requires indexed completion mode'],
  ['IngressClass', { spec: { controller: '' } }, 'spec.controller: Required value'],
  ['Service', { spec: { externalIPs: ['0.0.0.0', '::'], ports: [{ port: 80 }] } }, 'spec.externalIPs[0]: Invalid value: "0.0.0.0": may not be unspecified (0.0.0.0)\nspec.externalIPs[1]: Invalid value: "::": may not be unspecified (::)'],
  ['Service', { spec: { type: 'NodePort', ports: [{ name: 'a', port: 80, nodePort: 5 }, { name: 'b', port: 81 }, { name: 'c', port: 80, protocol: 'UDP' }] } }, { spec: { ports: [{ nodePort: 5 }, { nodePort: 6 }, { nodePort: 5 }] } }],
  ['Service', { spec: { type: 'NodePort', ports: [{ name: 'a', port: 80 }, { name: 'b', port: 81 }] } }, { spec: { ports: [{ nodePort: 32769 }, { nodePort: 32770 }] } }],
  ['Service', { spec: { type: 'NodePort', ports: [{ name: 'a', port: 80, nodePort: 30100 }, { name: 'b', port: 81, nodePort: 30100, protocol: 'UDP' }] } }, 'spec.ports[1].nodePort: Invalid value: 30100: provided port is already allocated'],
  ['Service', { spec: { type: 'LoadBalancer', externalTrafficPolicy: 'Local', healthCheckNodePort: 30200, ports: [{ port: 80, nodePort: 30200 }] } }, 'undefined: failed to allocate requested HealthCheck NodePort 30200: provided port is already allocated'],
  ['Service', { spec: { ports: [{ port: 80 }], ipFamilies: ['IPv4', 'IPv6'] } }, "spec.ipFamilyPolicy: Invalid value: \"SingleStack\": must be 'RequireDualStack' or 'PreferDualStack' when multiple IP families are specified"],
  ['Service', { spec: { ports: [{ port: 80 }], clusterIP: 'fd00::1' } }, 'spec.clusterIPs[0]: Invalid value: ["fd00::1"]: IPv6 is not configured on this cluster'],
  ['StatefulSet', { spec: { serviceName: 's', selector: { matchLabels: { a: 'b' } }, updateStrategy: { type: 'RollingUpdate', rollingUpdate: { maxUnavailable: 'x' } }, template: { metadata: { labels: { a: 'b' } }, spec: { subdomain: '::1', hostname: 'A_', containers: [{ name: 'c', image: 'i' }] } } } }, '201'],
  ['RuntimeClass', { handler: 'h', overhead: { podFixed: { cpu: '0.5m' } } }, { overhead: { podFixed: { cpu: '500u' } } }],
  ['HorizontalPodAutoscaler', { spec: { scaleTargetRef: { kind: 'X', name: 'x' }, maxReplicas: 0 } }, 'spec.maxReplicas: Required value: must be set and greater than 0\nspec.maxReplicas: Invalid value: 0: must be greater than or equal to `minReplicas`\nspec.scaleTargetRef.apiVersion: Invalid value: "": apiVersion must specify API group'],
  ['HorizontalPodAutoscaler', autoscaler({ type: 'Pods', resource: { name: 'cpu', target: { type: 'x', averageUtilization: 0 } } }), `spec.metrics[0].resource.target.type: Invalid value: "x": ${wrongTarget}\nspec.metrics[0].resource.target.averageUtilization: Invalid value: 0: must be greater than 0\nspec.metrics[0].pods: Required value: must populate information for the given metric source`],
  ['HorizontalPodAutoscaler', autoscaler({ type: 'Pods', pods: { metric: { name: 'a/b' }, target: { type: 'Value', value: '-1' } }, resource: {} }), `spec.metrics[0].pods.metric.name: Invalid value: "a/b": may not contain '/'\nspec.metrics[0].pods.target.value: Invalid value: "-1": must be positive\nspec.metrics[0].pods.target.averageValue: Required value: must specify a positive target averageValue\nspec.metrics[0].resource: ${onlyThis}`],
  ['HorizontalPodAutoscaler', { spec: { scaleTargetRef: scaled, maxReplicas: 5, behavior: { scaleDown: { selectPolicy: 'x', stabilizationWindowSeconds: 3601, policies: [{ type: 'Pods', value: 0, periodSeconds: 1801 }], tolerance: '-1' } } } }, ['stabilizationWindowSeconds: Invalid value: 3601: must be less than or equal to 3600', 'selectPolicy: Unsupported value: "x": supported values: "Disabled", "Max", "Min"', 'policies[0].value: Invalid value: 0: must be greater than zero', 'policies[0].periodSeconds: Invalid value: 1801: must be less than or equal to 1800', 'tolerance: Invalid value: "-1": must be greater than or equal to 0'].map((text) => `spec.behavior.scaleDown.${text}`).join('\n')],
  ['EndpointSlice', slice({ endpoints: [{ addresses: ['fd00:0::1', '127.0.0.1'], hostname: 'a.b', hints: { forZones: [{ name: 'a' }, { name: 'a' }] } }], ports: [{}, {}] }), ['ports[1].name: Duplicate value: ""', 'endpoints[0].addresses: Invalid value: "fd00:0::1": must be an IPv4 address', 'endpoints[0].addresses[1]: Invalid value: "127.0.0.1": may not be in the loopback range (127.0.0.0/8, ::1/128)', 'endpoints[0].hostname: Invalid value: "a.b": must not contain dots', 'endpoints[0].hints.forZones[1].name: Duplicate value: "a"'].join('\n')],
  ['EndpointSlice', slice({ addressType: 'FQDN', endpoints: [{ addresses: ['a.b.'] }] }), '201\nspec.addressType: FQDN endpoints are deprecated'],
])('a new %s %o', async (kind, rest, answer) => {
  const { text, object } = await answerOf('POST', `${paths[kind]}?dryRun=All`, { metadata: { name: 'x' }, ...rest });
  if (typeof answer === 'string') expect(text).toBe(answer);
  else expect(object).toMatchObject(answer);
});

test.each<Row>([
  ['PodDisruptionBudget', {}, 'metadata.resourceVersion: Invalid value: 0: must be specified for an update'],
  ['Lease', {}, 'metadata.resourceVersion: Invalid value: 0: must be specified for an update'],
  ['ConfigMap', { metadata: { name: 'u', finalizers: ['zz'] } }, `${unqualified}\n${unqualified}`],
  ['Service', { metadata: { name: 'u', finalizers: ['zz'] }, spec: { ports: [{ port: 80 }] } }, unqualified],
  ['LimitRange', { metadata: { name: 'u', finalizers: ['zz'] }, spec: { limits: [] } }, unqualified],
])('a changed %s %o', async (kind, rest, answer) => {
  const first = { metadata: { name: 'u' }, ...rest, ...(kind === 'LimitRange' || kind === 'Service' || kind === 'ConfigMap' ? { metadata: { name: 'u' } } : {}) };
  await answerOf('POST', paths[kind] ?? '', first);
  expect((await answerOf('PUT', `${paths[kind]}/u`, { metadata: { name: 'u' }, ...rest })).text).toBe(answer);
  await http.request('DELETE', `${paths[kind]}/u`);
});

test.each([
  [{ name: '' }, /^spec\.clusterIPs: Invalid value: \[""\]: failed to allocate IP: IPAddress\.networking\.k8s\.io "10\.96\.\d+\.\d+" is invalid: spec\.parentRef\.name: Required value$/],
  [{ name: 'a/b' }, /: spec\.parentRef\.name: Invalid value: "a\/b": may not contain '\/'$/],
])('a Service that no address can name: %o', async (metadata, answer) => {
  expect((await answerOf('POST', paths['Service'] ?? '', { metadata, spec: { ports: [{ port: 80 }] } })).text).toMatch(answer);
});

test('a range without limits stands in nobody\'s way', async () => {
  await answerOf('POST', paths['LimitRange'] ?? '', { metadata: { name: 'none' }, spec: { limits: [] } });
  expect((await answerOf('POST', paths['PersistentVolumeClaim'] ?? '', { metadata: { name: 'c' }, ...claim({}) })).text).toBe('201');
});

test('a version on a new object is refused only where it would be stored', async () => {
  expect((await answerOf('POST', paths['ConfigMap'] ?? '', { metadata: { name: 'v', resourceVersion: '7' } })).text).toBe('500 resourceVersion should not be set on objects to be created');
});

test.each([
  ['/api/v1/limitranges?limit=', 'application/json', '400 strconv.ParseInt: parsing "": invalid syntax'],
  ['/apis/batch/v1/jobs?fieldSelector=spec.nodeName%3Dn', 'application/json', '400 field label "spec.nodeName" not supported for Job'],
  ['/api/v1/nodes?fieldSelector=metadata.namespace%3Dn', 'application/json', '400 field label not supported: metadata.namespace'],
  ['/api/v1/pods?fieldSelector=a%3Db%3Dc', 'application/json', '400 invalid field selector: unescaped character in value: 61'],
  ['/api/v1/pods?labelSelector=a%3Eb', 'application/json', "400 unable to parse requirement: values[0]: Invalid value: \"b\": for 'Gt', 'Lt' operators, the value must be an integer"],
  ['/api/v1/pods?includeObject=x', 'application/json;as=Table;v=v1;g=meta.k8s.io', "400 Unable to convert to Table as requested: includeObject: Invalid value: \"x\": must be 'Metadata', 'Object', 'None', or empty"],
  ['/apis/apps/v1', 'application/json;as=Table;v=v1;g=meta.k8s.io', '406 only the following media types are accepted: application/json, application/yaml, application/vnd.kubernetes.protobuf'],
  ['/apis/apps', 'text/html', '406 only the following media types are accepted: application/json, application/yaml, application/vnd.kubernetes.protobuf'],
])('GET %s as %s', async (path, accept, answer) => {
  const { code, body } = await http.request('GET', path, { headers: { accept } });
  expect(`${code} ${(body as { message?: string }).message ?? ''}`).toBe(answer);
});

test('Tables: of no objects of a kind without columns of its own, and of Events in their own group', async () => {
  const accept = 'application/json;as=Table;v=v1;g=meta.k8s.io';
  expect((await http.request('GET', '/api/v1/namespaces/empty/limitranges', { headers: { accept } })).body).toMatchObject({ rows: null });
  await answerOf('POST', '/api/v1/namespaces/default/events', { metadata: { name: 'e' }, involvedObject: { kind: 'Pod', name: 'p', namespace: 'default' }, reason: 'R', message: 'm' });
  expect((await http.request('GET', '/apis/events.k8s.io/v1/namespaces/default/events', { headers: { accept } })).body).toMatchObject({ rows: [{ cells: ['<unknown>', '', 'R', 'pod/p', '', '', 'm', '<unknown>', 1, 'e'] }] });
});
