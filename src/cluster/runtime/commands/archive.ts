import type { CommandTable } from './command.ts';

export const archiveCommands: CommandTable = {};
