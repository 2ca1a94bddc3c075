// A Pod sandbox: what its containers share. The pause container's place.
import type { SandboxConfig } from '../../kubelet/runtime-service.ts';
import type { Network, NetworkNamespace } from '../../network/network-service.ts';
import { type FileInode, newFile } from '../fs/inode.ts';
import type { MachineFacts } from '../process/machine-facts.ts';
import { PidNamespace } from '../process/process.ts';

/** A container, as far as its sandbox ends it. */
export interface Member {
  kill(): void;
  exited(): Promise<void>;
}

export interface Sandbox {
  readonly id: string;
  readonly config: SandboxConfig;
  readonly hostname: string;
  readonly network: NetworkNamespace;
  readonly cluster: Network;
  readonly facts: MachineFacts;
  /** Present when the Pod's containers share their process namespace. */
  readonly pids: PidNamespace | undefined;
  /** Shared by the containers of the Pod, as the kubelet mounts it. */
  readonly hostsFile: FileInode;
  readonly hostnameFile: FileInode;
  readonly resolvFile: FileInode;
  readonly containers: Set<Member>;
  isStopped: boolean;
}

/** /etc/hosts as the kubelet writes it. */
function hostsText(config: SandboxConfig, ip: string): string {
  const names = config.hostNetwork || config.domainname === undefined || config.domainname === '' ? config.hostname : `${config.hostname}.${config.domainname}\t${config.hostname}`;
  // Joined by +, all Pods hold the one beginning until somebody reads the file.
  const text = `${config.hostNetwork ? hostsOfNode : hostsOfPod}${ip}\t${names}\n`;
  if (config.hostAliases.length === 0) return text;
  return `${text}\n# Entries added by HostAliases.\n${config.hostAliases.map((alias) => `${alias.ip}\t${alias.hostnames.join('\t')}\n`).join('')}`;
}

const hostsOfNode = '# Kubernetes-managed hosts file (host network).\n127.0.0.1\tlocalhost\n';
const hostsOfPod = '# Kubernetes-managed hosts file.\n127.0.0.1\tlocalhost\n::1\tlocalhost ip6-localhost ip6-loopback\nfe00::0\tip6-localnet\nfe00::0\tip6-mcastprefix\nfe00::1\tip6-allnodes\nfe00::2\tip6-allrouters\n';

const resolvTexts = new WeakMap<SandboxConfig['dns'], string>();

/** Pods of one namespace mostly have one configuration: one text does for all. */
function sharedResolvText(dns: SandboxConfig['dns']): string {
  let text = resolvTexts.get(dns);
  if (text === undefined) resolvTexts.set(dns, (text = resolvText(dns)));
  return text;
}

function resolvText(dns: SandboxConfig['dns']): string {
  const lines: string[] = [];
  if (dns.searches.length > 0) lines.push(`search ${dns.searches.join(' ')}`);
  for (const server of dns.nameservers) lines.push(`nameserver ${server}`);
  if (dns.options.length > 0) lines.push(`options ${dns.options.join(' ')}`);
  return lines.length > 0 ? `${lines.join('\n')}\n` : '';
}

export function newSandbox(id: string, config: SandboxConfig, network: NetworkNamespace, cluster: Network, facts: MachineFacts, nowMs: number): Sandbox {
  const hostname = config.hostname;
  return {
    id, config, hostname, network, cluster,
    facts: { ...facts, hostname, ...(config.sysctls && { sysctls: config.sysctls }) },
    pids: config.shareProcessNamespace || config.hostPid === true ? new PidNamespace() : undefined,
    hostsFile: newFile(hostsText(config, network.ip), 0o644, nowMs),
    hostnameFile: newFile(`${hostname}\n`, 0o644, nowMs),
    resolvFile: newFile(sharedResolvText(config.dns), 0o644, nowMs),
    containers: new Set(),
    isStopped: false,
  };
}
