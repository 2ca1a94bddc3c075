// Progress with a cancel button, shown only for what takes longer than a second.
import { ProgressLocation, window } from 'vscode';
import { systemClock } from '../base/system-clock.ts';

const patienceMs = 1000;

/** Runs `task` at once. Cancelling aborts the signal; the task then ends as it sees fit. */
export async function withProgress<T>(title: string, task: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const abort = new AbortController();
  const running = task(abort.signal);
  const timer = systemClock.setTimeout(() => {
    void window.withProgress({ location: ProgressLocation.Notification, title, cancellable: true }, async (_progress, token) => {
      const listener = token.onCancellationRequested(() => { abort.abort(); });
      await running.catch(() => undefined);
      listener.dispose();
    });
  }, patienceMs);
  try {
    return await running;
  } finally {
    timer.dispose();
  }
}
