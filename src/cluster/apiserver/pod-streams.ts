// How the API server reaches a Pod's kubelet for log, exec, attach and portforward, and Pods themselves for proxy. Wired by cluster.ts.
import type { Pod } from '../../api/generated/core-v1.ts';
import type { HttpCall, HttpReply } from '../../base/http-call.ts';
import type { ApiRequest, Channel, ChannelSink } from '../../client/transport.ts';

export interface PodStreams {
  /** `request.subresource` is log, exec, attach or portforward; `pod` is bound to a node. Undefined: its kubelet does not answer. */
  connect(pod: Pod, request: ApiRequest, sink: ChannelSink): Channel | undefined;
  /** Dials from the named node. Rejects with Go's text when nothing answers. Absent: nothing can be reached. */
  http?(nodeName: string, call: HttpCall): Promise<HttpReply>;
}
