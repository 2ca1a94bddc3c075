// Answers names inside the cluster: CoreDNS with its kubernetes plugin.
import type { Service } from '../../api/generated/core-v1.ts';
import type { EndpointSlice } from '../../api/generated/discovery-v1.ts';
import { services } from '../../client/resources.ts';
import { serviceOf } from '../component-helpers/endpoint-slices.ts';
import type { InformerFactory } from '../component-helpers/informer-factory.ts';

const endpointSlices = { group: 'discovery.k8s.io', version: 'v1', resource: 'endpointslices' };
const maxAliases = 8;

/** Addresses of a fully qualified name; undefined when it does not exist. */
export type ClusterDns = (name: string) => readonly string[] | undefined;

export function createClusterDns(informers: InformerFactory, clusterDomain: string): ClusterDns {
  const watched = informers.of<Service>(services);
  const slices = informers.of<EndpointSlice>(endpointSlices);

  const endpointsOf = (namespace: string, name: string, hostname: string | undefined): string[] => {
    const addresses: string[] = [];
    for (const slice of slices.index(serviceOf).of(`${namespace}/${name}`)) {
      for (const endpoint of slice.endpoints) {
        if (hostname === undefined ? endpoint.conditions?.ready !== false : endpoint.hostname === hostname || endpoint.addresses[0]?.replaceAll('.', '-') === hostname) addresses.push(...endpoint.addresses);
      }
    }
    return addresses;
  };

  const resolve = (name: string, depth: number): readonly string[] | undefined => {
    const plain = name.toLowerCase().replace(/\.$/, '');
    if (depth > maxAliases || !plain.endsWith(`.${clusterDomain}`)) return undefined;
    const labels = plain.slice(0, -clusterDomain.length - 1).split('.');
    const kind = labels.pop();
    const namespace = labels.pop() ?? '';
    if (kind === 'pod') return labels.length === 1 && /^\d+(-\d+){3}$/.test(labels[0] ?? '') ? [(labels[0] ?? '').replaceAll('-', '.')] : undefined;
    if (kind !== 'svc') return undefined;
    const service = labels.pop() ?? '';
    const object = watched.get(`${namespace}/${service}`);
    if (object === undefined || labels.length > 1) return undefined;
    const [hostname] = labels;
    if (object.spec.type === 'ExternalName') return hostname === undefined ? resolve(object.spec.externalName ?? '', depth + 1) : undefined;
    const isHeadless = object.spec.clusterIP === 'None';
    if (hostname === undefined && !isHeadless) return [object.spec.clusterIP ?? ''];
    const addresses = endpointsOf(namespace, service, hostname);
    return addresses.length === 0 ? undefined : addresses;
  };
  return (name) => resolve(name, 0);
}
