// bc.
import type { Process } from '../process/process.ts';
import { formatPrintf } from '../text/printf.ts';
import { complain } from './command.ts';
import { wholeInput } from './input.ts';

export async function bc(process: Process): Promise<number> {
  const lines = (await wholeInput(process, process.argv.slice(1).filter((arg) => !arg.startsWith('-')))).split(/[\n;]/);
  let scale = process.argv.includes('-l') ? 20 : 0;
  for (const line of lines) {
    const text = line.trim();
    const setting = /^scale\s*=\s*(\d+)$/.exec(text);
    if (setting) scale = Number(setting[1]);
    else if (text === 'quit') return 0;
    else if (/^[\d\s.+\-*/%()^]+$/.test(text)) {
      const value = evaluateDecimal(text);
      if (value === undefined) return complain(process, 'bad expression');
      const shown = text.includes('/') ? truncate(value, scale) : String(value);
      await process.write(1, `${formatPrintf('%s', [shown.replace(/^(-?)0\./, '$1.')]).text}\n`);
    } else if (text !== '') return complain(process, 'bad expression');
  }
  return 0;
}

function truncate(value: number, scale: number): string {
  const factorOf = 10 ** Math.min(scale, 15);
  return (Math.trunc(value * factorOf) / factorOf).toFixed(Math.min(scale, 15));
}

function evaluateDecimal(text: string): number | undefined {
  const tokens = text.match(/\d+\.?\d*|\.\d+|[-+*/%()^]/g) ?? [];
  let at = 0;
  const primary = (): number => {
    const token = tokens[at++];
    if (token === '(') {
      const value = sum();
      at++;
      return value;
    }
    if (token === '-') return -primary();
    return Number(token);
  };
  const power = (): number => {
    const base = primary();
    if (tokens[at] !== '^') return base;
    at++;
    return base ** power();
  };
  const product = (): number => {
    let value = power();
    while (tokens[at] === '*' || tokens[at] === '/' || tokens[at] === '%') {
      const op = tokens[at++];
      const right = power();
      value = op === '*' ? value * right : op === '/' ? value / right : value % right;
    }
    return value;
  };
  const sum = (): number => {
    let value = product();
    while (tokens[at] === '+' || tokens[at] === '-') value = tokens[at++] === '+' ? value + product() : value - product();
    return value;
  };
  const value = sum();
  return at === tokens.length && Number.isFinite(value) ? value : undefined;
}
