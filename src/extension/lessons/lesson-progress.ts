// How far each lesson is: follows the cluster and the commands that run, and keeps what is done across windows.
import type { Memento } from 'vscode';
import type { Clock } from '../../base/clock.ts';
import { type Disposable, DisposableStore } from '../../base/disposable.ts';
import { Emitter } from '../../base/emitter.ts';
import type { ClusterWatch } from '../cluster-view/cluster-watch.ts';
import { type Lesson, stepsDone } from './lesson.ts';

const key = 'podlab.lessons';
/** Changes of the cluster are looked at this long after the first of a batch. */
const batchMs = 200;

export class LessonProgress implements Disposable {
  readonly #lessons: readonly Lesson[];
  readonly #memento: Memento;
  readonly #watch: ClusterWatch;
  /** Steps done of the lessons that were begun; only these are looked at. */
  readonly #done: Map<string, number>;
  readonly #changes = new Emitter<Lesson>();
  readonly #owned = new DisposableStore();
  readonly #timer = new DisposableStore();

  /** A lesson was begun, went on or was forgotten. */
  readonly onDidChange = this.#changes.event;

  constructor({ lessons, memento, watch, clock }: { lessons: readonly Lesson[]; memento: Memento; watch: ClusterWatch; clock: Clock }) {
    this.#lessons = lessons;
    this.#memento = memento;
    this.#watch = watch;
    this.#done = new Map(Object.entries(memento.get<Record<string, number>>(key, {})));
    this.#owned.add(this.#changes);
    this.#owned.add(this.#timer);
    this.#owned.add(watch.onDidChange(() => {
      if (this.#done.size > 0 && this.#timer.size === 0) this.#timer.add(clock.setTimeout(() => {
        this.#timer.clear();
        this.#look();
      }, batchMs));
    }));
  }

  /** Undefined when it was not begun. */
  done(lesson: Lesson): number | undefined {
    return this.#done.get(lesson.id);
  }

  isDone(lesson: Lesson): boolean {
    return this.done(lesson) === lesson.steps.length;
  }

  /** One that is done begins anew. */
  begin(lesson: Lesson): void {
    if (this.done(lesson) === undefined || this.isDone(lesson)) this.#set(lesson, 0);
    this.#look();
  }

  /** A command has run; in the words that `LessonStep.proof` reads. */
  ran(command: string): void {
    this.#look(command);
  }

  /** Forgets everything. */
  reset(): void {
    const begun = this.#lessons.filter((lesson) => this.#done.has(lesson.id));
    this.#done.clear();
    void this.#memento.update(key, undefined);
    for (const lesson of begun) this.#changes.fire(lesson);
  }

  dispose(): void {
    this.#owned.dispose();
  }

  #look(command?: string): void {
    // What is absent while kinds are still being listed proves nothing.
    if (!this.#watch.isComplete || this.#watch.model.ofKind('Node').length === 0) return;
    for (const lesson of this.#lessons) {
      const done = this.#done.get(lesson.id);
      if (done === undefined || done === lesson.steps.length) continue;
      const reached = stepsDone(lesson, done, this.#watch.model, command);
      if (reached !== done) this.#set(lesson, reached);
    }
  }

  #set(lesson: Lesson, done: number): void {
    this.#done.set(lesson.id, done);
    void this.#memento.update(key, Object.fromEntries(this.#done));
    this.#changes.fire(lesson);
  }
}
