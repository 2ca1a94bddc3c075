// The life of the cluster's process: started when first needed, started again when it dies, stopped on request. Knows nothing of VS Code.
import type { Clock } from '../../base/clock.ts';
import { type Disposable, DisposableStore } from '../../base/disposable.ts';
import { Emitter } from '../../base/emitter.ts';
import { ConnectionLostError } from '../../client/transport.ts';
import type { ClusterPort } from '../platform.ts';
import { type ClusterSession, connectSession } from './cluster-session.ts';

export type ClusterState = 'stopped' | 'starting' | 'running' | 'restarting' | 'failed';

export interface ClusterHostOptions {
  readonly clock: Clock;
  readonly launch: () => ClusterPort;
}

/** After this many deaths within the window the cluster stays down until someone starts it. */
const maxCrashes = 5;
const crashWindowMs = 3 * 60_000;

export class ClusterHost implements Disposable {
  readonly #options: ClusterHostOptions;
  readonly #state = new Emitter<ClusterState>();
  readonly #session = new Emitter<ClusterSession | undefined>();
  readonly #crash = new Emitter<{ readonly isRestarting: boolean }>();
  #current: ClusterState = 'stopped';
  #running: { readonly session: ClusterSession; readonly port: ClusterPort; readonly owned: DisposableStore } | undefined;
  #starting: Promise<ClusterSession> | undefined;
  #crashTimes: number[] = [];
  #isDisposed = false;

  readonly onDidChangeState = this.#state.event;
  /** A new session that answers, or undefined when the last one ended. */
  readonly onDidChangeSession = this.#session.event;
  /** The process ended by itself. */
  readonly onDidCrash = this.#crash.event;

  constructor(options: ClusterHostOptions) {
    this.#options = options;
  }

  get state(): ClusterState {
    return this.#current;
  }

  /** The session, when one is running. */
  get session(): ClusterSession | undefined {
    return this.#current === 'running' ? this.#running?.session : undefined;
  }

  /** The cluster's process, where it has one. */
  get pid(): number | undefined {
    return this.#running?.port.pid;
  }

  /** The running session; starts the cluster when there is none. Rejects when it does not come up. */
  start(): Promise<ClusterSession> {
    if (this.session !== undefined) return Promise.resolve(this.session);
    this.#starting ??= this.#launch(this.#current === 'restarting' ? 'restarting' : 'starting').finally(() => { this.#starting = undefined; });
    return this.#starting;
  }

  /** Ends the process as a crash would, for tests of what follows. */
  kill(): void {
    this.#running?.port.kill();
  }

  stop(): void {
    this.#release();
    this.#setState('stopped');
  }

  async restart(): Promise<ClusterSession> {
    this.#release();
    this.#crashTimes = [];
    this.#setState('restarting');
    return this.start();
  }

  /** Makes everyone read again from the running cluster, as after a reset. */
  refreshSession(): void {
    if (this.session !== undefined) this.#session.fire(this.session);
  }

  dispose(): void {
    this.#isDisposed = true;
    this.#release();
    this.#state.dispose();
    this.#session.dispose();
    this.#crash.dispose();
  }

  async #launch(state: ClusterState): Promise<ClusterSession> {
    this.#setState(state);
    const owned = new DisposableStore();
    let port: ClusterPort;
    try {
      port = this.#options.launch();
    } catch (error) {
      this.#setState('failed');
      throw error;
    }
    const session = connectSession(port);
    owned.add(port);
    owned.add(session);
    const running = { session, port, owned };
    this.#running = running;
    session.onDidClose(() => { this.#onClosed(running); });
    try {
      await session.control({ action: 'info' });
    } catch (error) {
      if (this.#running === running) {
        this.#release();
        this.#setState('failed');
      }
      throw error;
    }
    if (this.#running !== running) throw new ConnectionLostError('the cluster was stopped while it started');
    this.#setState('running');
    this.#session.fire(session);
    return session;
  }

  #onClosed(closed: { readonly owned: DisposableStore }): void {
    if (this.#running !== closed) return;
    const wasRunning = this.#current === 'running';
    this.#release();
    if (!wasRunning) return;
    const now = this.#options.clock.now();
    this.#crashTimes = [...this.#crashTimes.filter((at) => now - at < crashWindowMs), now];
    const isRestarting = this.#crashTimes.length < maxCrashes;
    this.#setState(isRestarting ? 'restarting' : 'failed');
    this.#crash.fire({ isRestarting });
    // The failure is said by the state; a waiting caller hears it from its own start().
    if (isRestarting) this.start().catch(() => undefined);
  }

  #release(): void {
    const running = this.#running;
    if (running === undefined) return;
    this.#running = undefined;
    running.owned.dispose();
    this.#session.fire(undefined);
  }

  #setState(state: ClusterState): void {
    if (this.#isDisposed || this.#current === state) return;
    this.#current = state;
    this.#state.fire(state);
  }
}
