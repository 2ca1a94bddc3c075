// What the command line of kubectl debug says of the debugging container.
import type { Pod } from '../../api/generated/core-v1.ts';
import type { Invocation } from '../command.ts';

/** What the command line says of the debugging container. */
export interface DebugOptions {
  readonly command: readonly string[];
  readonly isArgumentsOnly: boolean;
  readonly image: string;
  readonly pullPolicy: string;
  readonly env: readonly { readonly name: string; readonly value: string }[];
  readonly isStdin: boolean;
  readonly isTty: boolean;
  readonly profile: string;
}

/** The wanted name, or a new one that is said aloud. */
export function containerName({ session, flags }: Invocation, pod: Pod): string {
  if (flags.string('container') !== '') return flags.string('container');
  const taken = new Set([...pod.spec.containers, ...(pod.spec.initContainers ?? []), ...(pod.spec.ephemeralContainers ?? [])].map(({ name }) => name));
  const alphabet = 'bcdfghjklmnpqrstvwxz2456789';
  for (let seed = Math.trunc(session.now()); ; seed++) {
    let suffix = '';
    for (let i = 0, rest = (seed * 2654435761) >>> 0; i < 5; i++, rest = Math.imul(rest ^ (rest >>> 13), 0x5bd1e995) >>> 0) suffix += alphabet.charAt(rest % alphabet.length);
    const name = `debugger-${suffix}`;
    if (taken.has(name)) continue;
    if (!flags.bool('quiet')) session.io.stdout(`Defaulting debug container name to ${name}.\n`);
    return name;
  }
}
