// The processes that a test's own VS Code has started, and no others.
import { execFileSync } from 'node:child_process';

/** Process ids below the process whose command line has `ancestor`, whose own has `text`. */
export function processesBelow(ancestor: string, text: string): number[] {
  const lines = execFileSync('ps', ['-ww', '-eo', 'pid=,ppid=,args='], { encoding: 'utf8' }).split('\n');
  const rows = new Map(lines.map((line) => /^\s*(\d+)\s+(\d+)\s+(.*)$/.exec(line)).filter((match) => match !== null).map(([, pid, parent, args = '']) => [Number(pid), { parent: Number(parent), args }]));
  const isBelow = (pid: number): boolean => {
    const row = rows.get(pid);
    return row !== undefined && (row.args.includes(ancestor) || isBelow(row.parent));
  };
  return [...rows].filter(([pid, { args }]) => args.includes(text) && isBelow(pid)).map(([pid]) => pid);
}
