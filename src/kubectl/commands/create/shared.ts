// What the imperative create commands share.
import type { Command, Invocation } from '../../command.ts';
import { usageError } from '../../errors.ts';
import type { FlagSpec } from '../../flags.ts';
import { outputFlags } from '../../printers/printer.ts';
import { createObject, type CreateOptions, type NewObject } from '../create-object.ts';
import { dryRunFlag, fieldManagerFlag, validateFlag } from '../shared-flags.ts';

export interface CreateCommand {
  readonly name: string;
  readonly aliases?: readonly string[];
  readonly use: string;
  readonly short: string;
  readonly flags?: readonly FlagSpec[];
  readonly requiredFlags?: readonly string[];
  /** `failed to create …`; none: refusals as they are. */
  readonly failure?: string;
  make(invocation: Invocation, name: string): NewObject | Promise<NewObject>;
}

const commonFlags: readonly FlagSpec[] = [...outputFlags, dryRunFlag, validateFlag, fieldManagerFlag('kubectl-create'), { name: 'save-config', type: 'bool' }];

/** A command that makes one object of a NAME and flags. */
export function createCommand({ make, failure, flags = [], ...rest }: CreateCommand): Command {
  return {
    ...rest,
    flags: [...commonFlags, ...flags],
    run: async (invocation) => {
      const options: CreateOptions = failure === undefined ? {} : { failure };
      await createObject(invocation, await make(invocation, nameOf(invocation)), options);
      return undefined;
    },
  };
}

/** The one NAME before `--`. */
export function nameOf({ args, dashAt, path }: Invocation): string {
  const names = dashAt < 0 ? args : args.slice(0, dashAt);
  const [name] = names;
  if (name === undefined || names.length !== 1) throw usageError(path, `exactly one NAME is required, got ${names.length}`);
  return name;
}

/** What stands after `--`. */
export function commandOf({ args, dashAt }: Invocation): readonly string[] {
  return dashAt < 0 ? args.slice(1) : args.slice(dashAt);
}
