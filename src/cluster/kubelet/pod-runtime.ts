// What the runtime knows of one Pod: its sandbox and the instances of its containers, as kubecontainer.PodStatus.
import { SmallMap } from '../../base/small-map.ts';
import type { Container, Pod } from '../../api/generated/core-v1.ts';
import type { ContainerStatusReport, RuntimeService } from './runtime-service.ts';

/** One instance of a container. */
export interface ContainerRecord {
  readonly name: string;
  readonly id: string;
  readonly restartCount: number;
  /** Of the spec that it was made from; another hash means that it must be restarted. */
  readonly hash: string;
  readonly createdAtMs: number;
}

export interface ContainerView extends ContainerRecord {
  readonly report: ContainerStatusReport;
}

/** Invariant: `records` holds at most one instance that has not ended per container name, the newest first. */
export class PodRuntime {
  sandbox: { readonly id: string; readonly ip: string } | undefined;
  sandboxAttempts = 0;
  readonly #runtime: RuntimeService;
  readonly #records = new SmallMap<string, ContainerRecord[]>();

  constructor(runtime: RuntimeService) {
    this.#runtime = runtime;
  }

  /** Instances of a container, newest first. */
  instances(name: string): ContainerView[] {
    const views: ContainerView[] = [];
    for (const record of this.#records.get(name) ?? []) {
      const report = this.#runtime.containerStatus(record.id);
      if (report !== undefined) views.push({ ...record, report });
    }
    return views;
  }

  latest(name: string): ContainerView | undefined {
    for (const record of this.#records.get(name) ?? []) {
      const report = this.#runtime.containerStatus(record.id);
      if (report !== undefined) return { ...record, report };
    }
    return undefined;
  }

  /** The newest instance of each container that runs. */
  running(): ContainerView[] {
    return [...this.#records.keys()].map((name) => this.latest(name)).filter((view) => view?.report.state === 'running') as ContainerView[];
  }

  all(): ContainerRecord[] {
    return [...this.#records.values()].flat();
  }

  add(record: ContainerRecord): void {
    this.#records.set(record.name, [record, ...(this.#records.get(record.name) ?? [])]);
  }

  /** Forgets and removes ended instances beyond the newest two, whose logs and status are still shown. */
  async prune(name: string): Promise<void> {
    const records = this.#records.get(name) ?? [];
    const old = records.slice(2);
    this.#records.set(name, records.slice(0, 2));
    for (const record of old) await this.#runtime.removeContainer(record.id);
  }

  async removeAll(names?: readonly string[]): Promise<void> {
    const doomed = this.all().filter((r) => names?.includes(r.name) ?? true);
    for (const name of names ?? [...this.#records.keys()]) this.#records.delete(name);
    for (const record of doomed) await this.#runtime.removeContainer(record.id);
  }
}

/** Changes when something changed for which a running container must be made anew: in practice its image. */
export function containerHash(container: Container): string {
  return `${container.name}|${container.image}`;
}

export type ContainerKind = 'init' | 'regular' | 'ephemeral';

/** `spec.containers{main}`, as Events name a container. */
export function containerFieldPath(pod: Pod, name: string): string {
  if (pod.spec.initContainers?.some((c) => c.name === name) === true) return `spec.initContainers{${name}}`;
  if (pod.spec.ephemeralContainers?.some((c) => c.name === name) === true) return `spec.ephemeralContainers{${name}}`;
  return `spec.containers{${name}}`;
}
