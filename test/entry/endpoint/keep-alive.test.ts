// A WebSocket whose client no longer answers is cut; one that answers stays.
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { expect, test } from 'vitest';
import { WebSocket, WebSocketServer } from 'ws';
import { keepAlive } from '../../../src/entry/endpoint/keep-alive.ts';

test('a client that does not answer a ping is cut before the one after it', async () => {
  const server = new WebSocketServer({ port: 0, host: '127.0.0.1' });
  server.on('connection', (ws) => { keepAlive(ws, 300); });
  await once(server, 'listening');
  const url = `ws://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const silent = new WebSocket(url, { autoPong: false });
  const alive = new WebSocket(url);
  const pings: number[] = [];
  alive.on('ping', () => pings.push(1));
  const [code] = (await once(silent, 'close')) as [number];
  expect(code).toBe(1006);
  await expect.poll(() => pings.length, { timeout: 5000 }).toBeGreaterThan(2);
  expect(alive.readyState).toBe(WebSocket.OPEN);
  alive.terminate();
  server.close();
});
