// The endpoint of the cluster inside VS Code: opened when somebody asks for a kubeconfig, the same port and token as the last time.
import { randomBytes } from 'node:crypto';
import { rmSync } from 'node:fs';
import path from 'node:path';
import type { EndpointCall, EndpointInfo } from '../../client/port/session-protocol.ts';
import type { Cluster } from '../../cluster/cluster.ts';
import { authenticate } from './authenticate.ts';
import { servingCertificate } from './certificates.ts';
import { type Endpoint, type EndpointOptions, startEndpoint } from './endpoint.ts';
import { type Identity, keepIdentity, readIdentity } from './identity.ts';
import { kubeconfigText } from './kubeconfig.ts';
import { makePrivateFolder, writePrivate } from './private-files.ts';

export interface SessionEndpointOptions {
  /** The cluster of the moment. */
  cluster(): Cluster;
  onBug(error: unknown): void;
}

/** By folder; an endpoint ends with its process. */
const opened = new Map<string, Promise<EndpointInfo>>();

export function openSessionEndpoint(call: EndpointCall, options: SessionEndpointOptions): Promise<EndpointInfo> {
  let info = opened.get(call.folder);
  if (info === undefined) {
    info = open(call, options);
    opened.set(call.folder, info);
    info.catch(() => { opened.delete(call.folder); });
  }
  return info;
}

async function open({ folder, isTemporary }: EndpointCall, { cluster, onBug }: SessionEndpointOptions): Promise<EndpointInfo> {
  makePrivateFolder(folder);
  if (isTemporary) process.once('exit', () => { rmSync(folder, { recursive: true, force: true }); });
  const certificate = await servingCertificate(path.join(folder, 'pki'), Date.now());
  const known = readIdentity(folder);
  const identity: Identity = { ...known, token: known.token ?? randomBytes(32).toString('base64url') };
  const endpoint = await listen(identity.port ?? 0, {
    cert: certificate.cert,
    key: certificate.key,
    authenticate: async (token, request) => {
      const current = cluster();
      return authenticate({ adminToken: identity.token, transportFor: (user) => current.transportFor(user), server: await current.authentication }, token, request);
    },
    onBug,
  });
  keepIdentity(folder, { token: identity.token, port: endpoint.port });
  const kubeconfig = path.join(folder, 'kubeconfig');
  writePrivate(kubeconfig, kubeconfigText({ server: endpoint.url, ca: certificate.ca, token: identity.token }));
  return { server: endpoint.url, kubeconfig };
}

/** On that port when it is free, else on any. */
async function listen(port: number, options: Omit<EndpointOptions, 'port'>): Promise<Endpoint> {
  try {
    return await startEndpoint({ ...options, port });
  } catch (error) {
    if (port === 0 || (error as NodeJS.ErrnoException).code !== 'EADDRINUSE') throw error;
    return startEndpoint({ ...options, port: 0 });
  }
}
