// The Lessons view: lessons and their steps, each with a mark when it is done.
import { EventEmitter, MarkdownString, ThemeColor, ThemeIcon, type TreeDataProvider, TreeItem, TreeItemCollapsibleState } from 'vscode';
import { type Disposable, DisposableStore } from '../../base/disposable.ts';
import { type Lesson, plain } from './lesson.ts';
import type { LessonProgress } from './lesson-progress.ts';

export type LessonNode = { readonly lesson: Lesson; readonly step?: number };

export class LessonTree implements TreeDataProvider<LessonNode>, Disposable {
  readonly #roots: readonly LessonNode[];
  readonly #progress: LessonProgress;
  readonly #changed = new EventEmitter<LessonNode | undefined>();
  readonly #owned = new DisposableStore();

  readonly onDidChangeTreeData = this.#changed.event;

  constructor(lessons: readonly Lesson[], progress: LessonProgress) {
    this.#roots = lessons.map((lesson) => ({ lesson }));
    this.#progress = progress;
    this.#owned.add(this.#changed);
    this.#owned.add(progress.onDidChange((lesson) => { this.#changed.fire(this.node(lesson)); }));
  }

  node(lesson: Lesson): LessonNode | undefined {
    return this.#roots.find((root) => root.lesson === lesson);
  }

  getChildren(node?: LessonNode): LessonNode[] {
    if (node === undefined) return [...this.#roots];
    return node.step === undefined ? node.lesson.steps.map((_, step) => ({ lesson: node.lesson, step })) : [];
  }

  getParent(node: LessonNode): LessonNode | undefined {
    return node.step === undefined ? undefined : this.node(node.lesson);
  }

  getTreeItem({ lesson, step }: LessonNode): TreeItem {
    return step === undefined ? this.#lessonItem(lesson) : this.#stepItem(lesson, step);
  }

  dispose(): void {
    this.#owned.dispose();
  }

  #lessonItem(lesson: Lesson): TreeItem {
    const done = this.#progress.done(lesson);
    const item = new TreeItem(`${this.#roots.findIndex((root) => root.lesson === lesson) + 1}. ${lesson.title}`, TreeItemCollapsibleState.Collapsed);
    item.id = lesson.id;
    item.contextValue = 'podlab.lesson';
    item.description = done === undefined ? lesson.about : `${done} of ${lesson.steps.length}`;
    item.tooltip = lesson.about;
    item.iconPath = this.#progress.isDone(lesson) ? doneIcon() : new ThemeIcon('mortar-board');
    item.accessibilityInformation = { label: `Lesson ${lesson.title}, ${done === undefined ? 'not begun' : `${done} of ${lesson.steps.length} steps done`}` };
    return item;
  }

  #stepItem(lesson: Lesson, index: number): TreeItem {
    const done = this.#progress.done(lesson) ?? -1;
    const { title, how } = lesson.steps[index] ?? { title: '', how: '' };
    const state = index < done ? 'done' : index === done ? 'next' : 'to do';
    const item = new TreeItem(title, TreeItemCollapsibleState.None);
    item.id = `${lesson.id}/${index}`;
    item.contextValue = 'podlab.lessonStep';
    item.description = state === 'next' ? plain(how) : '';
    item.tooltip = new MarkdownString(how);
    item.iconPath = state === 'done' ? doneIcon() : new ThemeIcon(state === 'next' ? 'arrow-right' : 'circle-large-outline', state === 'next' ? new ThemeColor('charts.blue') : undefined);
    item.accessibilityInformation = { label: `Step ${index + 1}, ${state}: ${title}. ${plain(how)}` };
    return item;
  }
}

function doneIcon(): ThemeIcon {
  return new ThemeIcon('pass-filled', new ThemeColor('charts.green'));
}
