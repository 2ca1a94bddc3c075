// Answers to writes leave together at the end of a turn: each one sent alone wakes its client, which costs more than the write did.

let turn: Promise<void> | undefined;

/** Resolves once every request that came in the same turn has been answered. */
export function endOfTurn(): Promise<void> {
  turn ??= new Promise((resolve) => {
    setImmediate(() => {
      turn = undefined;
      resolve();
    });
  });
  return turn;
}
