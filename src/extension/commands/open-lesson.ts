// Podlab: Begin Lesson, and Forget Lessons.
import { window, workspace } from 'vscode';
import type { Command } from '../podlab.ts';
import { type Lesson, lessonText } from '../lessons/lesson.ts';
import { lessons } from '../lessons/lessons.ts';

export const openLesson: Command = {
  id: 'openLesson',
  async run({ lessonProgress, lessonTree, lessonView, cluster }, asked) {
    const lesson = lessonOf(asked) ?? (await window.showQuickPick(lessons.map((one, i) => ({ label: `${i + 1}. ${one.title}`, description: lessonProgress.isDone(one) ? 'done' : '', detail: one.about, lesson: one })), { title: 'Begin Lesson', matchOnDetail: true }))?.lesson;
    if (lesson === undefined) return;
    await cluster.start();
    lessonProgress.begin(lesson);
    await window.showTextDocument(await workspace.openTextDocument({ language: 'yaml', content: lessonText(lesson) }), { preview: false });
    const node = lessonTree.node(lesson);
    if (node !== undefined) await lessonView.reveal(node, { expand: true, select: true, focus: false });
  },
};

export const resetLessons: Command = {
  id: 'resetLessons',
  run({ lessonProgress }) {
    lessonProgress.reset();
    return Promise.resolve();
  },
};

/** A lesson named by its id or by its row; undefined for anything else. */
function lessonOf(asked: unknown): Lesson | undefined {
  const id = typeof asked === 'object' && asked !== null && 'lesson' in asked ? (asked.lesson as Partial<Lesson> | undefined)?.id : asked;
  return lessons.find((lesson) => lesson.id === id);
}
