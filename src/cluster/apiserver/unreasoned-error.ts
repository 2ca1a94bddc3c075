// Go errors that reach apiserver's responsewriters without a Status: a 500 with no reason.
import { StatusError } from '../../api/meta/status-error.ts';

export function unreasonedError(message: string): StatusError {
  return new StatusError({ kind: 'Status', apiVersion: 'v1', metadata: {}, status: 'Failure', message, code: 500 });
}
