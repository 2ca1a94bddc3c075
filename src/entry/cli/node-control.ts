// Who may do what at the endpoint of `podlab serve`: Kubernetes' API by its own rules, and the machines by the administrator alone.
import type { ApiRequest, ApiResponse, Transport } from '../../client/transport.ts';
import type { HttpRequest } from '../../cluster/apiserver/request-info.ts';
import { mastersGroup } from '../../cluster/apiserver/user-info.ts';
import type { Cluster } from '../../cluster/cluster.ts';
import { readNodeSettings } from '../../cluster/config-file.ts';
import type { ClusterNode } from '../../cluster/machines.ts';
import { statusBody } from '../endpoint/answer.ts';
import { authenticate } from '../endpoint/authenticate.ts';

/** Requests wait for the cluster. */
export function authenticateServe(started: Promise<Cluster>, adminToken: string): (token: string | undefined, request: HttpRequest) => Promise<Transport | ApiResponse> {
  return async (token, request) => {
    const cluster = await started;
    let isAdmin = false;
    const transport = authenticate(
      {
        adminToken,
        transportFor: (user) => {
          isAdmin = user.groups.includes(mastersGroup);
          return cluster.transportFor(user);
        },
        server: await cluster.authentication,
      },
      token,
      request,
    );
    return isAdmin && 'send' in transport ? withMachines(transport, cluster) : transport;
  };
}

const actions: Readonly<Record<string, (cluster: Cluster, name: string) => Promise<void>>> = {
  stop: (cluster, name) => Promise.resolve(machine(cluster, name).stopKubelet()),
  start: (cluster, name) => machine(cluster, name).startKubelet(),
  off: (cluster, name) => Promise.resolve(machine(cluster, name).powerOff()),
  on: (cluster, name) => machine(cluster, name).powerOn(),
  remove: (cluster, name) => cluster.removeNode(name),
};

/** The same transport, which also does what no Kubernetes API can say: `POST /podlab/nodes` with a node as podlab.yaml has it, and `POST /podlab/nodes/NAME/{stop,start,off,on,remove}`. */
function withMachines(transport: Transport, cluster: Cluster): Transport {
  return {
    send: (request) => (request.ref === undefined && request.verb === 'create' && request.path?.startsWith('/podlab/nodes') === true ? controlMachines(cluster, request) : transport.send(request)),
    watch: (request, sink) => transport.watch(request, sink),
    connect: (request, sink) => transport.connect(request, sink),
  };
}

async function controlMachines(cluster: Cluster, { path = '', rawBody = 'null' }: ApiRequest): Promise<ApiResponse> {
  const [, name, verb = ''] = /^\/podlab\/nodes(?:\/([^/]+)\/([a-z]+))?$/.exec(path) ?? [];
  const act = actions[verb];
  try {
    if (path === '/podlab/nodes') await cluster.addNode(readNodeSettings(JSON.parse(rawBody)));
    else if (name === undefined || act === undefined) return { code: 404, body: '404 page not found\n', warnings: [] };
    else if (!cluster.nodes.some((node) => node.name === decodeURIComponent(name))) return refusal(404, 'NotFound', `there is no machine "${decodeURIComponent(name)}"`);
    else await act(cluster, decodeURIComponent(name));
  } catch (error) {
    return refusal(400, 'BadRequest', error instanceof Error ? error.message : String(error));
  }
  return { code: 200, body: { kind: 'Status', apiVersion: 'v1', metadata: {}, status: 'Success' }, warnings: [] };
}

function refusal(code: number, reason: string, message: string): ApiResponse {
  return { code, body: statusBody(code, reason, message), warnings: [] };
}

function machine(cluster: Cluster, name: string): ClusterNode {
  const found = cluster.nodes.find((node) => node.name === name);
  if (found === undefined) throw new Error(`there is no machine "${name}"`);
  return found;
}
