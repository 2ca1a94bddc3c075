// What containers with FallbackToLogsOnError printed last, which stands for a missing termination message.
import { SmallMap } from '../../base/small-map.ts';
import type { Pod } from '../../api/generated/core-v1.ts';
import type { PodRuntime } from './pod-runtime.ts';
import type { RuntimeService } from './runtime-service.ts';

const maxLines = 80;
const maxBytes = 2048;

function readLogEnd(runtime: RuntimeService, containerId: string): Promise<string> {
  return new Promise((resolve) => {
    const decoder = new TextDecoder();
    let text = '';
    runtime.logs(containerId, { tailLines: maxLines }, {
      onData: (bytes) => { text += decoder.decode(bytes, { stream: true }); },
      onEnd: () => { resolve(text.slice(-maxBytes)); },
    });
  });
}

/** The ends of the logs of one Pod's containers, by instance; each is read once. */
export class LastOutput {
  readonly #texts = new SmallMap<string, string>();

  get(containerId: string): string | undefined {
    return this.#texts.get(containerId);
  }

  /** Reads what failed without a message since the last time. */
  async read(pod: Pod, podRuntime: PodRuntime, runtime: RuntimeService): Promise<void> {
    for (const container of [...pod.spec.containers, ...(pod.spec.initContainers ?? [])]) {
      if (container.terminationMessagePolicy !== 'FallbackToLogsOnError') continue;
      for (const { id, report } of podRuntime.instances(container.name)) {
        if (report.state !== 'exited' || report.exitCode === 0 || (report.terminationMessage ?? '') !== '' || this.#texts.has(id)) continue;
        this.#texts.set(id, await readLogEnd(runtime, id));
      }
    }
  }
}
