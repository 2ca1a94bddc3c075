// Requests to a served bundle over HTTPS, as a client with kept connections makes them.
import { type Agent, get, request } from 'node:https';
import { createInterface } from 'node:readline';
import type { ServedBundle } from './serve-bundle.ts';

export const podsPath = '/api/v1/namespaces/default/pods';

export type Call = (method: string, path: string, body?: unknown) => Promise<void>;

export function callerOf({ url, token }: ServedBundle, agent: Agent): Call {
  return (method, path, body) => new Promise((resolve, reject) => {
    const text = body === undefined ? undefined : JSON.stringify(body);
    const headers = { authorization: `Bearer ${token}`, ...(text !== undefined && { 'content-type': 'application/json', 'content-length': Buffer.byteLength(text) }) };
    request(`${url}${path}`, { method, agent, headers }, (response) => {
      response.resume();
      response.on('end', resolve);
    }).on('error', reject).end(text);
  });
}

/** Resolves when a watch has shown `count` Pods that run. Call before they are made. */
export function whenRunning({ url, token }: ServedBundle, count: number): Promise<void> {
  return new Promise((resolve, reject) => {
    const running = new Set<string>();
    const watch = get(`${url}${podsPath}?watch=1`, { headers: { authorization: `Bearer ${token}` }, rejectUnauthorized: false }, (response) => {
      createInterface({ input: response }).on('line', (line) => {
        // Most lines are of Pods that do not run yet: they are not worth a parser, whose time would count as the server's.
        if (!line.includes('"phase":"Running"')) return;
        running.add((JSON.parse(line) as { object: { metadata: { name: string } } }).object.metadata.name);
        if (running.size < count) return;
        watch.destroy();
        resolve();
      });
    }).on('error', reject);
  });
}
