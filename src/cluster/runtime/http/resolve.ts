// Names to addresses inside a Pod: /etc/hosts, then the cluster's DNS with the search list of /etc/resolv.conf.
import { Errno } from '../process/errno.ts';
import type { Process } from '../process/process.ts';

const address = /^\d{1,3}(?:\.\d{1,3}){3}$/;

function readQuietly(process: Process, path: string): string {
  try {
    return process.fs.readFile(path, { uid: 0, gid: 0, groups: [] }, process);
  } catch (error) {
    if (error instanceof Errno) return '';
    throw error;
  }
}

/** Nameservers, search domains and ndots of the Pod. */
export function resolverConfig(process: Process): { readonly nameservers: readonly string[]; readonly searches: readonly string[]; readonly ndots: number } {
  const lines = readQuietly(process, '/etc/resolv.conf').split('\n').map((line) => line.trim().split(/\s+/));
  const ndots = lines.filter((words) => words[0] === 'options').flat().map((word) => /^ndots:(\d+)$/.exec(word)?.[1]).find((value) => value !== undefined);
  return { nameservers: lines.filter((words) => words[0] === 'nameserver').map((words) => words[1] ?? ''), searches: lines.findLast((words) => words[0] === 'search')?.slice(1) ?? [], ndots: Number(ndots ?? 1) };
}

/** Full names to ask for, in order. */
export function candidates(process: Process, host: string): string[] {
  if (host.endsWith('.')) return [host.slice(0, -1)];
  const { searches, ndots } = resolverConfig(process);
  const searched = searches.map((domain) => `${host}.${domain}`);
  return host.split('.').length - 1 >= ndots ? [host, ...searched] : [...searched, host];
}

/** Addresses of `host`; undefined when it is not known. */
export async function resolveHost(process: Process, host: string): Promise<readonly string[] | undefined> {
  if (address.test(host)) return [host];
  if (host === 'localhost') return ['127.0.0.1'];
  if (host === '::1' || host === '[::1]') return ['127.0.0.1'];
  for (const line of readQuietly(process, '/etc/hosts').split('\n')) {
    const [ip, ...names] = line.split('#')[0]?.trim().split(/\s+/) ?? [];
    if (ip !== undefined && address.test(ip) && names.includes(host)) return [ip];
  }
  if (host === process.context.machine.hostname) return [process.context.network.ip];
  for (const name of candidates(process, host)) {
    const found = await process.context.cluster.lookup(name.toLowerCase());
    if (found !== undefined && found.length > 0) return found;
  }
  return undefined;
}
