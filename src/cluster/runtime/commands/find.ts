import type { CommandTable } from './command.ts';

export const findCommands: CommandTable = {};
