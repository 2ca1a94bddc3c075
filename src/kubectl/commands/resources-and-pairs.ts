// Arguments of `label`, `annotate`, `set image` …: resources first, then `key=value` and `key-`.
import { KubectlError } from '../errors.ts';

export interface ResourcesAndPairs {
  readonly resources: readonly string[];
  readonly pairs: readonly string[];
}

export function resourcesAndPairs(args: readonly string[], pairType: string): ResourcesAndPairs {
  const isPair = (arg: string): boolean => (arg.includes('=') && !arg.startsWith('=')) || (arg.endsWith('-') && arg !== '-');
  const first = args.findIndex(isPair);
  if (first < 0) return { resources: args, pairs: [] };
  const stray = args.slice(first).find((arg) => !isPair(arg));
  if (stray !== undefined) throw new KubectlError(`all resources must be specified before ${pairType} changes: ${stray}`);
  return { resources: args.slice(0, first), pairs: args.slice(first) };
}
