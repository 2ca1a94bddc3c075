// The texts of a machine's form and of `podlab node add`, written as kubectl would have them.
import type { Taint } from '../api/generated/core-v1.ts';

/** What a machine has unless it is said otherwise: a small one, as course labs rent them. */
export const usualCapacity = { cpu: '2', memory: '4Gi', 'ephemeral-storage': '20Gi', pods: '110' };

/** The parts of a list with commas, without the empty ones. */
export function listOf(text: string): string[] {
  return text.split(',').map((part) => part.trim()).filter((part) => part !== '');
}

/** `disk=ssd, zone=a`; a key alone has an empty value. */
export function pairsOf(text: string): Record<string, string> {
  return Object.fromEntries(listOf(text).map((pair) => {
    const at = pair.indexOf('=');
    return at < 0 ? [pair, ''] : [pair.slice(0, at), pair.slice(at + 1)];
  }));
}

/** `dedicated=gpu:NoSchedule, old:NoExecute`. An effect that is none is kept as it is. */
export function taintsOf(text: string): Taint[] {
  return listOf(text).map((one) => {
    const at = one.lastIndexOf(':');
    const [pair, effect] = at < 0 ? [one, ''] : [one.slice(0, at), one.slice(at + 1)];
    const [[key, value] = ['', '']] = Object.entries(pairsOf(pair));
    return { key, ...(value !== '' && { value }), effect: effect as Taint['effect'] };
  });
}
