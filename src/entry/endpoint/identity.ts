// What clients of a lasting endpoint hold on to: its port and its token, the same after every restart.
import path from 'node:path';
import { readPrivate, writePrivate } from './private-files.ts';

export interface Identity {
  readonly port?: number;
  readonly token: string;
}

const fileName = 'endpoint.json';

/** Of the last time; empty when there was none or the file cannot be read. */
export function readIdentity(state: string): Partial<Identity> {
  try {
    const { port, token } = JSON.parse(readPrivate(path.join(state, fileName)) ?? '{}') as Record<string, unknown>;
    return {
      ...(typeof port === 'number' && Number.isInteger(port) && port > 0 && port < 65536 && { port }),
      ...(typeof token === 'string' && token.length >= 32 && { token }),
    };
  } catch (error) {
    if (error instanceof SyntaxError) return {};
    throw error;
  }
}

/** A token that came from outside is not kept. */
export function keepIdentity(state: string, identity: Partial<Identity>): void {
  writePrivate(path.join(state, fileName), `${JSON.stringify(identity)}\n`);
}
