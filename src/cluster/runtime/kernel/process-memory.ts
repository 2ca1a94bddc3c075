// How large a process looks: the program that all applets share, and what the process has stored.
import type { Process } from '../process/process.ts';

/** Pages of busybox that a process maps, in KiB: resident, and of its address space beside those. */
const programKiB = 1260;
const unusedKiB = 752;

export interface ProcessSize {
  readonly residentKiB: number;
  readonly virtualKiB: number;
  /** What is the process' own. */
  readonly anonymousKiB: number;
}

export function sizeOfProcess({ memoryBytes }: Process): ProcessSize {
  const ownKiB = Math.ceil(memoryBytes / 1024);
  return { residentKiB: programKiB + ownKiB, virtualKiB: programKiB + ownKiB + unusedKiB, anonymousKiB: ownKiB };
}
