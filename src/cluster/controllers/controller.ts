// What every controller gets and is: kube-controller-manager's ControllerContext and descriptors.
import type { Clock } from '../../base/clock.ts';
import { type Disposable, DisposableStore } from '../../base/disposable.ts';
import type { Random } from '../../base/random.ts';
import type { KubeObject } from '../../api/meta/object.ts';
import { StatusError } from '../../api/meta/status-error.ts';
import type { Client } from '../../client/client.ts';
import { type Informer, keyOf } from '../../client/informer.ts';
import type { ResourceRef } from '../../client/transport.ts';
import type { InformerFactory } from '../component-helpers/informer-factory.ts';
import { createEventRecorder, type EventRecorder } from '../events/event-recorder.ts';
import { WorkQueue } from './work-queue.ts';

export interface ControllerContext {
  readonly clock: Clock;
  readonly random: Random;
  readonly informers: InformerFactory;
  /** A client whose requests carry the component's name. */
  readonly clientFor: (component: string) => Client;
  /** The cluster's CA as PEM. */
  readonly certificate: string;
  /** A text that nobody can guess. */
  readonly newSecret: () => string;
  readonly onError: (error: unknown) => void;
}

export interface Controller {
  /** As upstream names it; `--disable` takes it. */
  readonly name: string;
  start(context: ControllerContext): Disposable;
}

/** A refusal to create something in a namespace that is going: nothing to report. */
export function isNamespaceTerminating(error: unknown): boolean {
  return error instanceof StatusError && error.status.details?.causes?.some((c) => c.reason === 'NamespaceTerminating') === true;
}

/** What most controllers are made of: a client, a recorder, a queue and subscriptions, given back together. */
export class ControllerBase implements Disposable {
  readonly context: ControllerContext;
  readonly client: Client;
  readonly events: EventRecorder;
  readonly queue: WorkQueue;
  readonly owned = new DisposableStore();
  readonly #needed: Promise<void>[] = [];
  #hasSynced = false;

  /** `reconcile` runs only when all informers that were asked for have synced. */
  constructor(context: ControllerContext, component: string, reconcile: (key: string) => Promise<void>, workers = 5) {
    this.context = context;
    this.client = context.clientFor(component);
    this.events = createEventRecorder({ client: this.client, clock: context.clock, component });
    this.queue = this.owned.add(new WorkQueue({
      clock: context.clock,
      workers,
      reconcile: async (key) => {
        if (!this.#hasSynced) await Promise.all(this.#needed);
        this.#hasSynced = true;
        await reconcile(key);
      },
      // A refusal is told by an Event and tried again.
      onError: (_key, error) => { if (!(error instanceof StatusError && (error.code === 403 || error.code === 409))) context.onError(error); },
    }));
  }

  get nowMs(): number {
    return this.context.clock.now();
  }

  /** The shared informer; the first reconcile waits for its sync. */
  informer<T extends KubeObject>(ref: ResourceRef): Informer<T> {
    const informer = this.context.informers.of<T>(ref);
    this.#needed.push(informer.whenSynced());
    return informer;
  }

  /** Calls back with the state of an object after each change, and `isGone` when it was deleted; replaced objects are told as gone first. */
  onChange<T extends KubeObject>(informer: Informer<T>, hear: (object: T, old: T | undefined, isGone: boolean) => void): void {
    this.owned.add(informer.onDidAdd(({ object }) => { hear(object, undefined, false); }));
    this.owned.add(informer.onDidUpdate(({ old, object }) => {
      if (old.metadata.uid === object.metadata.uid) {
        hear(object, old, false);
        return;
      }
      hear(old, undefined, true);
      hear(object, undefined, false);
    }));
    this.owned.add(informer.onDidDelete(({ object }) => { hear(object, undefined, true); }));
  }

  /** Enqueues every change of the objects that the controller is about. */
  enqueueChanges<T extends KubeObject>(informer: Informer<T>): void {
    this.onChange(informer, (object) => { this.queue.add(keyOf(object)); });
  }

  dispose(): void {
    this.owned.dispose();
  }
}
