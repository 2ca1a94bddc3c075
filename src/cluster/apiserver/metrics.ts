// Counters for /metrics, by verb and code: a small part of kube-apiserver's metrics, in Prometheus' text format.
import type { Clock } from '../../base/clock.ts';
import type { Store } from '../store/store.ts';

export class RequestMetrics {
  readonly #clock: Clock;
  readonly #startMs: number;
  /** By resource, and there by verb and code. */
  readonly #counts = new Map<string, Map<string, Map<number, number>>>();

  constructor(clock: Clock) {
    this.#clock = clock;
    this.#startMs = clock.now();
  }

  count(verb: string, resource: string, code: number): void {
    let verbs = this.#counts.get(resource);
    if (verbs === undefined) this.#counts.set(resource, (verbs = new Map()));
    let codes = verbs.get(verb);
    if (codes === undefined) verbs.set(verb, (codes = new Map()));
    codes.set(code, (codes.get(code) ?? 0) + 1);
  }

  #requestTotals(): string[] {
    return [...this.#counts].flatMap(([resource, verbs]) => [...verbs].flatMap(([verb, codes]) => [...codes].map(([code, n]) => `apiserver_request_total{code="${code}",resource="${resource}",verb="${verb.toUpperCase()}"} ${n}`)));
  }

  /** `store` tells how many objects there are. */
  text(store: Store): string {
    const lines: string[] = [];
    const family = (name: string, type: string, help: string, samples: readonly string[]): void => {
      lines.push(`# HELP ${name} [STABLE] ${help}`, `# TYPE ${name} ${type}`, ...samples);
    };
    family('apiserver_request_total', 'counter', 'Counter of apiserver requests broken out for each verb, resource and code.', this.#requestTotals());
    family('apiserver_request_duration_seconds', 'histogram', 'Response latency distribution in seconds; not measured here.', []);
    family('apiserver_storage_objects', 'gauge', 'Number of stored objects by resource.', store.resources().map((r) => `apiserver_storage_objects{resource="${r}"} ${store.count(r)}`));
    family('kubernetes_build_info', 'gauge', 'A metric with a constant 1 value labeled by version.', ['kubernetes_build_info{git_version="v1.36.3",major="1",minor="36"} 1']);
    family('process_start_time_seconds', 'gauge', 'Start time of the process since unix epoch in seconds.', [`process_start_time_seconds ${this.#startMs / 1000}`]);
    family('go_goroutines', 'gauge', 'Number of goroutines that currently exist; there are none here.', ['go_goroutines 1']);
    family('podlab_cluster_time_seconds', 'gauge', 'The time of the cluster since unix epoch in seconds.', [`podlab_cluster_time_seconds ${this.#clock.now() / 1000}`]);
    return `${lines.join('\n')}\n`;
  }
}
