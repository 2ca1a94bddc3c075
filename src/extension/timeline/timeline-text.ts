// A Pod's timeline as a text: a chart of one line each for the Pod, its containers and its Events, and the same in words. Knows nothing of VS Code.
import { eventMark, fieldMark } from '../documents/link-marks.ts';
import { timeText } from '../text/time-text.ts';
import type { EventMark, Lane, PodTimeline, Stretch, StretchKind } from './pod-timeline.ts';

const columns = 60;
const tickColumns = 10;
/** What a column may stand for, in milliseconds. */
const steps = [10, 20, 50, 100, 200, 500, 1_000, 2_000, 5_000, 10_000, 15_000, 30_000, 60_000, 120_000, 300_000, 600_000, 1_800_000, 3_600_000];

/** Of several in one column the last of this list is drawn. */
const glyphs: Readonly<Record<StretchKind, string>> = { waiting: '░', ready: '█', running: '▓', terminating: '▚', 'backing off': '▒', completed: '√', failed: 'x' };
const kinds = Object.keys(glyphs) as StretchKind[];
/** Follows where something ended and nothing came after. */
const ended = '·';
const happened = '•';
const warned = '!';

export function timelineText(pod: string, timeline: PodTimeline): string {
  const { fromMs, toMs, isOver, lanes, marks } = timeline;
  const stepMs = steps.find((step) => (toMs - fromMs) / step <= columns) ?? Math.ceil((toMs - fromMs) / columns);
  const width = Math.max(...lanes.map(({ name }) => name.length), 'Events'.length) + 2;
  const count = Math.max(1, Math.ceil((toMs - fromMs) / stepMs));
  const columnOf = (ms: number): number => Math.min(count - 1, Math.floor((ms - fromMs) / stepMs));
  const line = (name: string, drawn: string): string => `${name.padEnd(width)}${drawn}`.trimEnd();
  const sections = [
    [line('', axis(count, stepMs)), ...lanes.map((lane) => line(lane.name, drawLane(lane, count, columnOf))), line('Events', drawMarks(marks, count, columnOf))],
    [kinds.map((kind) => `${glyphs[kind]} ${kind}`).join('   '), `${ended} ended   ${happened} Event   ${warned} warning`],
    ...lanes.map((lane) => [lane.name, ...lane.stretches.map((stretch, at) => stretchLine(stretch, fromMs, !isOver && at === lane.stretches.length - 1))]),
    ['Events', ...marks.map(({ atMs, reason, message, field }) => `  ${since(atMs, fromMs)}  ${eventMark}${reason}: ${message}${field === undefined ? '' : `  ${fieldMark}${field}`}`)],
  ];
  return `Timeline of Pod ${pod}, ${timeText(fromMs)} to ${isOver ? `its end at ${timeText(toMs)}` : timeText(toMs)}; a column is ${duration(stepMs)}\nFields of the stored Pod, each behind an arrow, and Events can be followed with Ctrl+Click.\n\n${sections.map((lines) => `${lines.join('\n')}\n`).join('\n')}`;
}

function axis(count: number, stepMs: number): string {
  let drawn = '';
  for (let column = 0; column < count; column += tickColumns) drawn = `${drawn.padEnd(column)}+${duration(column * stepMs)} `;
  return drawn;
}

function drawLane({ stretches }: Lane, count: number, columnOf: (ms: number) => number): string {
  const drawn = Array<string>(count).fill(' ');
  const drawnAs = Array<number>(count).fill(-1);
  for (const { kind, fromMs, toMs } of stretches) {
    const isEnd = kind === 'completed' || kind === 'failed';
    const first = columnOf(fromMs);
    // What ended within a column does not reach into the next.
    for (let column = first; column <= Math.max(first, columnOf(toMs - 1)); column++) {
      const weight = isEnd && column > first ? 0 : kinds.indexOf(kind);
      if (weight < (drawnAs[column] ?? -1)) continue;
      drawnAs[column] = weight;
      drawn[column] = isEnd && column > first ? ended : glyphs[kind];
    }
  }
  return drawn.join('');
}

function drawMarks(marks: readonly EventMark[], count: number, columnOf: (ms: number) => number): string {
  const drawn = Array<string>(count).fill(' ');
  for (const { atMs, isWarning } of marks) {
    const column = Math.max(0, columnOf(atMs));
    if (drawn[column] !== warned) drawn[column] = isWarning ? warned : happened;
  }
  return drawn.join('');
}

function stretchLine({ kind, words, field, fromMs, toMs }: Stretch, startMs: number, isLasting: boolean): string {
  const isEnd = kind === 'completed' || kind === 'failed';
  const length = isEnd ? '' : `, for ${duration(toMs - fromMs)}${isLasting ? ' so far' : ''}`;
  return `  ${since(fromMs, startMs)}  ${words}${length}  ${fieldMark}${field}`;
}

function since(ms: number, startMs: number): string {
  return `+${duration(ms - startMs)}`.padEnd(10);
}

/** `0.05 s`, `12 s`, `2 min 5 s`, `1 h`. */
function duration(ms: number): string {
  if (ms < 60_000) return `${Number((ms / 1000).toFixed(ms < 10_000 ? 2 : 1))} s`;
  const minutes = Math.floor(ms / 60_000);
  const [large, small, largeUnit, smallUnit] = minutes < 60 ? [minutes, Math.round((ms % 60_000) / 1000), 'min', 's'] : [Math.floor(minutes / 60), minutes % 60, 'h', 'min'];
  return small === 0 ? `${large} ${largeUnit}` : `${large} ${largeUnit} ${small} ${smallUnit}`;
}
