// A child process as a message port.
import type { ChildProcess } from 'node:child_process';
import { toDisposable } from '../base/disposable.ts';
import type { ClusterPort } from '../extension/platform.ts';

/** A thread that is held by one command hears no signal but the last. */
const endPatienceMs = 1500;

/** The port closes when the process exits, cannot be started or drops its channel; `dispose` ends the process. */
export function childPort(child: ChildProcess): ClusterPort {
  const closeListeners = new Set<() => void>();
  let isClosed = false;
  const close = (): void => {
    if (isClosed) return;
    isClosed = true;
    for (const listener of closeListeners) listener();
    closeListeners.clear();
  };
  const ended = new Promise<void>((resolve) => {
    child.once('exit', () => { resolve(); });
    child.once('error', () => { resolve(); });
  });
  child.once('exit', close);
  child.once('disconnect', close);
  child.once('error', close);
  return {
    ...(child.pid !== undefined && { pid: child.pid }),
    ended,
    post(message) {
      if (!isClosed && child.connected) child.send(message as object, (error) => { if (error !== null) close(); });
    },
    onMessage(listener) {
      child.on('message', listener);
      return toDisposable(() => { child.off('message', listener); });
    },
    onClose(listener) {
      closeListeners.add(listener);
      return toDisposable(() => { closeListeners.delete(listener); });
    },
    kill: () => { child.kill('SIGKILL'); },
    dispose() {
      isClosed = true;
      if (child.connected) child.disconnect();
      child.kill();
      const kill = setTimeout(() => { child.kill('SIGKILL'); }, endPatienceMs);
      void ended.then(() => { clearTimeout(kill); });
    },
  };
}
