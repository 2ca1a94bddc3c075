// An error in words for a message: the server's own, as kubectl says them.
import { StatusError } from '../api/meta/status-error.ts';
import { printable } from './text/printable.ts';

export function errorText(error: unknown): string {
  if (error instanceof StatusError) return printable(error.reason === '' ? `Error from server: ${error.message}` : `Error from server (${error.reason}): ${error.message}`);
  return printable(error instanceof Error ? error.message : String(error));
}
