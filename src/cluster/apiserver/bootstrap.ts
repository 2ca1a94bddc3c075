// What a fresh cluster holds before any client comes: kube-apiserver's post-start hooks and the first objects of kube-controller-manager.
import type { Transport } from '../../client/transport.ts';

const core = (resource: string): { group: string; version: string; resource: string } => ({ group: '', version: 'v1', resource });

interface Seed {
  readonly ref: { group: string; version: string; resource: string };
  readonly namespace?: string;
  readonly body: object;
}

const systemNamespaces = ['kube-system', 'default', 'kube-public', 'kube-node-lease'];

function seeds(certificate: string): readonly Seed[] {
  const scheduling = { group: 'scheduling.k8s.io', version: 'v1', resource: 'priorityclasses' };
  const priorityClass = (name: string, value: number, description: string): Seed => ({
    ref: scheduling, body: { apiVersion: 'scheduling.k8s.io/v1', kind: 'PriorityClass', metadata: { name }, value, description },
  });
  return [
    ...systemNamespaces.map((name): Seed => ({ ref: core('namespaces'), body: { apiVersion: 'v1', kind: 'Namespace', metadata: { name } } })),
    priorityClass('system-cluster-critical', 2_000_000_000, 'Used for system critical pods that must run in the cluster, but can be moved to another node if necessary.'),
    priorityClass('system-node-critical', 2_000_001_000, 'Used for system critical pods that must not be moved from their current node.'),
    ...systemNamespaces.map((namespace): Seed => ({ ref: core('serviceaccounts'), namespace, body: { apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name: 'default' } } })),
    ...systemNamespaces.map((namespace): Seed => ({
      ref: core('configmaps'), namespace,
      body: {
        apiVersion: 'v1', kind: 'ConfigMap', data: { 'ca.crt': certificate },
        metadata: { name: 'kube-root-ca.crt', annotations: { 'kubernetes.io/description': 'Contains a CA bundle that can be used to verify the kube-apiserver when using internal endpoints such as the internal service IP or kubernetes.default.svc. No other usage is guaranteed across distributions of Kubernetes clusters.' } },
      },
    })),
    ...roleSeeds(),
    {
      ref: core('services'), namespace: 'default',
      body: {
        apiVersion: 'v1', kind: 'Service', metadata: { name: 'kubernetes', labels: { component: 'apiserver', provider: 'kubernetes' } },
        spec: { clusterIP: '10.96.0.1', type: 'ClusterIP', sessionAffinity: 'None', ports: [{ name: 'https', port: 443, protocol: 'TCP', targetPort: 6443 }] },
      },
    },
  ];
}

/** The roles that every cluster has; those of its components are absent, because they act as administrator here. */
function roleSeeds(): readonly Seed[] {
  const rbac = 'rbac.authorization.k8s.io';
  const labels = { 'kubernetes.io/bootstrapping': 'rbac-defaults' };
  const annotations = { 'rbac.authorization.kubernetes.io/autoupdate': 'true' };
  const role = (name: string, rules: readonly object[]): Seed => ({ ref: { group: rbac, version: 'v1', resource: 'clusterroles' }, body: { apiVersion: `${rbac}/v1`, kind: 'ClusterRole', metadata: { name, labels, annotations }, rules } });
  const binding = (name: string, ...members: string[]): Seed => ({
    ref: { group: rbac, version: 'v1', resource: 'clusterrolebindings' },
    body: { apiVersion: `${rbac}/v1`, kind: 'ClusterRoleBinding', metadata: { name, labels, annotations }, roleRef: { apiGroup: rbac, kind: 'ClusterRole', name }, subjects: members.map((group) => ({ apiGroup: rbac, kind: 'Group', name: group })) },
  });
  const groups = ['', 'apps', 'batch', 'autoscaling', 'policy', 'networking.k8s.io', 'discovery.k8s.io', 'events.k8s.io'];
  const reading = ['get', 'list', 'watch'];
  const writing = ['create', 'delete', 'deletecollection', 'patch', 'update'];
  const viewable = ['bindings', 'configmaps', 'controllerrevisions', 'cronjobs', 'daemonsets', 'deployments', 'endpoints', 'endpointslices', 'events', 'horizontalpodautoscalers', 'ingresses', 'jobs', 'limitranges', 'namespaces', 'networkpolicies',
    'persistentvolumeclaims', 'poddisruptionbudgets', 'pods', 'pods/log', 'pods/status', 'replicasets', 'replicationcontrollers', 'resourcequotas', 'serviceaccounts', 'services', 'statefulsets', '*/scale', '*/status'];
  const view = { apiGroups: groups, resources: viewable, verbs: reading };
  const edit = [view, { apiGroups: groups, resources: [...viewable.filter((r) => !['bindings', 'limitranges', 'namespaces', 'resourcequotas', '*/status'].includes(r)), 'secrets', 'pods/attach', 'pods/eviction', 'pods/exec', 'pods/portforward', 'pods/proxy', 'serviceaccounts/token'], verbs: [...reading, ...writing] }];
  return [
    role('cluster-admin', [{ apiGroups: ['*'], resources: ['*'], verbs: ['*'] }, { nonResourceURLs: ['*'], verbs: ['*'] }]),
    role('admin', [...edit, { apiGroups: [rbac], resources: ['rolebindings', 'roles'], verbs: [...reading, ...writing] }, { apiGroups: ['authorization.k8s.io'], resources: ['localsubjectaccessreviews'], verbs: ['create'] }]),
    role('edit', edit),
    role('view', [view]),
    role('system:discovery', [{ nonResourceURLs: ['/api', '/api/*', '/apis', '/apis/*', '/healthz', '/livez', '/openapi', '/openapi/*', '/readyz', '/version', '/version/'], verbs: ['get'] }]),
    role('system:public-info-viewer', [{ nonResourceURLs: ['/healthz', '/livez', '/readyz', '/version', '/version/'], verbs: ['get'] }]),
    role('system:basic-user', [{ apiGroups: ['authorization.k8s.io'], resources: ['selfsubjectaccessreviews', 'selfsubjectrulesreviews'], verbs: ['create'] }, { apiGroups: ['authentication.k8s.io'], resources: ['selfsubjectreviews'], verbs: ['create'] }]),
    binding('cluster-admin', 'system:masters'),
    binding('system:discovery', 'system:authenticated'),
    binding('system:public-info-viewer', 'system:authenticated', 'system:unauthenticated'),
    binding('system:basic-user', 'system:authenticated'),
  ];
}

/** Creates what is missing; what exists is left alone. `certificate` is the CA in PEM. */
export async function bootstrap(transport: Transport, certificate: string): Promise<void> {
  for (const { ref, namespace, body } of seeds(certificate)) {
    const common = { ref, userAgent: 'kube-apiserver', ...(namespace !== undefined && { namespace }) };
    // Asked first: an existing Service holds its address, and creating it again would be refused for that.
    const { code: known } = await transport.send({ ...common, verb: 'get', name: (body as { metadata: { name: string } }).metadata.name });
    if (known === 200) continue;
    const { code, body: status } = await transport.send({ ...common, verb: 'create', body });
    if (code >= 400 && code !== 409) throw new Error(`bootstrap: ${JSON.stringify(status)}`);
  }
}
