// Byte channels of exec and attach: standard input in, output out, the end as an exit code.
import type { Status } from '../../api/generated/meta-v1.ts';
import { StatusError } from '../../api/meta/status-error.ts';
import { KubectlError } from '../errors.ts';
import type { Session } from '../session.ts';

export interface StreamRequest {
  readonly namespace: string;
  readonly pod: string;
  readonly subresource: 'exec' | 'attach';
  readonly container: string;
  readonly command: readonly string[];
  readonly isStdin: boolean;
  readonly isTty: boolean;
  /** Replaces the terminal's input and output, for `cp`. */
  readonly input?: AsyncIterable<Uint8Array>;
  onStdout?(bytes: Uint8Array): void;
  onStderr?(bytes: Uint8Array): void;
}

/** Resolves with the remote exit code; a refusal is thrown in kubectl's words. */
export async function stream(session: Session, request: StreamRequest): Promise<number> {
  const { io } = session;
  const [out, err] = [new TextDecoder(), new TextDecoder()];
  const query = {
    ...(request.command.length > 0 && { command: request.command }),
    container: request.container,
    ...(request.isStdin && { stdin: 'true' }),
    stdout: 'true',
    ...(request.isTty ? { tty: 'true' } : { stderr: 'true' }),
  };
  const ended = Promise.withResolvers<Status | undefined>();
  const onData = (channel: number, bytes: Uint8Array): Promise<void> | undefined => {
    if (channel === 1) {
      if (request.onStdout) request.onStdout(bytes);
      else if (io.stdoutBytes) return io.stdoutBytes(bytes);
      else io.stdout(out.decode(bytes, { stream: true }));
    } else if (channel === 2) {
      if (request.onStderr) request.onStderr(bytes);
      else if (io.stderrBytes) return io.stderrBytes(bytes);
      else io.stderr(err.decode(bytes, { stream: true }));
    } else if (channel === 3) {
      ended.resolve(JSON.parse(new TextDecoder().decode(bytes)) as Status);
    }
    return undefined;
  };
  const channel = session.client.connect(
    { verb: 'connect', ref: { group: '', version: 'v1', resource: 'pods' }, namespace: request.namespace, name: request.pod, subresource: request.subresource, query },
    { onData, onClose: (status) => { ended.resolve(status); } },
  );
  const stop = (): void => { ended.resolve(undefined); };
  if (io.signal.aborted) stop();
  else io.signal.addEventListener('abort', stop, { once: true });
  if (request.isStdin) void sendInput(session, request, channel);
  if (request.isTty && io.input?.sizes) void sendSizes(io.input.sizes, channel);
  if (request.isTty && request.isStdin) io.input?.setRaw?.(true);
  const status = await ended.promise;
  if (request.isTty && request.isStdin) io.input?.setRaw?.(false);
  io.signal.removeEventListener('abort', stop);
  channel.dispose();
  return exitCodeOf(status);
}

interface Sender {
  send(channel: number, bytes: Uint8Array): void;
  end(channel: number): void;
}

async function sendInput({ io }: Session, { input }: StreamRequest, channel: Sender): Promise<void> {
  const source = input ?? io.input?.bytes;
  if (source) for await (const bytes of source) channel.send(0, bytes);
  else if (io.stdin !== '') channel.send(0, new TextEncoder().encode(io.stdin));
  channel.end(0);
}

async function sendSizes(sizes: AsyncIterable<{ readonly columns: number; readonly rows: number }>, channel: Sender): Promise<void> {
  for await (const { columns, rows } of sizes) channel.send(4, new TextEncoder().encode(JSON.stringify({ Width: columns, Height: rows })));
}

function exitCodeOf(status: Status | undefined): number {
  if (!status || status.status === 'Success') return 0;
  if ((status.reason as string) === 'NonZeroExitCode') return Number(status.details?.causes?.find(({ reason }) => (reason as string) === 'ExitCode')?.message ?? 1);
  if (status.reason === 'NotFound') throw new StatusError(status);
  const message = status.message ?? '';
  throw new KubectlError(status.reason === 'BadRequest' || status.reason === undefined ? `unable to upgrade connection: ${message}` : message);
}
