// CONNECT of Pods: log, exec, attach and portforward are checked here and handed to the Pod's kubelet (pkg/registry/core/pod's strategy).
import type { Pod } from '../../../api/generated/core-v1.ts';
import { newBadRequest, newInternalError } from '../../../api/meta/status-error.ts';
import type { Channel, ChannelSink } from '../../../client/transport.ts';
import { readObject } from '../registry/update.ts';
import { queryOf, type RequestContext } from '../request-context.ts';
import { methodNotAllowed } from './answer.ts';

const streams: ReadonlySet<string> = new Set(['log', 'exec', 'attach', 'portforward']);

/** Throws StatusError when the Pod, its container or its node cannot serve. */
export function connectPod(context: RequestContext, sink: ChannelSink): Channel {
  const { server, subresource, row, request } = context;
  if (row.kind !== 'Pod' || subresource === undefined || !streams.has(subresource.name)) throw methodNotAllowed();
  const pod = readObject(context) as Pod;
  if (subresource.name !== 'portforward') checkContainer(context, pod);
  if (!pod.spec.nodeName) {
    if (subresource.name !== 'log') throw newBadRequest(`pod ${pod.metadata.name} does not have a host assigned`);
    return emptyLog(sink);
  }
  if (server.podStreams === undefined) throw newInternalError('no kubelet can be reached');
  return server.podStreams.connect(pod, request, sink);
}

function checkContainer({ request }: RequestContext, { metadata, spec }: Pod): void {
  const container = queryOf(request, 'container');
  const names = [...(spec.initContainers ?? []), ...spec.containers, ...(spec.ephemeralContainers ?? [])].map((c) => c.name);
  if (container === '') {
    if (spec.containers.length > 1) throw newBadRequest(`a container name must be specified for pod ${metadata.name}, choose one of: [${names.join(' ')}]`);
  } else if (!names.includes(container)) {
    throw newBadRequest(`container ${container} is not valid for pod ${metadata.name}`);
  }
}

/** A Pod without node has no log yet. */
function emptyLog(sink: ChannelSink): Channel {
  queueMicrotask(() => { sink.onClose(); });
  return { send: () => undefined, end: () => undefined, dispose: () => undefined };
}
