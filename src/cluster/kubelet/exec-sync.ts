// Runs a command in a container to its end and collects what it prints: the CRI's ExecSync.
import type { Clock } from '../../base/clock.ts';
import type { RuntimeService } from './runtime-service.ts';

export interface ExecResult {
  readonly exitCode: number;
  /** Standard output, then standard error, as they came. */
  readonly output: string;
  readonly isTimedOut: boolean;
}

const maxOutputBytes = 16 * 1024 * 1024;

/** Throws when the command cannot be started. No time limit when `timeoutMs` is undefined. */
export function execSync(runtime: RuntimeService, clock: Clock, containerId: string, command: readonly string[], timeoutMs?: number): Promise<ExecResult> {
  return new Promise((resolve, reject) => {
    const decoder = new TextDecoder();
    let output = '';
    let size = 0;
    const take = (bytes: Uint8Array): void => {
      if (size > maxOutputBytes) return;
      size += bytes.length;
      output += decoder.decode(bytes, { stream: true });
    };
    let isDone = false;
    const finish = (result: Omit<ExecResult, 'output'>): void => {
      if (isDone) return;
      isDone = true;
      timer?.dispose();
      resolve({ ...result, output });
    };
    const timer = timeoutMs === undefined ? undefined : clock.setTimeout(() => {
      finish({ exitCode: -1, isTimedOut: true });
      handle?.dispose();
    }, timeoutMs);
    let handle: ReturnType<RuntimeService['exec']> | undefined;
    try {
      handle = runtime.exec(containerId, command, { stdin: false, tty: false }, {
        onStdout: take,
        onStderr: take,
        onExit: (exitCode) => { finish({ exitCode, isTimedOut: false }); },
      });
    } catch (error) {
      timer?.dispose();
      reject(error instanceof Error ? error : new Error(String(error)));
    }
  });
}
