// How the API server reaches a Pod's kubelet for log, exec, attach and portforward. Wired by cluster.ts.
import type { Pod } from '../../api/generated/core-v1.ts';
import type { ApiRequest, Channel, ChannelSink } from '../../client/transport.ts';

export interface PodStreams {
  /** `request.subresource` is log, exec, attach or portforward; `pod` is bound to a node. */
  connect(pod: Pod, request: ApiRequest, sink: ChannelSink): Channel;
}
