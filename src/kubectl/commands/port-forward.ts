// kubectl port-forward.
import type { Pod, Service } from '../../api/generated/core-v1.ts';
import type { KubeObject } from '../../api/meta/object.ts';
import type { Command, Invocation } from '../command.ts';
import type { ApiResource } from '../discovery.ts';
import { klogHead } from '../klog.ts';
import { errorMessage, KubectlError, SilentExit, usageError } from '../errors.ts';
import type { LocalConnection } from '../io.ts';
import type { Session } from '../session.ts';
import { podOrOwner } from './exec.ts';
import { podForObject } from './pod-for-object.ts';

export const portForward: Command = {
  name: 'port-forward',
  use: 'port-forward TYPE/NAME [options] [LOCAL_PORT:]REMOTE_PORT [...[LOCAL_PORT_N:]REMOTE_PORT_N]',
  short: 'Forward one or more local ports to a pod',
  flags: [{ name: 'address', type: 'commaList' }, { name: 'pod-running-timeout', type: 'duration', default: '1m' }],
  run,
};

interface Forward {
  readonly local: number;
  readonly remote: number;
}

async function run(invocation: Invocation): Promise<undefined> {
  const { session, flags, args, path } = invocation;
  const [target, ...ports] = args;
  if (target === undefined || ports.length === 0) throw usageError(path, 'TYPE/NAME and list of ports are required for port-forward');
  const { resource, object } = await podOrOwner(session, target);
  const pod = await podForObject(session, resource, object, flags.durationMs('pod-running-timeout'), 'attach');
  if (pod.status.phase !== 'Running') throw new KubectlError(`unable to forward port because pod is not running. Current status=${pod.status.phase ?? ''}`);
  const forwards = ports.map((text) => readForward(text, resource, object, pod));
  if (!session.io.listen) throw new KubectlError('this kubectl cannot listen on ports');
  const addresses = flags.list('address').length > 0 ? flags.list('address') : ['localhost'];
  const listeners: { dispose(): void }[] = [];
  const lost = Promise.withResolvers<boolean>();
  try {
    for (const forward of forwards) {
      for (const address of addresses.flatMap((a) => (a === 'localhost' ? ['127.0.0.1'] : [a]))) {
        let { local } = forward;
        const listener = await session.io.listen(address, forward.local, (connection) => { serve(session, pod, { local, remote: forward.remote }, connection, () => { lost.resolve(true); }); }).catch((error: unknown) => { throw listenFailure(session, address, forward, errorMessage(error)); });
        local = listener.port;
        listeners.push(listener);
        session.io.stdout(`Forwarding from ${address}:${listener.port} -> ${forward.remote}\n`);
      }
    }
    if (session.io.signal.aborted) lost.resolve(false);
    else session.io.signal.addEventListener('abort', () => { lost.resolve(false); }, { once: true });
    if (await lost.promise) throw new KubectlError('lost connection to pod');
  } finally {
    for (const listener of listeners) listener.dispose();
  }
  throw new SilentExit(130);
}

function listenFailure(session: Session, address: string, { local, remote }: Forward, message: string): KubectlError {
  if (!/address already in use|permission denied/.test(message)) return new KubectlError(message);
  session.io.stderr(`Unable to listen on port ${local}: Listeners failed to create with the following errors: [unable to create listener: Error listen tcp4 ${address}:${local}: bind: ${message}]\n`);
  return new KubectlError(`unable to listen on any of the requested ports: [{${local} ${remote}}]`);
}

/** `8080`, `8080:80`, `:80`, `8080:http`; a Service's ports lead to its target ports. */
function readForward(text: string, resource: ApiResource, object: KubeObject, pod: Pod): Forward {
  const parts = text.split(':');
  if (parts.length > 2) throw new KubectlError(`invalid port format '${text}'`);
  const [first = '', second] = parts;
  const remoteText = second ?? first;
  const remote = resource.kind === 'Service' ? servicePort(object as Service, pod, remoteText) : podPort(pod, remoteText);
  const local = second === undefined ? (/^\d+$/.test(first) ? Number(first) : remote) : first === '' ? 0 : Number(first);
  if (Number.isNaN(local) || local > 65535) throw new KubectlError(`error parsing local port '${first}': strconv.ParseUint: parsing "${first}": invalid syntax`);
  return { local, remote };
}

function podPort(pod: Pod, text: string): number {
  if (/^\d+$/.test(text)) {
    if (Number(text) > 65535) throw new KubectlError(`error parsing remote port '${text}': strconv.ParseUint: parsing "${text}": value out of range`);
    return Number(text);
  }
  const found = pod.spec.containers.flatMap(({ ports }) => ports ?? []).find(({ name }) => name === text);
  if (!found) throw new KubectlError(`Pod '${pod.metadata.name}' does not have a named port '${text}'`);
  return found.containerPort;
}

function servicePort(service: Service, pod: Pod, text: string): number {
  const port = service.spec.ports?.find(({ name, port: number }) => String(number) === text || name === text);
  if (!port) throw new KubectlError(`Service ${service.metadata.name} does not have a service port ${text}`);
  if (service.spec.clusterIP === 'None' && port.targetPort === undefined) return port.port;
  return podPort(pod, String(port.targetPort ?? port.port));
}

/** One connection: channel 0 carries the bytes of both ways, channel 1 an error, with which kubectl gives up all of them. */
function serve(session: Session, pod: Pod, { local, remote }: Forward, connection: LocalConnection, giveUp: () => void): void {
  session.io.stdout(`Handling connection for ${local}\n`);
  const channel = session.client.connect(
    { verb: 'connect', ref: { group: '', version: 'v1', resource: 'pods' }, namespace: pod.metadata.namespace ?? session.namespace, name: pod.metadata.name, subresource: 'portforward', query: { ports: String(remote) } },
    {
      onData: (number, bytes) => {
        if (number === 0) connection.send(bytes);
        else if (number === 1) {
          session.io.stderr(`${klogHead(session, 'E')} "Unhandled Error" err="an error occurred forwarding ${local} -> ${remote}: ${new TextDecoder().decode(bytes).replaceAll('"', '\\"')}"\n`);
          giveUp();
        }
        return undefined;
      },
      onClose: () => { connection.end(); },
    },
  );
  void (async () => {
    for await (const bytes of connection.bytes) channel.send(0, bytes);
    channel.end(0);
  })();
}
