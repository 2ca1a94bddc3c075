// The last lines of a container's log: the kubelet's fallback for a missing termination message.
import type { RuntimeService } from './runtime-service.ts';

const maxLines = 80;
const maxBytes = 2048;

export function readLogEnd(runtime: RuntimeService, containerId: string): Promise<string> {
  return new Promise((resolve) => {
    const decoder = new TextDecoder();
    let text = '';
    runtime.logs(containerId, { tailLines: maxLines }, {
      onData: (bytes) => { text += decoder.decode(bytes, { stream: true }); },
      onEnd: () => { resolve(text.slice(-maxBytes)); },
    });
  });
}
