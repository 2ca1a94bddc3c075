// The one table that every benchmark prints: figures beside their aims, what a real Kubernetes did, and the baseline kept in baseline.json.
import { readFileSync, writeFileSync } from 'node:fs';
import { cpus, loadavg } from 'node:os';

export interface Figure {
  readonly name: string;
  readonly value: number;
  readonly unit: string;
  readonly better: 'higher' | 'lower';
  /** What the figure should reach: at least when higher is better, at most otherwise. */
  readonly aim?: number;
  /** What kube-apiserver, kube-scheduler or a real control plane did on two quiet cores of such a machine. */
  readonly real?: number;
  /** The figure by the CPU time of the measuring thread: what a core of its own would give, whatever else the machine does. */
  readonly onQuietCore?: number;
}

type Baselines = Record<string, Record<string, number>>;

const baselineFile = new URL('baseline.json', import.meta.url);

/** Prints the figures of one benchmark. With the flag `--save` they become its baseline. */
export function report(benchmark: string, figures: readonly Figure[]): void {
  const baselines = JSON.parse(readFileSync(baselineFile, 'utf8')) as Baselines;
  const before = baselines[benchmark] ?? {};
  console.log(`${benchmark}: Node ${process.versions.node}, ${cpus().length} cores, load ${loadavg()[0]?.toFixed(1) ?? '?'}${isBusy() ? ' (busy: times are longer than on a quiet machine)' : ''}`);
  console.table(Object.fromEntries(figures.map((figure) => [figure.name, rowOf(figure, before[figure.name])])));
  if (!process.argv.includes('--save')) return;
  baselines[benchmark] = Object.fromEntries(figures.map((figure) => [figure.name, rounded(comparable(figure))]));
  writeFileSync(baselineFile, `${JSON.stringify(baselines, null, 2)}\n`);
  console.log(`saved as the baseline of ${benchmark}`);
}

/** By CPU time where there is one: that is what a busy machine disturbs least. */
function comparable({ value, onQuietCore }: Figure): number {
  return onQuietCore ?? value;
}

function rowOf(figure: Figure, before: number | undefined): Record<string, string> {
  const { value, unit, better, aim, real, onQuietCore } = figure;
  const best = comparable(figure);
  return {
    figure: `${text(value)} ${unit}`,
    'on a quiet core': onQuietCore === undefined ? '' : text(onQuietCore),
    aim: aim === undefined ? '' : `${better === 'higher' ? '≥' : '≤'} ${text(aim)}`,
    met: aim === undefined ? '' : (better === 'higher' ? best >= aim : best <= aim) ? 'yes' : 'NO',
    'real Kubernetes': real === undefined ? '' : text(real),
    baseline: before === undefined ? '' : text(before),
    change: before === undefined || before === 0 ? '' : changeOf(best / before, better),
  };
}

function changeOf(ratio: number, better: Figure['better']): string {
  const percent = Math.round((ratio - 1) * 100);
  if (Math.abs(percent) < 5) return '=';
  return `${percent > 0 ? '+' : ''}${percent} % ${percent > 0 === (better === 'higher') ? 'better' : 'worse'}`;
}

function rounded(value: number): number {
  return Number(value.toPrecision(4));
}

function text(value: number): string {
  return Math.abs(value) >= 100 ? Math.round(value).toLocaleString('en-GB') : String(Number(value.toPrecision(3)));
}

function isBusy(): boolean {
  return (loadavg()[0] ?? 0) > cpus().length;
}
