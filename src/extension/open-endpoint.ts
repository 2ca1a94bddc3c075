// Opens the cluster to other programs, or says why that cannot be.
import type { EndpointInfo } from '../client/port/session-protocol.ts';
import type { Podlab } from './podlab.ts';
import { withProgress } from './progress.ts';

export async function openEndpoint({ endpoint, log }: Podlab): Promise<EndpointInfo> {
  if (endpoint === undefined) throw new Error('In a browser Podlab cannot listen on a port, so other programs cannot reach its cluster. Open the folder in VS Code on the desktop, or run “podlab serve”.');
  const info = await withProgress('Opening the cluster to kubectl', () => endpoint.open());
  log.info(`The cluster answers at ${info.server}; kubeconfig: ${info.kubeconfig}`);
  return info;
}
