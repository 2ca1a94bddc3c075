import type { CommandTable } from './command.ts';

export const textCommands: CommandTable = {};
