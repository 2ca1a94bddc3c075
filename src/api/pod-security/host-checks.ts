// Baseline checks about the node: namespaces, ports, addresses, volumes, processes and sysctls of the host.
import { allContainers } from '../core/validation/container-visitor.ts';
import type { LifecycleHandler } from '../generated/core-v1.ts';
import type { New } from '../meta/object.ts';
import { type CheckPod, containersText, joinQuote, namesOf, pluralize, settersText, sorted } from './check.ts';

export const hostNamespaces: CheckPod = (spec) => {
  const shared = (['hostNetwork', 'hostPID', 'hostIPC'] as const).filter((field) => spec[field] === true);
  return shared.length === 0 ? undefined : { reason: 'host namespaces', detail: shared.map((field) => `${field}=true`).join(', ') };
};

export const hostPathVolumes: CheckPod = (spec) => {
  const names = (spec.volumes ?? []).filter((v) => v.hostPath !== undefined).map(({ name = '' }) => name);
  return names.length === 0 ? undefined : { reason: 'hostPath volumes', detail: `${pluralize('volume', 'volumes', names.length)} ${joinQuote(names)}` };
};

export const hostPorts: CheckPod = (spec) => {
  const names = namesOf(spec, ({ ports = [] }) => ports.some(({ hostPort = 0 }) => hostPort !== 0));
  if (names.length === 0) return undefined;
  const ports = sorted(allContainers(spec).flatMap((c) => (c.ports ?? []).flatMap(({ hostPort = 0 }) => (hostPort === 0 ? [] : [String(hostPort)]))));
  return { reason: 'hostPort', detail: `${containersText(names)} ${pluralize('uses', 'use', names.length)} ${pluralize('hostPort', 'hostPorts', ports.length)} ${ports.join(', ')}` };
};

/** Since 1.34: a kubelet that probes any address can be made to reach what the Pod cannot. */
export const hostProbesAndHostLifecycle: CheckPod = (spec) => {
  const names = new Set<string>();
  const hosts = new Set<string>();
  for (const { name = '', livenessProbe, readinessProbe, startupProbe, lifecycle } of allContainers(spec)) {
    for (const handler of [livenessProbe, readinessProbe, startupProbe, lifecycle?.postStart, lifecycle?.preStop]) {
      for (const host of hostsOf(handler)) {
        names.add(name);
        hosts.add(host);
      }
    }
  }
  if (names.size === 0) return undefined;
  return { reason: 'probe or lifecycle host', detail: `${containersText(sorted(names))} ${pluralize('uses', 'use', names.size)} ${pluralize('probe or lifecycle host', 'probe or lifecycle hosts', hosts.size)} ${joinQuote(sorted(hosts))}` };
};

function hostsOf(handler: New<Pick<LifecycleHandler, 'httpGet' | 'tcpSocket'>> | undefined): string[] {
  return [handler?.httpGet?.host ?? '', handler?.tcpSocket?.host ?? ''].filter((host) => host !== '');
}

export const windowsHostProcess: CheckPod = (spec) => {
  const names = namesOf(spec, (c) => c.securityContext?.windowsOptions?.hostProcess === true);
  const setters = settersText(spec.securityContext?.windowsOptions?.hostProcess === true, names);
  return setters === '' ? undefined : { reason: 'hostProcess', detail: `${setters} must not set securityContext.windowsOptions.hostProcess=true` };
};

const sysctlsSince: Readonly<Record<number, readonly string[]>> = {
  0: ['kernel.shm_rmid_forced', 'net.ipv4.ip_local_port_range', 'net.ipv4.tcp_syncookies', 'net.ipv4.ping_group_range', 'net.ipv4.ip_unprivileged_port_start'],
  27: ['net.ipv4.ip_local_reserved_ports'],
  29: ['net.ipv4.tcp_keepalive_time', 'net.ipv4.tcp_fin_timeout', 'net.ipv4.tcp_keepalive_intvl', 'net.ipv4.tcp_keepalive_probes'],
  32: ['net.ipv4.tcp_rmem', 'net.ipv4.tcp_wmem'],
};

/** The sysctls that the standards of 1.`minor` call safe. */
export function sysctls(minor: number): CheckPod {
  const allowed = new Set(Object.entries(sysctlsSince).flatMap(([since, names]) => (Number(since) <= minor ? names : [])));
  return (spec) => {
    const names = (spec.securityContext?.sysctls ?? []).map(({ name = '' }) => name).filter((name) => !allowed.has(name));
    return names.length === 0 ? undefined : { reason: 'forbidden sysctls', detail: names.join(', ') };
  };
}
