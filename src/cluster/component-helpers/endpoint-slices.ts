// Which Service an EndpointSlice is of: what controllers, kube-proxy and DNS look slices up by.
import type { EndpointSlice } from '../../api/generated/discovery-v1.ts';

export const serviceNameLabel = 'kubernetes.io/service-name';

/** The Service's key, for an index. */
export function serviceOf({ metadata }: EndpointSlice): string | undefined {
  const name = metadata.labels?.[serviceNameLabel];
  return name === undefined ? undefined : `${metadata.namespace}/${name}`;
}
