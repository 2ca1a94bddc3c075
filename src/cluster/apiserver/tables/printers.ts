// The printer of each kind that has one.
import type { Printer } from './column.ts';

export const printers: Readonly<Record<string, Printer>> = {};
