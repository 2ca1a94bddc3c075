// Who may do what at the endpoint of `podlab serve`: Kubernetes' API by its own rules, and the machines by the administrator alone.
import type { ApiResponse, Transport } from '../../client/transport.ts';
import type { HttpRequest } from '../../cluster/apiserver/request-info.ts';
import { mastersGroup } from '../../cluster/apiserver/user-info.ts';
import type { Cluster } from '../../cluster/cluster.ts';
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
    return isAdmin ? ((await nodeControl(cluster, request)) ?? transport) : transport;
  };
}

/** `POST /podlab/nodes/NAME/{stop,start}`: what no Kubernetes API can say. Undefined for other paths. */
async function nodeControl(cluster: Cluster, { method, url }: HttpRequest): Promise<ApiResponse | undefined> {
  const match = /^\/podlab\/nodes\/([^/?]+)\/(stop|start)$/.exec(url);
  if (method !== 'POST' || match === null) return undefined;
  const node = cluster.nodes.find(({ name }) => name === match[1]);
  if (node === undefined) return { code: 404, body: statusBody(404, 'NotFound', `there is no machine "${match[1] ?? ''}"`), warnings: [] };
  if (match[2] === 'stop') node.stopKubelet();
  else await node.startKubelet();
  return { code: 200, body: { kind: 'Status', apiVersion: 'v1', metadata: {}, status: 'Success' }, warnings: [] };
}
