// The life of the cluster's process: started when first needed, started again when it dies, stopped on request. Knows nothing of VS Code.
import { type Clock, sleep } from '../../base/clock.ts';
import type { Disposable } from '../../base/disposable.ts';
import { Emitter } from '../../base/emitter.ts';
import { isAcknowledgement } from '../../client/port/connection.ts';
import { ConnectionLostError } from '../../client/transport.ts';
import type { ClusterPort } from '../platform.ts';
import { SilenceWatch } from '../silence-watch.ts';
import { type ClusterSession, connectSession } from './cluster-session.ts';

export type ClusterState = 'stopped' | 'starting' | 'running' | 'restarting' | 'failed';

export interface ClusterHostOptions {
  readonly clock: Clock;
  readonly launch: () => ClusterPort | Promise<ClusterPort>;
}

/** After this many deaths within the window the cluster stays down until someone starts it. */
const maxCrashes = 5;
const crashWindowMs = 3 * 60_000;

/** How long the next process waits for the last one to end. */
const endPatienceMs = 3000;

/** So much silence is told: a thread that one command holds. */
const silencePatienceMs = 10_000;

interface RunningCluster {
  readonly session: ClusterSession;
  readonly port: ClusterPort;
  readonly silence: SilenceWatch;
}

export class ClusterHost implements Disposable {
  readonly #options: ClusterHostOptions;
  readonly #state = new Emitter<ClusterState>();
  readonly #session = new Emitter<ClusterSession | undefined>();
  readonly #crash = new Emitter<{ readonly isRestarting: boolean }>();
  readonly #silence = new Emitter<undefined>();
  #current: ClusterState = 'stopped';
  #running: RunningCluster | undefined;
  #starting: Promise<ClusterSession> | undefined;
  #crashTimes: number[] = [];
  /** Counts attempts to start; an attempt that is no longer the last one gives up. */
  #attempt = 0;
  #lastEnded: Promise<void> = Promise.resolve();
  #isDisposed = false;

  readonly onDidChangeState = this.#state.event;
  /** A new session that answers, or undefined when the last one ended. */
  readonly onDidChangeSession = this.#session.event;
  /** The process ended by itself. */
  readonly onDidCrash = this.#crash.event;

  /** The process has not answered for long. `waitOn` tells again, should it last. */
  readonly onDidFallSilent = this.#silence.event;

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

  /** Its silence was told, and still lasts. */
  get isSilent(): boolean {
    return this.#running?.silence.isSilent === true;
  }

  waitOn(): void {
    this.#running?.silence.waitOn();
  }

  /** The running session; starts the cluster when there is none. Rejects when it does not come up. */
  start(): Promise<ClusterSession> {
    if (this.session !== undefined) return Promise.resolve(this.session);
    if (this.#starting !== undefined) return this.#starting;
    const attempt = this.#launch(this.#current === 'restarting' ? 'restarting' : 'starting').finally(() => {
      if (this.#starting === attempt) this.#starting = undefined;
    });
    this.#starting = attempt;
    return attempt;
  }

  /** Ends the process as a crash would, for tests of what follows. */
  kill(): void {
    this.#running?.port.kill();
  }

  stop(): void {
    this.#abandon();
    this.#setState('stopped');
  }

  restart(): Promise<ClusterSession> {
    this.#abandon();
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
    this.#abandon();
    this.#state.dispose();
    this.#session.dispose();
    this.#crash.dispose();
    this.#silence.dispose();
  }

  async #launch(state: ClusterState): Promise<ClusterSession> {
    const attempt = ++this.#attempt;
    this.#setState(state);
    await this.#whenLastEnded();
    this.#assertCurrent(attempt);
    try {
      const port = await this.#options.launch();
      if (attempt !== this.#attempt) port.dispose();
      this.#assertCurrent(attempt);
      const running = this.#connect(port);
      const { session } = running;
      this.#running = running;
      session.onDidClose(() => { this.#onClosed(running); });
      await session.control({ action: 'info' });
      this.#assertCurrent(attempt);
      this.#setState('running');
      this.#session.fire(session);
      return session;
    } catch (error) {
      if (attempt === this.#attempt) {
        this.#release();
        this.#setState('failed');
      }
      throw error;
    }
  }

  /** What is sent while the cluster runs must lead to an answer. */
  #connect(port: ClusterPort): RunningCluster {
    const session: ClusterSession = connectSession({
      post: (message) => {
        port.post(message);
        // That an item was heard is no question, but a sign of life.
        if (this.#current === 'running' && !isAcknowledgement(message)) silence.watch();
      },
      onMessage: (listener) => port.onMessage(listener),
      onClose: (listener) => port.onClose(listener),
    });
    const silence = new SilenceWatch({ clock: this.#options.clock, patienceMs: silencePatienceMs, ping: () => session.control({ action: 'info' }), onSilence: () => { this.#silence.fire(undefined); } });
    return { session, port, silence };
  }

  async #whenLastEnded(): Promise<void> {
    const patience = new AbortController();
    await Promise.race([this.#lastEnded, sleep(this.#options.clock, endPatienceMs, patience.signal)]);
    patience.abort();
  }

  #assertCurrent(attempt: number): void {
    if (attempt !== this.#attempt) throw new ConnectionLostError('the cluster was stopped while it started');
  }

  /** Gives up the process and any attempt to start one. */
  #abandon(): void {
    this.#attempt++;
    this.#starting = undefined;
    this.#release();
  }

  #onClosed(closed: RunningCluster): void {
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
    this.#lastEnded = running.port.ended;
    running.silence.dispose();
    running.session.dispose();
    running.port.dispose();
    this.#session.fire(undefined);
  }

  #setState(state: ClusterState): void {
    if (this.#isDisposed || this.#current === state) return;
    this.#current = state;
    this.#state.fire(state);
  }
}
