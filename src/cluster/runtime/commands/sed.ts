import type { CommandTable } from './command.ts';

export const sedCommands: CommandTable = {};
