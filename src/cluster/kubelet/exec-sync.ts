// Runs a command in a container to its end and collects what it prints: the CRI's ExecSync.
import type { Clock } from '../../base/clock.ts';
import type { RuntimeService } from './runtime-service.ts';

export interface ExecResult {
  readonly exitCode: number;
  /** Standard output, then standard error. */
  readonly output: string;
  readonly stderr: string;
  readonly isTimedOut: boolean;
}

const maxOutputBytes = 16 * 1024 * 1024;

/** Throws when the command cannot be started. No time limit when `timeoutMs` is undefined. */
export function execSync(runtime: RuntimeService, clock: Clock, containerId: string, command: readonly string[], timeoutMs?: number): Promise<ExecResult> {
  return new Promise((resolve, reject) => {
    let size = 0;
    const collect = (): { text: string; take(bytes: Uint8Array): void } => {
      const decoder = new TextDecoder();
      return {
        text: '',
        take(bytes) {
          if (size > maxOutputBytes) return;
          size += bytes.length;
          this.text += decoder.decode(bytes, { stream: true });
        },
      };
    };
    const out = collect();
    const err = collect();
    let isDone = false;
    const finish = (result: Omit<ExecResult, 'output' | 'stderr'>): void => {
      if (isDone) return;
      isDone = true;
      timer?.dispose();
      resolve({ ...result, output: out.text + err.text, stderr: err.text });
    };
    const timer = timeoutMs === undefined ? undefined : clock.setTimeout(() => {
      finish({ exitCode: -1, isTimedOut: true });
      handle?.dispose();
    }, timeoutMs);
    let handle: ReturnType<RuntimeService['exec']> | undefined;
    try {
      handle = runtime.exec(containerId, command, { stdin: false, tty: false }, {
        onStdout: (bytes) => { out.take(bytes); },
        onStderr: (bytes) => { err.take(bytes); },
        onExit: (exitCode) => { finish({ exitCode, isTimedOut: false }); },
      });
    } catch (error) {
      timer?.dispose();
      reject(error instanceof Error ? error : new Error(String(error)));
    }
  });
}
