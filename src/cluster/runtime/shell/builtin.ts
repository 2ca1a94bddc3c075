// What a command is that the shell runs itself.
import type { Shell } from './interpreter.ts';

export interface Builtin {
  /** Errors in it end the shell, and its assignments stay (POSIX special built-ins). */
  readonly isSpecial?: boolean;
  run(shell: Shell, argv: readonly string[]): Promise<number> | number;
}
