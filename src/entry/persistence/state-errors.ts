// Why a saved cluster could not be opened. Every other error means that its place cannot be used (no rights, no room, no such ability).

/** Another process or window has the state open. */
export class StateInUseError extends Error {
  constructor(place: string) {
    super(`the state in ${place} is in use by another Podlab`);
    this.name = 'StateInUseError';
  }
}

/** The state is of a format that this Podlab does not know; it was left as it is. */
export class NewerStateError extends Error {
  constructor(place: string, format: number, known: number) {
    super(`the state in ${place} was written by a newer Podlab (format ${format}, this one knows ${known}); it was left as it is`);
    this.name = 'NewerStateError';
  }
}

/** The state is damaged; it was left as it is. */
export class UnreadableStateError extends Error {
  constructor(place: string, cause: unknown) {
    super(`the state in ${place} is damaged (${cause instanceof Error ? cause.message : String(cause)}); it was left as it is`, { cause });
    this.name = 'UnreadableStateError';
  }
}
