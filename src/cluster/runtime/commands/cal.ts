// cal: a month or a year.
import type { Process } from '../process/process.ts';
import { die, getOptions } from './command.ts';

const monthNames = ['January', 'February', 'March', 'April', 'May', 'June', 'July', 'August', 'September', 'October', 'November', 'December'];

function centered(text: string, width: number): string {
  return text.padStart(Math.floor((width + text.length) / 2)).padEnd(width);
}

/** Six weeks of a month, each as wide as the others. */
function weeksOf(year: number, month: number, startsMonday: boolean): string[] {
  const first = (new Date(Date.UTC(year, month, 1)).getUTCDay() + (startsMonday ? 6 : 0)) % 7;
  const count = new Date(Date.UTC(year, month + 1, 0)).getUTCDate();
  return Array.from({ length: 6 }, (_, week) => Array.from({ length: 7 }, (_d, day) => {
    const number = week * 7 + day - first + 1;
    return (number >= 1 && number <= count ? String(number) : '').padStart(2);
  }).join(' '));
}

export async function cal(process: Process): Promise<number> {
  const options = await getOptions(process, 'jmy', {}, { max: 2 });
  const now = new Date(process.context.clock.now());
  const [first, second] = options.args;
  const number = async (text: string, max: number): Promise<number> => {
    if (!/^\d+$/.test(text)) return die(process, `invalid number '${text}'`);
    if (Number(text) < 1 || Number(text) > max) return die(process, `number ${text} is not in 1..${String(max)} range`);
    return Number(text);
  };
  const year = first === undefined ? now.getUTCFullYear() : await number(second ?? first, 9999);
  const isYear = (first !== undefined && second === undefined) || options.has('y');
  const isMonday = options.has('m');
  const days = isMonday ? 'Mo Tu We Th Fr Sa Su' : 'Su Mo Tu We Th Fr Sa';
  if (!isYear) {
    const month = first === undefined ? now.getUTCMonth() : (await number(first, 12)) - 1;
    await process.write(1, [centered(`${monthNames[month] ?? ''} ${String(year)}`, 20).trimEnd(), days, ...weeksOf(year, month, isMonday).map((week) => (week.trim() === '' ? ' '.repeat(21) : week.trimEnd()))].map((line) => `${line}\n`).join(''));
    return 0;
  }
  let out = `${centered(String(year), 64)}\n\n`;
  for (let month = 0; month < 12; month += 3) {
    const three = [month, month + 1, month + 2];
    out += `${three.map((one) => centered(monthNames[one] ?? '', 20)).join('  ')}\n${three.map(() => days).join('  ')}\n`;
    const weeks = three.map((one) => weeksOf(year, one, isMonday));
    for (let week = 0; week < 6; week++) out += `${weeks.map((lines) => lines[week] ?? '').join('  ')}\n`;
  }
  await process.write(1, out);
  return 0;
}
