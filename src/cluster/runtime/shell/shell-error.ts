// Errors inside the shell, and the jumps of its control flow.

/** An error that ends the running command line, and a non-interactive shell; `message` goes to standard error after the shell's name. */
export class ShellError extends Error {
  readonly status: number;
  /** Already said. */
  readonly isReported: boolean;
  constructor(message: string, status = 2, isReported = false) {
    super(message);
    this.status = status;
    this.isReported = isReported;
  }
}

/** `break` and `continue`: leaves `levels` loops. */
export class LoopJump extends Error {
  readonly kind: 'break' | 'continue';
  levels: number;
  constructor(kind: 'break' | 'continue', levels: number) {
    super(kind);
    this.kind = kind;
    this.levels = levels;
  }
}

/** `return`. */
export class FunctionReturn extends Error {
  readonly status: number;
  constructor(status: number) {
    super('return');
    this.status = status;
  }
}

/** `exit`, and what `set -e` does. */
export class ShellExit extends Error {
  readonly status: number;
  constructor(status: number) {
    super('exit');
    this.status = status;
  }
}
