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
  /** Present when the Pod shares its process namespace. */
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
  const lines = config.hostNetwork
    ? ['# Kubernetes-managed hosts file (host network).', '127.0.0.1\tlocalhost', `${ip}\t${config.hostname}`]
    : [
      '# Kubernetes-managed hosts file.', '127.0.0.1\tlocalhost', '::1\tlocalhost ip6-localhost ip6-loopback', 'fe00::0\tip6-localnet', 'fe00::0\tip6-mcastprefix', 'fe00::1\tip6-allnodes', 'fe00::2\tip6-allrouters',
      `${ip}\t${config.domainname === undefined || config.domainname === '' ? config.hostname : `${config.hostname}.${config.domainname}\t${config.hostname}`}`,
    ];
  if (config.hostAliases.length > 0) {
    lines.push('', '# Entries added by HostAliases.');
    for (const alias of config.hostAliases) lines.push(`${alias.ip}\t${alias.hostnames.join('\t')}`);
  }
  return `${lines.join('\n')}\n`;
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
    facts: { ...facts, hostname },
    pids: config.shareProcessNamespace ? new PidNamespace() : undefined,
    hostsFile: newFile(hostsText(config, network.ip), 0o644, nowMs),
    hostnameFile: newFile(`${hostname}\n`, 0o644, nowMs),
    resolvFile: newFile(resolvText(config.dns), 0o644, nowMs),
    containers: new Set(),
    isStopped: false,
  };
}
