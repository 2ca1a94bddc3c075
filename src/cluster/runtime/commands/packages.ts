import type { CommandTable } from './command.ts';

export const packageCommands: CommandTable = {};
