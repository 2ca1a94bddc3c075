// Hostname and name resolution of a Pod: kubelet's GeneratePodHostNameAndDomain and DNS configurer.
import { RecentMap } from '../../base/recent-map.ts';
import type { Pod } from '../../api/generated/core-v1.ts';
import type { KubeletContext } from './kubelet-context.ts';
import type { SandboxConfig } from './runtime-service.ts';

const maxHostname = 63;

/** At most 63 characters, without trailing `-` or `.`. */
function truncateHostname(name: string): string {
  return name.slice(0, maxHostname).replace(/[-.]+$/, '');
}

/** Of Pods that say nothing of it, by namespace: the same for all of them. */
const plainDns = new RecentMap<string, SandboxConfig['dns']>(100);

function dnsOf(pod: Pod, context: KubeletContext): SandboxConfig['dns'] {
  const { clusterDns, clusterDomain } = context;
  const { dnsPolicy = 'ClusterFirst', dnsConfig, hostNetwork } = pod.spec;
  if (dnsPolicy !== 'ClusterFirst' || dnsConfig !== undefined || hostNetwork === true) return reckonDns(pod, context);
  const key = `${pod.metadata.namespace}.svc.${clusterDomain} ${clusterDns.join()}`;
  let dns = plainDns.get(key);
  if (dns === undefined) plainDns.set(key, (dns = reckonDns(pod, context)));
  return dns;
}

function reckonDns(pod: Pod, { clusterDns, clusterDomain }: KubeletContext): SandboxConfig['dns'] {
  const { dnsPolicy = 'ClusterFirst', dnsConfig, hostNetwork } = pod.spec;
  const nameservers: string[] = [];
  const searches: string[] = [];
  const options = new Map<string, string | undefined>();
  const isClusterFirst = dnsPolicy === 'ClusterFirstWithHostNet' || (dnsPolicy === 'ClusterFirst' && hostNetwork !== true);
  if (isClusterFirst) {
    nameservers.push(...clusterDns);
    searches.push(`${pod.metadata.namespace}.svc.${clusterDomain}`, `svc.${clusterDomain}`, clusterDomain);
    options.set('ndots', '5');
  }
  nameservers.push(...(dnsConfig?.nameservers ?? []));
  searches.push(...(dnsConfig?.searches ?? []));
  for (const { name, value } of dnsConfig?.options ?? []) options.set(name ?? '', value);
  return {
    nameservers: [...new Set(nameservers)],
    searches: [...new Set(searches)],
    options: [...options].map(([name, value]) => (value === undefined ? name : `${name}:${value}`)),
  };
}

export function sandboxConfig(pod: Pod, context: KubeletContext): SandboxConfig {
  const { hostname = '', subdomain = '', setHostnameAsFQDN, hostnameOverride } = pod.spec;
  const { runAsUser, runAsGroup, sysctls } = pod.spec.securityContext ?? {};
  const short = truncateHostname(hostname === '' ? pod.metadata.name : hostname);
  const domainname = subdomain === '' ? '' : `${subdomain}.${pod.metadata.namespace}.svc.${context.clusterDomain}`;
  const isHostNetwork = pod.spec.hostNetwork === true;
  const full = setHostnameAsFQDN === true && domainname !== '' ? `${short}.${domainname}` : short;
  return {
    podUid: pod.metadata.uid,
    podName: pod.metadata.name,
    podNamespace: pod.metadata.namespace ?? '',
    hostname: hostnameOverride ?? (isHostNetwork ? context.node().metadata.name : full),
    ...(domainname !== '' && full === short && { domainname }),
    ...(runAsUser === undefined && runAsGroup !== undefined && { groupWithoutUser: runAsGroup }),
    hostNetwork: isHostNetwork,
    shareProcessNamespace: pod.spec.shareProcessNamespace === true,
    ...(pod.spec.hostPID === true && { hostPid: true }),
    ...((sysctls ?? []).length > 0 && { sysctls: new Map((sysctls ?? []).map(({ name, value }) => [name, value])) }),
    hostAliases: (pod.spec.hostAliases ?? []).map(({ ip, hostnames }) => ({ ip, hostnames: hostnames ?? [] })),
    dns: dnsOf(pod, context),
  };
}
