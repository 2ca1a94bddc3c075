// Things that go wrong on request: containers that end, probes that fail, images that registries lose. Differs from Kubernetes: nobody can ask it for them.
import type { Fault, ImageFault, PodFault } from '../api/podlab/fault.ts';
import type { Pod } from '../api/generated/core-v1.ts';
import type { Client } from '../client/client.ts';
import { pods } from '../client/resources.ts';
import type { Machines } from './machines.ts';
import type { ImageCatalogue } from './runtime/images/registry.ts';

export interface FaultParts {
  readonly client: Client;
  readonly machines: Machines;
  readonly images: ImageCatalogue;
}

/** Invariant: `lasting` are those that go on until they are mended, in the order in which they were caused. */
export class Faults {
  readonly #lasting = new Map<string, Fault>();

  get lasting(): readonly Fault[] {
    return [...this.#lasting.values()];
  }

  /** Rejects when what is meant is not there. */
  async cause(fault: Fault, parts: FaultParts): Promise<void> {
    if ('image' in fault) this.#ofImage(fault, parts.images);
    else await this.#ofPod(fault, parts);
  }

  #ofImage(fault: ImageFault, images: ImageCatalogue): void {
    const { image, missing, pullSeconds } = fault;
    if (missing !== undefined) images.lose(image, missing);
    if (pullSeconds !== undefined) images.slowDown(image, pullSeconds * 1000);
    this.#keep(`${missing === undefined ? 'slow' : 'missing'} ${image}`, missing === true || (pullSeconds ?? 0) > 0 ? fault : undefined);
  }

  async #ofPod(fault: PodFault, { client, machines }: FaultParts): Promise<void> {
    const { exitCode, outOfMemory, failProbe, mendProbe, namespace = 'default' } = fault;
    const pod = await client.get<Pod>(pods, fault.pod, namespace);
    const container = fault.container ?? pod.spec.containers[0]?.name ?? '';
    const node = pod.spec.nodeName ?? '';
    const worker = machines.kubelet(node)?.worker(pod.metadata.uid);
    const view = worker?.podRuntime.latest(container);
    const named = `container "${container}" of Pod ${namespace}/${fault.pod}`;
    if (worker === undefined || view?.report.state !== 'running') throw new Error(`${named} does not run`);
    const probe = failProbe ?? mendProbe;
    if (probe !== undefined) {
      if (!worker.failProbe(container, probe, failProbe !== undefined)) throw new Error(`${named} has no ${probe} probe`);
      this.#keep(`${probe} ${pod.metadata.uid} ${container}`, failProbe === undefined ? undefined : { ...fault, container });
    } else machines.runtime(node)?.crashContainer(view.id, outOfMemory === true ? 'memory' : (exitCode ?? 1));
  }

  #keep(key: string, fault: Fault | undefined): void {
    this.#lasting.delete(key);
    if (fault !== undefined) this.#lasting.set(key, fault);
  }
}
