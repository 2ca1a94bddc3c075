// What the cluster last said of its simulation: its time, estimated from then on so that ages follow a paused or sped-up clock, and which machines are off.
import type { Clock } from '../../base/clock.ts';
import { Emitter } from '../../base/emitter.ts';
import type { ClusterInfo } from '../../client/port/session-protocol.ts';

export class ClusterTime {
  readonly #host: Clock;
  #info: ClusterInfo | undefined;
  #heardMs = 0;
  readonly #changed = new Emitter<undefined>();

  readonly onDidChange = this.#changed.event;

  constructor(host: Clock) {
    this.#host = host;
  }

  get info(): ClusterInfo | undefined {
    return this.#info;
  }

  /** Takes the cluster's word; undefined when there is no cluster. */
  set(info: ClusterInfo | undefined): void {
    this.#info = info;
    this.#heardMs = this.#host.now();
    this.#changed.fire(undefined);
  }

  isPoweredOff(node: string): boolean {
    return this.#info?.poweredOff.includes(node) ?? false;
  }

  now(): number {
    const info = this.#info;
    if (info === undefined) return this.#host.now();
    return info.isPaused ? info.nowMs : info.nowMs + (this.#host.now() - this.#heardMs) * info.speed;
  }
}
