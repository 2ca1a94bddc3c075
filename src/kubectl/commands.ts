// kubectl's command tree, one row a command, in the order in which kubectl registers them.
import type { Command } from './command.ts';
import { apply } from './commands/apply.ts';
import { deleteCommand } from './commands/delete.ts';
import { describe } from './commands/describe.ts';
import { get } from './commands/get.ts';
import { logs } from './commands/logs.ts';

export const commands: readonly Command[] = [get, deleteCommand, describe, logs, apply];
