// CONNECT of Pods: log, exec, attach and portforward are checked here and handed to the Pod's kubelet (pkg/registry/core/pod's strategy).
import { readTime } from '../../../api/decode/time.ts';
import { type FieldError, forbidden, invalid } from '../../../api/field/error.ts';
import { FieldPath } from '../../../api/field/path.ts';
import type { Node, Pod } from '../../../api/generated/core-v1.ts';
import { newBadRequest, newInternalError, newInvalid, newNotFound, type StatusError } from '../../../api/meta/status-error.ts';
import type { ApiRequest, Channel, ChannelSink } from '../../../client/transport.ts';
import { readObject } from '../registry/update.ts';
import { isQuerySet, queryAll, queryOf, type RequestContext } from '../request-context.ts';
import { unreasonedError } from '../unreasoned-error.ts';
import { methodNotAllowed } from './answer.ts';

const streams: ReadonlySet<string> = new Set(['log', 'exec', 'attach', 'portforward']);

/** Throws StatusError when the Pod, its container or its node cannot serve. */
export function connectPod(context: RequestContext, sink: ChannelSink): Channel {
  const { server, subresource, row, request } = context;
  if (row.kind !== 'Pod' || subresource === undefined || !streams.has(subresource.name)) throw methodNotAllowed();
  if (subresource.name === 'log') checkLogOptions(context);
  const pod = readObject(context) as Pod;
  if (subresource.name !== 'portforward') checkContainer(context, pod);
  if (!pod.spec.nodeName) {
    if (subresource.name !== 'log') throw newBadRequest(`pod ${pod.metadata.name} does not have a host assigned`);
    return emptyLog(sink);
  }
  const node = server.store.get('nodes', pod.spec.nodeName) as unknown as Node | undefined;
  // Upstream names the node as if it were a Pod.
  if (node === undefined) throw newNotFound({ group: '', resource: 'pods' }, pod.spec.nodeName);
  if (subresource.name !== 'log' && request.isPlain === true) throw newBadRequest('Upgrade request required');
  const channel = server.podStreams?.connect(pod, request, sink);
  if (channel === undefined) throw notAnswering(context, pod, node);
  return channel;
}

/** ValidatePodLogOptions, which comes before the Pod is looked up. */
function checkLogOptions({ request, name }: RequestContext): void {
  const sinceTime = queryOf(request, 'sinceTime') === '' ? undefined : readTime(queryOf(request, 'sinceTime'), false);
  if (typeof sinceTime === 'object') throw newBadRequest(sinceTime.error);
  const errors: FieldError[] = [];
  const option = (field: string): number | undefined => {
    const text = queryOf(request, field);
    if (text !== '' && !/^[+-]?\d+$/.test(text)) throw newBadRequest(`strconv.ParseInt: parsing ${JSON.stringify(text)}: invalid syntax`);
    return text === '' ? undefined : Number(text);
  };
  const tooSmall = (field: string, least: number, detail: string): void => {
    const value = option(field);
    if (value !== undefined && value < least) errors.push(invalid(FieldPath.of(field), value, detail));
  };
  tooSmall('tailLines', 0, 'must be greater than or equal to 0');
  tooSmall('limitBytes', 1, 'must be greater than 0');
  if (option('sinceSeconds') !== undefined && queryOf(request, 'sinceTime') !== '') errors.push(forbidden(FieldPath.of(''), 'at most one of `sinceTime` or `sinceSeconds` may be specified'));
  else tooSmall('sinceSeconds', 1, 'must be greater than 0');
  if (queryOf(request, 'stream') !== '') errors.push(forbidden(FieldPath.of('stream'), 'may not be specified'));
  if (errors.length > 0) throw newInvalid({ group: '', kind: 'PodLogOptions' }, name, errors);
}

/** The text of Go's client when nothing listens on the kubelet's port. */
function notAnswering({ request, subresource }: RequestContext, pod: Pod, { status }: Node): StatusError {
  const address = status.addresses?.find((a) => a.type === 'InternalIP')?.address ?? pod.spec.nodeName ?? '';
  const authority = `${address}:${status.daemonEndpoints?.kubeletEndpoint?.Port ?? 10250}`;
  const place = `${pod.metadata.namespace ?? ''}/${pod.metadata.name}`;
  const container = queryOf(request, 'container') || (pod.spec.containers[0]?.name ?? '');
  const refused = `dial tcp ${authority}: connect: connection refused`;
  switch (subresource?.name) {
    case 'log': return unreasonedError(`Get "https://${authority}/containerLogs/${place}/${container}${logQuery(request)}": ${refused}`);
    case 'portforward': return newInternalError(`error sending request: Post "https://${authority}/portForward/${place}": ${refused}`);
    default: return newInternalError(`error sending request: Post "https://${authority}/${subresource?.name ?? ''}/${place}/${container}${streamQuery(request)}": ${refused}`);
  }
}

function logQuery(request: ApiRequest): string {
  const asked = ['follow', 'limitBytes', 'previous', 'sinceSeconds', 'sinceTime', 'stream', 'tailLines', 'timestamps'].map((name) => [name, queryOf(request, name)] as const);
  return queryText(asked.filter(([, value]) => value !== '' && value !== 'false'));
}

/** The kubelet has names of its own for streams. */
function streamQuery(request: ApiRequest): string {
  const streams = [['stderr', 'error'], ['stdin', 'input'], ['stdout', 'output'], ['tty', 'tty']] as const;
  return queryText([...queryAll(request, 'command').map((word) => ['command', word] as const), ...streams.filter(([name]) => isQuerySet(request, name)).map(([, name]) => [name, '1'] as const)]);
}

function queryText(options: readonly (readonly [name: string, value: string])[]): string {
  return options.length === 0 ? '' : `?${options.map(([name, value]) => `${name}=${encodeURIComponent(value).replaceAll('%20', '+')}`).join('&')}`;
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
