// What a lesson is: a manifest and steps, each of which the running cluster or a command proves. Knows nothing of VS Code.
import type { ClusterModel } from '../cluster-view/cluster-model.ts';
import type { Entry } from '../cluster-view/entry.ts';

/** The objects that steps look at. */
export type Objects = Pick<ClusterModel, 'entry' | 'ofKind'>;

export interface LessonStep {
  /** What to do, in a line. */
  readonly title: string;
  /** How, and what to see; Markdown. */
  readonly how: string;
  /** Proved by the cluster's objects, or by a command that ran: kubectl's words without `kubectl`, be it typed or behind a click, or `podlab.` and a command that has no such words. */
  readonly proof: ((objects: Objects) => boolean) | { readonly command: RegExp };
}

export interface Lesson {
  readonly id: string;
  readonly title: string;
  /** What it teaches, in a sentence. */
  readonly about: string;
  readonly manifest: string;
  readonly steps: readonly LessonStep[];
}

/** Steps of a lesson that are done, each once all before it are: those of `done` and the next ones that hold now. `ran` is the command that ran last. */
export function stepsDone(lesson: Lesson, done: number, objects: Objects, ran?: string): number {
  let reached = done;
  for (let step = lesson.steps[reached]; step !== undefined && isProved(step, objects, ran); step = lesson.steps[reached]) reached++;
  return reached;
}

function isProved({ proof }: LessonStep, objects: Objects, ran: string | undefined): boolean {
  return typeof proof === 'function' ? proof(objects) : ran !== undefined && proof.command.test(ran);
}

/** The lesson as a document: what to do as comments above its manifest. */
export function lessonText({ title, about, steps, manifest }: Lesson): string {
  const told = steps.flatMap(({ title: what, how }, i) => wrapped(`${what}. ${how}`).map((line, at) => `# ${at === 0 ? `${i + 1}.` : '  '} ${line}`));
  return `${[`# Lesson: ${title}. ${about}`, '#', ...told].join('\n')}\n${manifest}`;
}

/** The words of a step's Markdown. */
export function plain(how: string): string {
  return how.replaceAll(/[*`]/g, '');
}

/** Lines that fit beside the minimap, as plain text; code stays whole, so that it can be copied. */
function wrapped(markdown: string): string[] {
  const whole = markdown.replaceAll(/`[^`]*`/g, (code) => code.replaceAll(' ', '\u00a0'));
  return (plain(whole).match(/\S(?:.{0,76}\S)?(?= |$)|[^ ]+/g) ?? []).map((line) => line.replaceAll('\u00a0', ' '));
}

export function podNamed(objects: Objects, name: string): Entry | undefined {
  return objects.entry(`pods/default/${name}`);
}
