// Flag sets that several commands share.
import type { FlagSpec } from '../flags.ts';

export const fileFlags: readonly FlagSpec[] = [
  { name: 'filename', short: 'f', type: 'commaList' },
  { name: 'kustomize', short: 'k', type: 'string' },
  { name: 'recursive', short: 'R', type: 'bool' },
];

export const selectorFlag: FlagSpec = { name: 'selector', short: 'l', type: 'string' };
export const fieldSelectorFlag: FlagSpec = { name: 'field-selector', type: 'string' };
export const allNamespacesFlag: FlagSpec = { name: 'all-namespaces', short: 'A', type: 'bool' };
export const chunkSizeFlag: FlagSpec = { name: 'chunk-size', type: 'int', default: '500' };
export const dryRunFlag: FlagSpec = { name: 'dry-run', type: 'string', default: 'none', bare: 'unchanged' };
export const validateFlag: FlagSpec = { name: 'validate', type: 'string', default: 'strict', bare: 'strict' };
export const overwriteFlag: FlagSpec = { name: 'overwrite', type: 'bool' };

export function fieldManagerFlag(manager: string): FlagSpec {
  return { name: 'field-manager', type: 'string', default: manager };
}

/** Deletion as apply and replace offer it. */
export const deleteFlags: readonly FlagSpec[] = [
  { name: 'cascade', type: 'string', default: 'background', bare: 'background' },
  { name: 'force', type: 'bool' },
  { name: 'grace-period', type: 'int', default: '-1' },
  { name: 'timeout', type: 'duration', default: '0s' },
  { name: 'wait', type: 'bool' },
];
