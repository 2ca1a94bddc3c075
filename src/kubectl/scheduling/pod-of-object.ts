// The Pod that an object asks for: itself, or the first that its controller would make from its template.
import { type Fields, isFields } from '../../api/meta/json.ts';

/** Tolerations that the DaemonSet controller gives its Pods. */
const daemonTolerations: readonly Fields[] = [
  ...['not-ready', 'unreachable'].map((name) => ({ key: `node.kubernetes.io/${name}`, operator: 'Exists', effect: 'NoExecute' })),
  ...['disk-pressure', 'memory-pressure', 'pid-pressure', 'unschedulable'].map((name) => ({ key: `node.kubernetes.io/${name}`, operator: 'Exists', effect: 'NoSchedule' })),
];

/** Undefined for kinds that make no Pods, and for what is not (yet) an object. The values inside are as they were written. */
export function podOfObject(object: unknown, namespace: string): Fields | undefined {
  const { kind, apiVersion, metadata, spec } = fields(object);
  if (typeof kind !== 'string' || typeof apiVersion !== 'string') return undefined;
  const own = fields(metadata);
  const at = { namespace: typeof own['namespace'] === 'string' ? own['namespace'] : namespace };
  if (kind === 'Pod') return apiVersion === 'v1' && isFields(spec) ? { ...fields(object), metadata: { ...own, ...at } } : undefined;
  const template = templateOf(apiVersion, kind, fields(spec));
  if (template === undefined || !isFields(template['spec'])) return undefined;
  const name = typeof own['name'] === 'string' && own['name'] !== '' ? own['name'] : 'pod';
  const templateSpec = kind === 'DaemonSet' ? withDaemonTolerations(template['spec']) : template['spec'];
  return { apiVersion: 'v1', kind: 'Pod', metadata: { ...fields(template['metadata']), ...at, name: '', generateName: `${name}-` }, spec: templateSpec };
}

function templateOf(apiVersion: string, kind: string, spec: Fields): Fields | undefined {
  switch (`${apiVersion}/${kind}`) {
    case 'apps/v1/Deployment':
    case 'apps/v1/ReplicaSet':
    case 'apps/v1/StatefulSet':
    case 'apps/v1/DaemonSet':
    case 'batch/v1/Job':
    case 'v1/ReplicationController':
      return fields(spec['template']);
    case 'batch/v1/CronJob':
      return fields(fields(fields(spec['jobTemplate'])['spec'])['template']);
    default:
      return undefined;
  }
}

function withDaemonTolerations(spec: Fields): Fields {
  const own: readonly unknown[] = Array.isArray(spec['tolerations']) ? spec['tolerations'] : [];
  return { ...spec, tolerations: [...own, ...daemonTolerations] };
}

function fields(value: unknown): Fields {
  return isFields(value) ? value : {};
}
