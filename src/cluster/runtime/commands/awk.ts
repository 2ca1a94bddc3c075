import type { CommandTable } from './command.ts';

export const awkCommands: CommandTable = {};
