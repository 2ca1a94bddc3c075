// The interfaces of a container's network namespace: lo and the Pod's end of a veth pair, as a CNI plugin sets them up.
import type { ContainerContext } from '../process/process.ts';

export interface NetworkInterface {
  readonly name: string;
  readonly index: number;
  /** Of the other end, on the node. */
  readonly peerIndex: number;
  readonly mac: string;
  readonly broadcastMac: string;
  readonly mtu: number;
  readonly queueLength: number;
  readonly isLoopback: boolean;
}

const prefixBits = 24;

function octets(ip: string): number[] {
  return ip.split('.').map(Number);
}

/** As /proc/net writes an address: hexadecimal, least byte first. */
export function hexAddress(ip: string): string {
  return octets(ip).reverse().map((part) => part.toString(16).padStart(2, '0')).join('').toUpperCase();
}

/** The Pod's network, its router and what it sends to all. */
export function subnetOf({ network: { ip } }: ContainerContext): { readonly network: string; readonly gateway: string; readonly broadcast: string; readonly mask: string; readonly bits: number } {
  const start = octets(ip).slice(0, 3).join('.');
  return { network: `${start}.0`, gateway: `${start}.1`, broadcast: `${start}.255`, mask: '255.255.255.0', bits: prefixBits };
}

export function interfacesOf({ network: { ip } }: ContainerContext): NetworkInterface[] {
  const mac = `0a:58:${octets(ip).map((part) => part.toString(16).padStart(2, '0')).join(':')}`;
  return [
    { name: 'lo', index: 1, peerIndex: 1, mac: '00:00:00:00:00:00', broadcastMac: '00:00:00:00:00:00', mtu: 65536, queueLength: 1000, isLoopback: true },
    { name: 'eth0', index: 2, peerIndex: 4 + (octets(ip)[3] ?? 0), mac, broadcastMac: 'ff:ff:ff:ff:ff:ff', mtu: 1500, queueLength: 0, isLoopback: false },
  ];
}
