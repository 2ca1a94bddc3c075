// kubectl describe for configuration, quota, access and scheduling kinds.
import type { ConfigMap, Event, LimitRange, LimitRangeItem, Namespace, ResourceQuota, Secret, ServiceAccount } from '../../api/generated/core-v1.ts';
import type { PodDisruptionBudget } from '../../api/generated/policy-v1.ts';
import type { ClusterRole, ClusterRoleBinding, PolicyRule, Role, RoleBinding } from '../../api/generated/rbac-v1.ts';
import type { PriorityClass } from '../../api/generated/scheduling-v1.ts';
import { compareText } from '../../api/field/go-text.ts';
import { formatRfc1123 } from '../text/rfc1123.ts';
import { writeEvents } from './events.ts';
import { formatLabelSelector } from '../../api/meta/label-selector.ts';
import { formatLabels, sorted, tabbedString, writeAnnotations, writeLabels, type PrefixWriter } from './prefix-writer.ts';

export function describeConfigMap({ metadata, data, binaryData }: ConfigMap, events: readonly Event[] | undefined, nowMs: number): string {
  return tabbedString((w) => {
    w.field(0, 'Name', metadata.name);
    w.field(0, 'Namespace', metadata.namespace);
    writeLabels(w, 'Labels', metadata.labels);
    writeAnnotations(w, 'Annotations', metadata.annotations);
    w.write(0, '\nData\n====\n');
    for (const key of Object.keys(data ?? {}).sort(compareText)) w.write(0, `${key}:\n----\n${data?.[key] ?? ''}\n\n`);
    w.write(0, '\nBinaryData\n====\n');
    for (const key of Object.keys(binaryData ?? {}).sort(compareText)) w.write(0, `${key}: ${decodedLength(binaryData?.[key])} bytes\n`);
    w.write(0, '\n');
    writeEvents(w, events, nowMs);
  });
}

export function describeSecret({ metadata, type, data }: Secret): string {
  return tabbedString((w) => {
    w.field(0, 'Name', metadata.name);
    w.field(0, 'Namespace', metadata.namespace);
    writeLabels(w, 'Labels', metadata.labels);
    writeAnnotations(w, 'Annotations', metadata.annotations);
    w.write(0, `\nType:\t${type ?? ''}\n`);
    w.write(0, '\nData\n====\n');
    for (const key of Object.keys(data ?? {}).sort(compareText)) {
      const value = data?.[key] ?? '';
      w.field(0, key, key === 'token' && type === 'kubernetes.io/service-account-token' ? atob(value) : `${decodedLength(value)} bytes`);
    }
  });
}

function decodedLength(base64: string | undefined): number {
  return Math.floor(((base64 ?? '').replaceAll('=', '').length * 3) / 4);
}

export function describeServiceAccount({ metadata, imagePullSecrets }: ServiceAccount, events: readonly Event[] | undefined, nowMs: number): string {
  return tabbedString((w) => {
    w.field(0, 'Name', metadata.name);
    w.field(0, 'Namespace', metadata.namespace);
    writeLabels(w, 'Labels', metadata.labels);
    writeAnnotations(w, 'Annotations', metadata.annotations);
    const title = 'Image pull secrets:';
    if (!imagePullSecrets?.length) w.write(0, `${title}\t<none>\n`);
    for (const [i, { name }] of (imagePullSecrets ?? []).entries()) w.write(0, `${i === 0 ? title : ' '.repeat(title.length)}\t${name ?? ''}\n`);
    writeEvents(w, events, nowMs);
  });
}

export function describeNamespace({ metadata, status }: Namespace, quotas: readonly ResourceQuota[] | undefined, limits: readonly LimitRange[] | undefined): string {
  return tabbedString((w) => {
    w.field(0, 'Name', metadata.name);
    writeLabels(w, 'Labels', metadata.labels);
    writeAnnotations(w, 'Annotations', metadata.annotations);
    w.field(0, 'Status', status.phase);
    if (status.conditions?.length) {
      w.write(0, 'Conditions:\n');
      w.write(1, 'Type\tStatus\tLastTransitionTime\tReason\tMessage\n');
      w.write(1, '----\t------\t------------------\t------\t-------\n');
      for (const c of status.conditions) w.write(1, `${c.type}\t${c.status}\t${formatRfc1123(c.lastTransitionTime)}\t${c.reason ?? ''}\t${c.message ?? ''}\n`);
    }
    if (quotas) {
      w.write(0, '\n');
      writeNamespaceQuotas(w, quotas);
    }
    if (limits) {
      w.write(0, '\n');
      writeNamespaceLimits(w, limits);
    }
  });
}

function writeNamespaceQuotas(w: PrefixWriter, quotas: readonly ResourceQuota[]): void {
  if (quotas.length === 0) {
    w.write(0, 'No resource quota.\n');
    return;
  }
  w.write(0, 'Resource Quotas\n');
  for (const quota of sorted(quotas, ({ metadata }) => metadata.name)) {
    w.field(1, 'Name', quota.metadata.name);
    writeScopes(w, quota, 1, '* ');
    w.write(1, 'Resource\tUsed\tHard\n');
    w.write(1, '--------\t---\t---\n');
    writeUsage(w, quota, 1);
  }
}

function writeNamespaceLimits(w: PrefixWriter, limits: readonly LimitRange[]): void {
  if (limits.length === 0) {
    w.write(0, 'No LimitRange resource.\n');
    return;
  }
  w.write(0, 'Resource Limits\n Type\tResource\tMin\tMax\tDefault Request\tDefault Limit\tMax Limit/Request Ratio\n');
  w.write(0, ' ----\t--------\t---\t---\t---------------\t-------------\t-----------------------\n');
  for (const { spec } of limits) for (const item of spec.limits) writeLimit(w, item, ' ');
}

/** Differs from Kubernetes: resources of one item are listed in order; kubectl lists them in Go's random map order. */
function writeLimit(w: PrefixWriter, item: LimitRangeItem, prefix: string): void {
  const lists = [item.min, item.max, item.defaultRequest, item.default, item.maxLimitRequestRatio];
  const names = new Set(lists.flatMap((list) => Object.keys(list ?? {})));
  for (const name of [...names].sort(compareText)) w.write(0, `${prefix}${item.type}\t${name}\t${lists.map((list) => list?.[name] ?? '-').join('\t')}\n`);
}

export function describeLimitRange({ metadata, spec }: LimitRange): string {
  return tabbedString((w) => {
    w.field(0, 'Name', metadata.name);
    w.field(0, 'Namespace', metadata.namespace);
    w.write(0, 'Type\tResource\tMin\tMax\tDefault Request\tDefault Limit\tMax Limit/Request Ratio\n');
    w.write(0, '----\t--------\t---\t---\t---------------\t-------------\t-----------------------\n');
    for (const item of spec.limits) writeLimit(w, item, '');
  });
}

const scopeHelp: Readonly<Record<string, string>> = {
  Terminating: 'Matches all pods that have an active deadline. These pods have a limited lifespan on a node before being actively terminated by the system.',
  NotTerminating: 'Matches all pods that do not have an active deadline. These pods usually include long running pods whose container command is not expected to terminate.',
  BestEffort: 'Matches all pods that do not have resource requirements set. These pods have a best effort quality of service.',
  NotBestEffort: 'Matches all pods that have at least one resource requirement set. These pods have a burstable or guaranteed quality of service.',
};

function writeScopes(w: PrefixWriter, { spec }: ResourceQuota, level: number, bullet: string): void {
  const scopes: readonly string[] = [...(spec.scopes ?? [])].sort(compareText);
  if (scopes.length === 0) return;
  w.field(level, 'Scopes', scopes.join(', '));
  for (const scope of scopes) if (scopeHelp[scope] !== undefined) w.write(level, `${bullet}${scopeHelp[scope]}\n`);
}

function writeUsage(w: PrefixWriter, { status }: ResourceQuota, level: number): void {
  for (const name of Object.keys(status.hard ?? {}).sort(compareText)) w.write(level, `${name}\t${status.used?.[name] ?? '0'}\t${status.hard?.[name] ?? ''}\n`);
}

export function describeQuota(quota: ResourceQuota): string {
  return tabbedString((w) => {
    w.field(0, 'Name', quota.metadata.name);
    w.field(0, 'Namespace', quota.metadata.namespace);
    writeScopes(w, quota, 0, ' * ');
    w.write(0, 'Resource\tUsed\tHard\n');
    w.write(0, '--------\t----\t----\n');
    writeUsage(w, quota, 0);
  });
}

export function describePriorityClass(pc: PriorityClass, events: readonly Event[] | undefined, nowMs: number): string {
  return tabbedString((w) => {
    w.field(0, 'Name', pc.metadata.name);
    w.field(0, 'Value', pc.value);
    w.field(0, 'GlobalDefault', pc.globalDefault ?? false);
    w.field(0, 'PreemptionPolicy', pc.preemptionPolicy);
    w.field(0, 'Description', pc.description);
    w.field(0, 'Annotations', formatLabels(pc.metadata.annotations));
    writeEvents(w, events, nowMs);
  });
}

export function describePodDisruptionBudget({ metadata, spec, status }: PodDisruptionBudget, events: readonly Event[] | undefined, nowMs: number): string {
  return tabbedString((w) => {
    w.field(0, 'Name', metadata.name);
    w.field(0, 'Namespace', metadata.namespace);
    if (spec.minAvailable !== undefined) w.field(0, 'Min available', spec.minAvailable);
    else if (spec.maxUnavailable !== undefined) w.field(0, 'Max unavailable', spec.maxUnavailable);
    w.field(0, 'Selector', spec.selector ? formatLabelSelector(spec.selector) : '<unset>');
    w.write(0, 'Status:\n');
    w.field(2, 'Allowed disruptions', status.disruptionsAllowed);
    w.field(2, 'Current', status.currentHealthy);
    w.field(2, 'Desired', status.desiredHealthy);
    w.field(2, 'Total', status.expectedPods);
    writeEvents(w, events, nowMs);
  });
}

/** A Role or ClusterRole: one line for each resource. */
export function describeRole({ metadata, rules }: Role | ClusterRole): string {
  return tabbedString((w) => {
    w.field(0, 'Name', metadata.name);
    writeLabels(w, 'Labels', metadata.labels);
    writeAnnotations(w, 'Annotations', metadata.annotations);
    w.write(0, 'PolicyRule:\n');
    w.write(1, 'Resources\tNon-Resource URLs\tResource Names\tVerbs\n');
    w.write(1, '---------\t-----------------\t--------------\t-----\n');
    for (const row of compactRules(rules ?? [])) w.write(1, `${row.join('\t')}\n`);
  });
}

/** Rules taken apart by resource and put together again where only verbs differ; sorted as kubectl sorts them. */
function compactRules(rules: readonly PolicyRule[]): string[][] {
  const rows = new Map<string, { resource: string; url: string; name: string; verbs: string[] }>();
  const add = (resource: string, url: string, name: string, verbs: readonly string[]): void => {
    const key = JSON.stringify([resource, url, name]);
    const row = rows.get(key) ?? { resource, url, name, verbs: [] };
    row.verbs.push(...verbs.filter((verb) => !row.verbs.includes(verb)));
    rows.set(key, row);
  };
  for (const { apiGroups, resources, resourceNames, nonResourceURLs, verbs } of rules) {
    for (const group of apiGroups ?? []) {
      for (const resource of resources ?? []) {
        const [base = '', sub] = resource.split('/', 2);
        const text = `${base}${group === '' ? '' : `.${group}`}${sub === undefined ? '' : `/${sub}`}`;
        for (const name of resourceNames?.length ? resourceNames : ['']) add(text, '', name, verbs);
      }
    }
    for (const url of nonResourceURLs ?? []) add('', url, '', verbs);
  }
  return [...rows.values()]
    .sort((a, b) => compareText(`${a.resource}|${a.name}|${a.url}`, `${b.resource}|${b.name}|${b.url}`))
    .map(({ resource, url, name, verbs }) => [resource, `[${url}]`, `[${name}]`, `[${verbs.join(' ')}]`]);
}

export function describeRoleBinding({ metadata, roleRef, subjects }: RoleBinding | ClusterRoleBinding): string {
  return tabbedString((w) => {
    w.field(0, 'Name', metadata.name);
    writeLabels(w, 'Labels', metadata.labels);
    writeAnnotations(w, 'Annotations', metadata.annotations);
    w.write(0, 'Role:\n');
    w.field(1, 'Kind', roleRef.kind);
    w.field(1, 'Name', roleRef.name);
    w.write(0, 'Subjects:\n');
    w.write(1, 'Kind\tName\tNamespace\n');
    w.write(1, '----\t----\t---------\n');
    for (const { kind, name, namespace } of subjects ?? []) w.write(1, `${kind}\t${name}\t${namespace ?? ''}\n`);
  });
}
