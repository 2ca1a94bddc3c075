// An HTTP client of the oracle's shape whose server is an ApiServer in this process: paths and headers are parsed as at the endpoint.
import type { Status } from '../../src/api/generated/meta-v1.ts';
import type { ApiResponse, Transport } from '../../src/client/transport.ts';
import { requestInfo } from '../../src/cluster/apiserver/request-info.ts';

export interface HttpAnswer {
  readonly code: number;
  readonly contentType: string;
  readonly headers: Record<string, string>;
  readonly warnings: readonly string[];
  readonly body: unknown;
}

interface Options { readonly headers?: Record<string, string | null>; readonly body?: string; readonly contentType?: string | null }

/** What `client()` of replay.mjs returns. `authenticate` gives the transport of a request's headers, undefined when it is refused. */
export function inProcessHttp(authenticate: (headers: Record<string, string>) => Transport | ApiResponse) {
  const parse = (method: string, path: string, { headers = {}, body, contentType }: Options) => {
    const all: Record<string, string> = { 'user-agent': 'oracle/1.0', accept: 'application/json', authorization: 'Bearer admin' };
    for (const [name, value] of Object.entries(headers)) {
      if (value === null) delete all[name];
      else all[name] = value;
    }
    if (body !== undefined && contentType !== null) all['content-type'] = contentType ?? 'application/json';
    const url = encodeURI(path).replace(/%25/g, '%');
    return { info: requestInfo({ method, url, headers: all, ...(body !== undefined && { body }) }), headers: all };
  };
  const toAnswer = (response: ApiResponse): HttpAnswer => ({
    code: response.code,
    contentType: response.contentType?.split(';')[0] ?? (typeof response.body === 'string' ? 'text/plain' : 'application/json'),
    headers: { ...(response.contentType !== undefined && { 'content-type': response.contentType }), ...response.headers },
    warnings: response.warnings,
    body: typeof response.body === 'string' ? response.body : (JSON.parse(JSON.stringify(response.body)) as unknown),
  });
  return {
    async request(method: string, path: string, options: Options = {}): Promise<HttpAnswer> {
      const { info, headers } = parse(method, path, options);
      const transport = authenticate(headers);
      if ('code' in transport) return toAnswer(transport);
      if (info.kind === 'connect') {
        return await new Promise((resolve) => {
          let text = '';
          transport.connect(info.request, {
            onData: (_channel, bytes) => { text += new TextDecoder().decode(bytes); return undefined; },
            onClose: (status) => {
              resolve(toAnswer(status === undefined ? { code: 200, body: text, warnings: [] } : { code: status.code ?? 500, body: status, warnings: [] }));
            },
          });
        });
      }
      if (info.kind === 'watch') return await new Promise((resolve) => {
        const lines: string[] = [];
        transport.watch(info.request, {
          onEvents: (events) => { for (const e of events) lines.push(JSON.stringify(e)); return undefined; },
          onClose: (status) => { resolve(toAnswer(status === undefined ? { code: 200, body: lines.join('\n'), warnings: [] } : { code: status.code ?? 500, body: status, warnings: [] })); },
        });
      });
      const answered = toAnswer(await transport.send(info.request));
      return method === 'HEAD' ? { ...answered, body: '' } : answered;
    },
    watch(path: string, options: Options = {}) {
      const { info, headers } = parse('GET', path, options);
      const watch = { events: [] as unknown[], code: 0, ended: false, body: '', contentType: 'application/json', opened: Promise.resolve(), close: (): void => undefined };
      const transport = authenticate(headers);
      const end = (response: ApiResponse): void => {
        watch.code = response.code;
        watch.body = typeof response.body === 'string' ? response.body : JSON.stringify(response.body);
        watch.ended = true;
      };
      if ('code' in transport) { end(transport); return watch; }
      if (info.kind !== 'watch') {
        watch.opened = transport.send(info.request).then(end);
        return watch;
      }
      watch.code = 200;
      const handle = transport.watch(info.request, {
        onEvents: (events) => { for (const e of events) watch.events.push(JSON.parse(JSON.stringify(e))); return undefined; },
        onClose: (status?: Status) => {
          if (status === undefined) watch.ended = true;
          else end({ code: status.code ?? 500, body: status, warnings: [] });
        },
      });
      watch.opened = new Promise((resolve) => { setTimeout(resolve, 0); });
      watch.close = () => { handle.dispose(); };
      return watch;
    },
    close: (): void => undefined,
  };
}
