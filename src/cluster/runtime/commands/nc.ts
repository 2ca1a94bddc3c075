// nc: a connection or a listener, joined to input and output or to a command.
import { NetworkError, type NetworkStream, type StreamSink } from '../../network/network-service.ts';
import { resolveHost } from '../http/resolve.ts';
import { type OpenFile, Pipe } from '../process/open-file.ts';
import type { Process } from '../process/process.ts';
import { complain, die, getOptions } from './command.ts';
import { startChild } from './children.ts';

/** A connection as an open file: reads what the peer sends, writes to it. */
async function dial(process: Process, address: string, port: number): Promise<{ file: OpenFile; stream: NetworkStream }> {
  const { incoming, sink } = receiver();
  const stream = await process.wait(process.context.network.connect(address, port, sink));
  return { file: socketFile(incoming, stream), stream };
}

/** A pipe, and what fills it with what a peer sends. */
function receiver(): { incoming: Pipe; sink: StreamSink } {
  const incoming = new Pipe();
  const writer = incoming.writeEnd();
  let isOpen = true;
  const close = (): void => {
    if (isOpen) writer.close();
    isOpen = false;
  };
  return { incoming, sink: { onData: (bytes) => { incoming.push(bytes); }, onEnd: close, onClose: close, ready: () => incoming.drained() } };
}

function socketFile(incoming: Pipe, stream: NetworkStream): OpenFile {
  const reader = incoming.readEnd();
  return {
    ...reader,
    path: 'socket:[1]',
    read: (process, max) => reader.read(process, max),
    write: async (process, bytes) => {
      const wait = stream.ready();
      if (wait) {
        await process.suspend<undefined>((wake) => {
          void wait.then(() => { wake(undefined); });
          return () => undefined;
        });
      }
      stream.write(bytes);
    },
    close: () => {
      reader.close();
      stream.destroy();
    },
  };
}

/** Copies both ways until the peer, or with `isBound` our input, has ended. */
async function relay(process: Process, file: OpenFile, stream: NetworkStream, idleMs: number): Promise<void> {
  const sender = process.fork({ argv: [...process.argv] });
  void sender.run(async (child) => {
    for (;;) {
      const bytes = await child.read(0);
      if (bytes === '') break;
      await file.write(child, bytes);
    }
    stream.end();
    return 0;
  });
  const timer = idleMs === Infinity ? undefined : process.context.clock.setTimeout(() => { stream.destroy(); }, idleMs);
  try {
    for (;;) {
      const bytes = await file.read(process, 65536);
      if (bytes === '') break;
      await process.write(1, bytes);
    }
  } finally {
    timer?.dispose();
    sender.signal(15);
    file.close();
  }
}

export async function nc(process: Process): Promise<number> {
  const options = await getOptions(process, '+lp:w:i:zvne:kuq:s:N', {});
  const rest = options.args;
  const timeoutMs = Number(options.value('w') ?? Infinity) * 1000;
  if (options.has('l')) return ncListen(process, options.value('p') ?? rest.at(-1) ?? '0', timeoutMs, options.has('k'), rest.includes('-e') ? rest.slice(rest.indexOf('-e') + 1) : options.value('e') === undefined ? undefined : [options.value('e') ?? '', ...rest]);
  const [host = '', port = ''] = rest;
  if (port === '') return die(process, 'usage: nc [OPTIONS] HOST PORT');
  const address = (await process.wait(resolveHost(process, host)))?.[0];
  if (address === undefined) return complain(process, `bad address '${host}'`);
  try {
    const { file, stream } = await dial(process, address, Number(port));
    if (options.has('v')) await process.write(2, `${host} (${address}:${port}) open\n`);
    if (options.has('z')) {
      file.close();
      return 0;
    }
    await relay(process, file, stream, timeoutMs);
    return 0;
  } catch (error) {
    if (!(error instanceof NetworkError)) throw error;
    if (error.code !== 'ECONNREFUSED' && timeoutMs !== Infinity) {
      await process.sleep(timeoutMs);
      return complain(process, 'timed out');
    }
    return complain(process, `can't connect to remote host (${address}): ${error.code === 'ECONNREFUSED' ? 'Connection refused' : 'No route to host'}`);
  }
}

async function ncListen(process: Process, portText: string, timeoutMs: number, isRepeated: boolean, command: readonly string[] | undefined): Promise<number> {
  const waiting: { file: OpenFile; stream: NetworkStream }[] = [];
  let wake: (() => void) | undefined;
  let listener: { dispose(): void };
  const port = Number(portText);
  if (!/^\d+$/.test(portText) || port > 65535) return complain(process, `bad port '${portText}'`);
  try {
    listener = process.context.network.listen('0.0.0.0', port, (stream) => {
      const { incoming, sink } = receiver();
      waiting.push({ file: socketFile(incoming, stream), stream });
      wake?.();
      return sink;
    });
  } catch (error) {
    if (error instanceof NetworkError) return complain(process, 'bind: Address already in use');
    throw error;
  }
  process.onExit(() => { listener.dispose(); });
  do {
    if (waiting.length === 0) {
      await process.suspend<undefined>((resume) => {
        const timer = timeoutMs === Infinity ? undefined : process.context.clock.setTimeout(() => { resume(undefined); }, timeoutMs);
        wake = () => { resume(undefined); };
        return () => {
          timer?.dispose();
          wake = undefined;
        };
      });
      if (waiting.length === 0) return complain(process, 'timed out');
    }
    const accepted = waiting.shift();
    if (!accepted) continue;
    if (!isRepeated) listener.dispose();
    if (command) {
      const files = new Map(process.files);
      process.files.set(0, accepted.file);
      process.files.set(1, accepted.file);
      accepted.file.references += 2;
      const child = await startChild(process, command);
      for (const [fd, file] of files) process.files.set(fd, file);
      accepted.file.references -= 2;
      if (typeof child !== 'number') await process.waitFor(child);
      accepted.stream.end();
    } else await relay(process, accepted.file, accepted.stream, Infinity);
  } while (isRepeated);
  return 0;
}
