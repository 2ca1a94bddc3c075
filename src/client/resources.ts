// The resources that Podlab's own clients name, so that no one spells a plural twice.
import type { ResourceRef } from './transport.ts';

function core(resource: string): ResourceRef { return { group: '', version: 'v1', resource }; }
function inGroup(group: string, version: string, resource: string): ResourceRef { return { group, version, resource }; }

export const pods = core('pods');
export const nodes = core('nodes');
export const namespaces = core('namespaces');
export const events = core('events');
export const services = core('services');
export const endpoints = core('endpoints');
export const configMaps = core('configmaps');
export const secrets = core('secrets');
export const serviceAccounts = core('serviceaccounts');
export const persistentVolumes = core('persistentvolumes');
export const persistentVolumeClaims = core('persistentvolumeclaims');
export const replicationControllers = core('replicationcontrollers');
export const limitRanges = core('limitranges');
export const resourceQuotas = core('resourcequotas');
export const deployments = inGroup('apps', 'v1', 'deployments');
export const replicaSets = inGroup('apps', 'v1', 'replicasets');
export const daemonSets = inGroup('apps', 'v1', 'daemonsets');
export const statefulSets = inGroup('apps', 'v1', 'statefulsets');
export const jobs = inGroup('batch', 'v1', 'jobs');
export const cronJobs = inGroup('batch', 'v1', 'cronjobs');
export const endpointSlices = inGroup('discovery.k8s.io', 'v1', 'endpointslices');
export const horizontalPodAutoscalers = inGroup('autoscaling', 'v2', 'horizontalpodautoscalers');
export const leases = inGroup('coordination.k8s.io', 'v1', 'leases');
export const priorityClasses = inGroup('scheduling.k8s.io', 'v1', 'priorityclasses');
export const runtimeClasses = inGroup('node.k8s.io', 'v1', 'runtimeclasses');
export const storageClasses = inGroup('storage.k8s.io', 'v1', 'storageclasses');
export const podDisruptionBudgets = inGroup('policy', 'v1', 'poddisruptionbudgets');
export const ingresses = inGroup('networking.k8s.io', 'v1', 'ingresses');
export const networkPolicies = inGroup('networking.k8s.io', 'v1', 'networkpolicies');
export const roles = inGroup('rbac.authorization.k8s.io', 'v1', 'roles');
export const roleBindings = inGroup('rbac.authorization.k8s.io', 'v1', 'rolebindings');
export const clusterRoles = inGroup('rbac.authorization.k8s.io', 'v1', 'clusterroles');
export const clusterRoleBindings = inGroup('rbac.authorization.k8s.io', 'v1', 'clusterrolebindings');
export const ingressClasses = inGroup('networking.k8s.io', 'v1', 'ingressclasses');
export const customResourceDefinitions = inGroup('apiextensions.k8s.io', 'v1', 'customresourcedefinitions');
