import { expect, test } from 'vitest';
import { LanguageWatchdog } from '../../src/extension/language/language-watchdog.ts';
import { handClock } from './hand-clock.ts';

function start(): { watchdog: LanguageWatchdog; clock: ReturnType<typeof handClock>; log: string[]; server: { answers: boolean }; pings: () => number } {
  const clock = handClock();
  const log: string[] = [];
  const server = { answers: true };
  let pings = 0;
  const watchdog = new LanguageWatchdog({
    clock: clock as never,
    ping: () => {
      pings++;
      return server.answers ? Promise.resolve('pong') : new Promise(() => undefined);
    },
    kill: () => { log.push('kill'); },
    onQuarantine: (uri) => { log.push(`quarantine ${uri}`); },
  });
  return { watchdog, clock, log, server, pings: () => pings };
}

test('a server that answers is left alone, and not asked while nothing happens', async () => {
  const { watchdog, clock, log, pings } = start();
  expect(watchdog.admit('a', 1)).toBe('pass');
  await clock.advance(10_000);
  expect(pings()).toBe(1);
  expect(watchdog.admit('a', 2)).toBe('pass');
  await clock.advance(10_000);
  expect(pings()).toBe(2);
  expect(log).toEqual([]);
});

test('after six seconds of silence the server is ended, and the version that it had last is not sent again', async () => {
  const { watchdog, clock, log, server } = start();
  watchdog.admit('b', 1);
  await clock.advance(100);
  server.answers = false;
  watchdog.admit('a', 7);
  await clock.advance(5900);
  expect(log).toEqual([]);
  await clock.advance(100);
  expect(log).toEqual(['quarantine a', 'kill']);
  server.answers = true;
  watchdog.onServerGone();
  expect([watchdog.admit('b', 1), watchdog.admit('a', 7), watchdog.admit('a', 8), watchdog.admit('a', 9)]).toEqual(['pass', 'skip', 'open', 'pass']);
  await clock.advance(10_000);
  expect(log).toEqual(['quarantine a', 'kill']);
});

test('a server that dies of a file is not given it again; one that dies at rest blames nobody', async () => {
  const { watchdog, clock, log, server } = start();
  server.answers = false;
  watchdog.admit('a', 1);
  watchdog.onServerGone();
  expect(log).toEqual(['quarantine a']);
  expect(watchdog.admit('a', 1)).toBe('skip');
  watchdog.forget('a');
  server.answers = true;
  expect(watchdog.admit('a', 1)).toBe('pass');
  await clock.advance(1000);
  watchdog.onServerGone();
  expect(log).toEqual(['quarantine a']);
  expect(watchdog.admit('a', 1)).toBe('pass');
  watchdog.dispose();
});

test('a request that hangs counts too', async () => {
  const { watchdog, clock, log, server } = start();
  watchdog.admit('a', 3);
  await clock.advance(1000);
  server.answers = false;
  watchdog.ask('other');
  await clock.advance(5000);
  expect(log).toEqual([]);
  watchdog.ask('a');
  await clock.advance(6000);
  expect(log).toEqual(['quarantine a', 'kill']);
});
