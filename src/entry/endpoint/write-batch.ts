// Answers to writes leave together at the end of a turn: each one sent alone wakes its client, which costs more than the write did.

let waiting: (() => void)[] = [];

function sendAll(): void {
  const ready = waiting;
  waiting = [];
  for (const send of ready) send();
}

/** Calls `send`, which must not throw, once every request that came in the same turn has been answered. */
export function sendWithOthers(send: () => void): void {
  if (waiting.length === 0) setImmediate(sendAll);
  waiting.push(send);
}
