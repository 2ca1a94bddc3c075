// A container's state in the words that kubectl uses for it.
import { isFields } from '../../api/meta/json.ts';

/** `CrashLoopBackOff`, `Running`, `Error (exit code 1)`; undefined when this is no container's state. */
export function containerStateText(state: Readonly<Record<string, unknown>>): string | undefined {
  const { waiting, running, terminated } = state;
  if (isFields(terminated)) return `${text(terminated['reason'], 'Terminated')} (exit code ${text(terminated['exitCode'], '?')})`;
  if (isFields(running)) return 'Running';
  return isFields(waiting) ? text(waiting['reason'], 'Waiting') : undefined;
}

function text(value: unknown, absent: string): string {
  return typeof value === 'string' || typeof value === 'number' ? String(value) : absent;
}
