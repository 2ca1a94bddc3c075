// The few assertions that run where no test framework does: in an extension host that may be a web worker.

/** Throws with both values unless they are the same as JSON. */
export function equal(what: string, found: unknown, expected: unknown): void {
  const [left, right] = [JSON.stringify(found), JSON.stringify(expected)];
  if (left !== right) throw new Error(`${what}: found ${left}, expected ${right}`);
}

/** Asks until the answer satisfies `isGood`; throws with the last answer when it takes longer. */
export async function eventually<T>(what: string, ask: () => T | PromiseLike<T>, isGood: (answer: T) => boolean, patienceMs = 20_000): Promise<T> {
  const end = Date.now() + patienceMs;
  for (;;) {
    const answer = await ask();
    if (isGood(answer)) return answer;
    if (Date.now() > end) throw new Error(`${what} never came; last was ${JSON.stringify(answer)}`);
    await new Promise((resolve) => { setTimeout(resolve, 25); });
  }
}
