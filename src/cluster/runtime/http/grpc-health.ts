// grpc.health.v1.Health/Check, as the kubelet's gRPC probe asks it.
// Differs from Kubernetes: the request is one line and the answer one word instead of HTTP/2 frames; both ends are simulated.
import type { Clock } from '../../../base/clock.ts';
import type { Disposable } from '../../../base/disposable.ts';
import type { NetworkNamespace } from '../../network/network-service.ts';

export type HealthStatus = 'SERVING' | 'NOT_SERVING' | 'UNKNOWN' | 'SERVICE_UNKNOWN';

const requestLine = 'PODLAB grpc.health.v1.Health/Check ';

/** Serves health checks; `check` answers for a service name. Throws NetworkError when the port is taken. */
export function serveGrpcHealth(network: NetworkNamespace, port: number, check: (service: string) => HealthStatus): Disposable {
  return network.listen('0.0.0.0', port, (stream) => {
    let buffer = '';
    return {
      onData: (bytes) => {
        buffer += bytes;
        if (!buffer.endsWith('\n')) return;
        if (buffer.startsWith(requestLine)) stream.write(`${check(buffer.slice(requestLine.length, -1))}\n`);
        stream.end();
      },
      onEnd: () => { stream.end(); },
      onClose: () => { buffer = ''; },
    };
  });
}

/** Rejects with the text of the probe's failure when nobody listens, nobody answers in time, or the peer speaks no gRPC. */
export function grpcHealth(network: NetworkNamespace, clock: Clock, target: { host: string; port: number; service: string }, timeoutMs: number): Promise<HealthStatus> {
  const authority = `${target.host}:${String(target.port)}`;
  return new Promise((resolve, reject) => {
    let buffer = '';
    const timer = clock.setTimeout(() => { reject(new Error(`timeout: failed to connect service "${authority}" within ${String(timeoutMs / 1000)}s: context deadline exceeded`)); }, timeoutMs);
    const look = (): void => {
      const answer = buffer.trim();
      timer.dispose();
      if (answer === 'SERVING' || answer === 'NOT_SERVING' || answer === 'UNKNOWN' || answer === 'SERVICE_UNKNOWN') resolve(answer);
      else reject(new Error(`error: health rpc probe failed: rpc error: code = Unavailable desc = connection error: desc = "error reading server preface: http2: frame too large"`));
    };
    network.connect(target.host, target.port, { onData: (bytes) => { buffer += bytes; }, onEnd: look, onClose: look }).then(
      (stream) => { stream.write(`${requestLine}${target.service}\n`); },
      // The client goes on trying until its time is over.
      () => undefined,
    );
  });
}
