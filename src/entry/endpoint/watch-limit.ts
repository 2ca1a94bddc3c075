// How many watches one connection may have open; the figure is that of the threat model in hazards.md, section 3.
import type { Request, Response } from './answer.ts';

const maxWatches = 100;
const open = new WeakMap<object, number>();

/** False when the connection of `request` has its fill. Given back when the answer is closed. */
export function takeWatch(request: Request, response: Response): boolean {
  const connection: object = ('stream' in request ? request.stream.session : undefined) ?? request.socket;
  const count = open.get(connection) ?? 0;
  if (count >= maxWatches) return false;
  open.set(connection, count + 1);
  response.once('close', () => { open.set(connection, (open.get(connection) ?? 1) - 1); });
  return true;
}
