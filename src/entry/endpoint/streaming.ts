// Answers that go on: watches as one JSON event a line, logs as plain text. A slow reader makes the server wait, never buffer without bound.
import type { ApiRequest, Transport, WatchEvent } from '../../client/transport.ts';
import { sharedText } from './json-text.ts';
import { inYaml } from '../../cluster/apiserver/wire-form.ts';
import { type Request, type Response, warningHeaders, writeAnswer } from './answer.ts';

interface StreamWriter {
  write(data: string | Uint8Array): boolean;
  end(): unknown;
  on(event: string, listener: () => void): unknown;
  off(event: string, listener: () => void): unknown;
  writeHead(code: number, headers: Record<string, string | string[]>): unknown;
  flushHeaders?: () => void;
}

/** Pending until the client has read enough to go on, or is gone. */
function drained(writer: StreamWriter): Promise<void> {
  return new Promise((resolve) => {
    const done = (): void => {
      writer.off('drain', done);
      writer.off('close', done);
      resolve();
    };
    writer.on('drain', done);
    writer.on('close', done);
  });
}

export function eventLine({ type, object }: WatchEvent): string {
  return `{"type":"${type}","object":${sharedText(object as object)}}\n`;
}

export function serveWatch(transport: Transport, apiRequest: ApiRequest, request: Request, response: Response): void {
  const writer = response as StreamWriter;
  let isStarted = false;
  let warnings: readonly string[] = [];
  const start = (): void => {
    if (isStarted) return;
    isStarted = true;
    writer.writeHead(200, { 'content-type': 'application/json', 'cache-control': 'no-cache, private', ...warningHeaders(warnings) });
    writer.flushHeaders?.();
  };
  let isClosed = false;
  const watch = transport.watch(apiRequest, {
    onWarnings(texts) { warnings = texts; },
    onEvents(events) {
      start();
      return writer.write(events.map(eventLine).join('')) ? undefined : drained(writer);
    },
    onClose(status) {
      isClosed = true;
      if (status !== undefined && !isStarted) writeAnswer(request, response, inYaml(apiRequest, { code: status.code ?? 500, body: status, warnings }));
      else {
        start();
        if (status !== undefined) writer.write(`${JSON.stringify({ type: 'ERROR', object: status })}\n`);
        writer.end();
      }
    },
  });
  response.on('close', () => { watch.dispose(); });
  // Watches that begin without events still answer at once; a refusal comes in the same turn or the next.
  setImmediate(() => { if (!isClosed) start(); });
}

/** A refused log, or another stream that was not upgraded to, answers as JSON; an accepted log streams until the container ends or the client leaves. */
export function serveLog(transport: Transport, apiRequest: ApiRequest, request: Request, response: Response): void {
  const writer = response as StreamWriter;
  let isStarted = false;
  const start = (): void => {
    if (isStarted) return;
    isStarted = true;
    writer.writeHead(200, { 'content-type': 'text/plain', 'cache-control': 'no-cache, private' });
    writer.flushHeaders?.();
  };
  const channel = transport.connect(apiRequest, {
    onOpen: start,
    onData(_channel, bytes) {
      start();
      return writer.write(bytes) ? undefined : drained(writer);
    },
    onClose(status) {
      if (status !== undefined && status.status === 'Failure' && !isStarted) {
        writeAnswer(request, response, { code: status.code ?? 500, body: status, warnings: [] });
        return;
      }
      // A stream that never opened: the Pod has no node yet, so there is no log.
      if (!isStarted) writer.writeHead(204, { 'cache-control': 'no-cache, private' });
      writer.end();
    },
  });
  response.on('close', () => { channel.dispose(); });
}
