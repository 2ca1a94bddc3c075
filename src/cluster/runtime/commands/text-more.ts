import type { CommandTable } from './command.ts';

export const textMoreCommands: CommandTable = {};
