// Offers fields with a whole value that is often wanted: probes, resources, security contexts, sidecars.
import type { Completion, CompletionContext } from './completion-context.ts';

export interface FieldSnippet {
  readonly field: string;
  readonly label: string;
  readonly detail: string;
  /** Lines in snippet syntax, indented relative to the field. */
  readonly lines: readonly string[];
}

const httpProbe = (field: string, detail: string): FieldSnippet => ({ field, label: `${field}: httpGet`, detail, lines: [`${field}:`, '  httpGet:', '    path: ${1:/}', '    port: ${2:8080}', '  periodSeconds: ${3:10}'] });
const execProbe = (field: string, detail: string): FieldSnippet => ({ field, label: `${field}: exec`, detail, lines: [`${field}:`, '  exec:', '    command: ["${1:cat}", "${2:/tmp/healthy}"]', '  periodSeconds: ${3:10}'] });

/** By the type of the struct that they are fields of. */
export const fieldSnippets: Readonly<Record<string, readonly FieldSnippet[]>> = {
  'core/v1.Container': [
    httpProbe('livenessProbe', 'Restarted when it does not answer'), execProbe('livenessProbe', 'Restarted when a command fails'),
    httpProbe('readinessProbe', 'No traffic while it does not answer'), execProbe('readinessProbe', 'No traffic while a command fails'),
    { ...httpProbe('startupProbe', 'Time to start before the other probes'), lines: ['startupProbe:', '  httpGet:', '    path: ${1:/}', '    port: ${2:8080}', '  failureThreshold: ${3:30}', '  periodSeconds: ${4:2}'] },
    { field: 'resources', label: 'resources: requests and limits', detail: 'What it needs and may use', lines: ['resources:', '  requests:', '    cpu: ${1:100m}', '    memory: ${2:64Mi}', '  limits:', '    memory: ${2:64Mi}'] },
    { field: 'securityContext', label: 'securityContext: restricted', detail: 'As the restricted Pod Security Standard asks', lines: ['securityContext:', '  allowPrivilegeEscalation: false', '  runAsNonRoot: true', '  capabilities:', '    drop: ["ALL"]', '  seccompProfile:', '    type: RuntimeDefault'] },
    { field: 'lifecycle', label: 'lifecycle: preStop', detail: 'A command before it is stopped', lines: ['lifecycle:', '  preStop:', '    exec:', '      command: ["sh", "-c", "${1:sleep 5}"]'] },
  ],
  'core/v1.PodSpec': [
    { field: 'initContainers', label: 'initContainers: sidecar', detail: 'Started first, runs as long as the Pod', lines: ['initContainers:', '- name: ${1:sidecar}', '  image: ${2:busybox:1.37}', '  restartPolicy: Always', '  command: ["sh", "-c", "${3:sleep infinity}"]'] },
    { field: 'volumes', label: 'volumes: emptyDir', detail: 'An empty folder for as long as the Pod', lines: ['volumes:', '- name: ${1:work}', '  emptyDir: {}'] },
    { field: 'volumes', label: 'volumes: configMap', detail: 'A ConfigMap as files', lines: ['volumes:', '- name: ${1:config}', '  configMap:', '    name: ${2:config}'] },
    { field: 'tolerations', label: 'tolerations: control plane', detail: 'May run on control-plane nodes', lines: ['tolerations:', '- key: node-role.kubernetes.io/control-plane', '  operator: Exists', '  effect: NoSchedule'] },
    { field: 'topologySpreadConstraints', label: 'topologySpreadConstraints: hosts', detail: 'Spread over nodes', lines: ['topologySpreadConstraints:', '- maxSkew: 1', '  topologyKey: kubernetes.io/hostname', '  whenUnsatisfiable: ${1|ScheduleAnyway,DoNotSchedule|}', '  labelSelector:', '    matchLabels:', '      app: ${2:hello}'] },
  ],
};

export function fieldSnippetCompletions({ cursor, place }: CompletionContext): Completion[] {
  if (cursor.kind !== 'key' || cursor.style === 'flow' || cursor.hasColon || cursor.isMidLine || place?.type.shape !== 'struct') return [];
  const indent = ' '.repeat(cursor.column);
  return (fieldSnippets[place.type.goType] ?? []).filter(({ field }) => !cursor.siblings.includes(field)).map(({ field, label, detail, lines }) => ({
    label, kind: 'snippet', detail, replace: cursor.replace, sortText: `6${label}`, filterText: `${' '.repeat(cursor.before === '' || cursor.before === ' ' ? 0 : cursor.replace.end - cursor.replace.start)}${field}`,
    snippet: cursor.before + lines.map((line, i) => (i === 0 ? line : indent + line)).join('\n'),
  }));
}
