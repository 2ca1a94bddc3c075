// How a command fails, and what is then said on stderr: k8s.io/kubectl's cmdutil.CheckErr.
import { StatusError } from '../api/meta/status-error.ts';

/** A failure in kubectl's own words; printed with `error: ` before it unless it begins so. */
export class KubectlError extends Error {
  readonly exitCode: number;

  constructor(message: string, exitCode = 1) {
    super(message);
    this.name = 'KubectlError';
    this.exitCode = exitCode;
  }
}

/** A failure that has been reported already (upstream's ErrExit), or that reports nothing. */
export class SilentExit extends KubectlError {
  constructor(exitCode = 1) {
    super('', exitCode);
    this.name = 'SilentExit';
  }
}

/** Text printed as it is, without `error: `. */
export class PlainError extends KubectlError {}

/** Several failures, one a line. */
class AggregateFailure extends Error {
  readonly errors: readonly unknown[];

  constructor(errors: readonly unknown[]) {
    super(`[${errors.map(errorMessage).join(', ')}]`);
    this.name = 'AggregateFailure';
    this.errors = errors;
  }
}

/** Throws nothing, the one failure, or all of them. */
export function throwAll(errors: readonly unknown[]): void {
  if (errors.length === 1) throw errors[0];
  if (errors.length > 1) throw new AggregateFailure(errors);
}

/** Wrong usage: points to the command's help. */
export function usageError(path: string, message: string): KubectlError {
  return new KubectlError(`${message}\nSee '${path} -h' for help and examples`);
}

export function errorMessage(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** `Error from server (NotFound): …` for a refusal, otherwise undefined. */
export function serverMessage(error: unknown): string | undefined {
  if (!(error instanceof StatusError)) return undefined;
  const { reason, message = '' } = error.status;
  if (reason === 'Unauthorized') return `error: You must be logged in to the server (${message})`;
  return reason ? `Error from server (${reason}): ${message}` : `Error from server: ${message}`;
}

/** One failure as one of several: without `error: `. */
export function messageForError(error: unknown): string {
  return serverMessage(error) ?? errorMessage(error);
}

/** The text for stderr and the exit code of a failed command. */
export function describeFailure(error: unknown): { readonly text: string; readonly exitCode: number } {
  if (error instanceof SilentExit) return { text: '', exitCode: error.exitCode };
  if (error instanceof AggregateFailure) {
    return { text: error.errors.map((e) => `${isInvalid(e) ? invalidText(e).trimEnd() : messageForError(e)}\n`).join(''), exitCode: 1 };
  }
  const text = isInvalid(error) ? invalidText(error) : (serverMessage(error) ?? plainMessage(error));
  return { text: text.endsWith('\n') ? text : `${text}\n`, exitCode: error instanceof KubectlError ? error.exitCode : 1 };
}

function plainMessage(error: unknown): string {
  const message = errorMessage(error);
  return error instanceof PlainError || message.startsWith('error: ') ? message : `error: ${message}`;
}

function isInvalid(error: unknown): error is StatusError {
  return error instanceof StatusError && error.reason === 'Invalid';
}

/** `The Pod "x" is invalid: …`, with one `* cause` a line when there are several. */
function invalidText({ status }: StatusError): string {
  const { details, message = '' } = status;
  if (!details) return `The request is invalid: ${message}`;
  const subject = details.kind || details.name ? `The ${details.kind ?? ''} "${details.name ?? ''}" is invalid` : 'The request is invalid';
  const causes = [...new Set((details.causes ?? []).map((cause) => `${cause.field ?? ''}: ${cause.message ?? ''}`))];
  if (causes.length === 0) return details.kind || details.name || message === '' ? subject : `${subject}: ${message}`;
  if (causes.length === 1) return `${subject}: ${causes[0] ?? ''}\n`;
  return `${subject}: \n${causes.map((cause) => `* ${cause}\n`).join('')}`;
}

/** Says what was done to which source, in the error itself: cmdutil.AddSourceToErr. */
export function addSource(verb: string, source: string, error: unknown): unknown {
  if (source === '') return error;
  if (error instanceof StatusError) {
    return new StatusError({ ...error.status, message: `error when ${verb} "${source}": ${error.status.message ?? ''}` });
  }
  return new KubectlError(`error when ${verb} "${source}": ${errorMessage(error)}`);
}
