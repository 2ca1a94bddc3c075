// The streams of a container's process, as the kubelet holds them.
import type { ProcessHandle } from '../../kubelet/runtime-service.ts';
import { bytesOfArray } from '../bytes.ts';
import type { OpenFile, Pipe } from '../process/open-file.ts';
import type { Terminal } from './terminal.ts';

/** A handle that types into `terminal` or writes into `input`. */
export function handleOf(terminal: Terminal | undefined, input: { readonly pipe: Pipe; readonly end: OpenFile } | undefined, dispose: () => void): ProcessHandle {
  let isEnded = false;
  return {
    writeStdin: (bytes) => {
      const text = bytesOfArray(bytes);
      if (terminal) terminal.type(text);
      else if (!isEnded) input?.pipe.push(text);
    },
    endStdin: () => {
      if (isEnded) return;
      isEnded = true;
      if (terminal) terminal.hangUp();
      else input?.end.close();
    },
    resize: (columns, rows) => {
      if (!terminal) return;
      terminal.columns = columns;
      terminal.rows = rows;
    },
    dispose,
  };
}
