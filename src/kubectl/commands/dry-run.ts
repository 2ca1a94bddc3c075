// `--dry-run`, `--validate` and what they add to requests and messages.
import { KubectlError } from '../errors.ts';
import type { FlagValues } from '../flags.ts';
import { klogHead } from '../klog.ts';
import type { Session } from '../session.ts';

export type DryRun = 'none' | 'client' | 'server';

/** The strategy; the bare flag still means client, with a warning. */
export function dryRunOf(flags: FlagValues, session: Session): DryRun {
  const value = flags.string('dry-run');
  if (value === 'unchanged') {
    session.io.stderr(`${klogHead(session, 'W')} --dry-run is deprecated and can be replaced with --dry-run=client.\n`);
    return 'client';
  }
  if (value === '' || value === 'none' || value === 'client' || value === 'server') return value === '' ? 'none' : value;
  if (value === 'true' || value === 'false') {
    session.io.stderr(`${klogHead(session, 'W')} --dry-run=${value} is deprecated (boolean value) and can be replaced with --dry-run=${value === 'true' ? 'client' : 'none'}.\n`);
    return value === 'true' ? 'client' : 'none';
  }
  throw new KubectlError(`Invalid dry-run value (${value}). Must be "none", "server", or "client".`);
}

/** ` (dry run)` after what would have been done. */
export function dryRunSuffix(dryRun: DryRun): string {
  return dryRun === 'client' ? ' (dry run)' : dryRun === 'server' ? ' (server dry run)' : '';
}

/** Query of a write. */
export function writeQuery(options: { dryRun?: DryRun; fieldManager?: string; fieldValidation?: string | undefined }): Record<string, string> {
  return {
    ...(options.dryRun === 'server' && { dryRun: 'All' }),
    ...(options.fieldManager && { fieldManager: options.fieldManager }),
    ...(options.fieldValidation && { fieldValidation: options.fieldValidation }),
  };
}

/** `--validate` as the server's fieldValidation. */
export function fieldValidationOf(flags: FlagValues): 'Strict' | 'Warn' | 'Ignore' {
  const value = flags.string('validate');
  switch (value) {
    case 'true':
    case 'strict':
      return 'Strict';
    case 'warn':
      return 'Warn';
    case 'false':
    case 'ignore':
      return 'Ignore';
    default:
      throw new KubectlError(`invalid - validate option "${value}"; must be one of: strict (or true), warn, ignore (or false)`);
  }
}
