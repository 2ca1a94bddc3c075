// How an executable file names the program that it is.
import type { Bytes } from '../bytes.ts';

/** What every executable of the runtime begins with. */
export const executableHeader = '\x7fELF\x02\x01\x01podlab:';

/** Content of an executable that is the program `name`; `busybox` looks at argv[0]. */
export function executable(name: string): Bytes {
  return `${executableHeader}${name}\n`;
}
