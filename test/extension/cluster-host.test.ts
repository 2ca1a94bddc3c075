import { describe, expect, test } from 'vitest';
import { systemClock } from '../../src/base/system-clock.ts';
import { ClusterHost, type ClusterState } from '../../src/extension/session/cluster-host.ts';
import { kubectlText } from '../../src/extension/session/cluster-session.ts';
import { FakeCluster, portPair } from './fake-cluster.ts';
import { handClock } from './hand-clock.ts';

const settled = (): Promise<void> => new Promise((resolve) => { setTimeout(resolve, 20); });

function createHost(): { host: ClusterHost; states: ClusterState[]; kill: () => void; launches: () => number } {
  const breaks: (() => void)[] = [];
  const host = new ClusterHost({
    clock: systemClock,
    launch: () => {
      const { left, right, breakOff } = portPair();
      new FakeCluster().serve(right);
      breaks.push(breakOff);
      return left;
    },
  });
  const states: ClusterState[] = [];
  host.onDidChangeState((state) => states.push(state));
  return { host, states, kill: () => { breaks.at(-1)?.(); }, launches: () => breaks.length };
}

describe('ClusterHost', () => {
  test('starts once, however often it is asked', async () => {
    const { host, states, launches } = createHost();
    const [one, two] = await Promise.all([host.start(), host.start()]);
    expect(one).toBe(two);
    expect(await host.start()).toBe(one);
    expect(launches()).toBe(1);
    expect(states).toEqual(['starting', 'running']);
    host.dispose();
  });

  test('a killed process is started again and says so; what waited on it is refused, not left waiting', async () => {
    const { host, states, kill, launches } = createHost();
    const crashes: boolean[] = [];
    host.onDidCrash(({ isRestarting }) => crashes.push(isRestarting));
    const session = await host.start();
    const waiting = kubectlText(session, ['get', 'pods']);
    kill();
    await expect(waiting).rejects.toThrow('connection to the cluster lost');
    await settled();
    expect(states).toEqual(['starting', 'running', 'restarting', 'running']);
    expect(crashes).toEqual([true]);
    expect(launches()).toBe(2);
    expect((await kubectlText(await host.start(), ['get', 'pods'])).stdout).toBe('get pods\n');
    host.dispose();
  });

  test('gives up after five deaths in a row, and starts again when asked', async () => {
    const { host, kill } = createHost();
    await host.start();
    for (let death = 0; death < 5; death++) {
      kill();
      await settled();
    }
    expect(host.state).toBe('failed');
    await host.start();
    expect(host.state).toBe('running');
    host.dispose();
  });

  test('stop ends it and nothing brings it back', async () => {
    const { host, states, kill } = createHost();
    await host.start();
    host.stop();
    kill();
    await settled();
    expect(states).toEqual(['starting', 'running', 'stopped']);
    expect(host.session).toBeUndefined();
    host.dispose();
  });

  test('stopped while it starts, it does not come up; started again at once, it does', async () => {
    const { host, states, launches } = createHost();
    const first = host.start();
    host.stop();
    const second = host.start();
    await expect(first).rejects.toThrow('stopped while it started');
    await second;
    expect(states).toEqual(['starting', 'stopped', 'starting', 'running']);
    expect(launches()).toBe(1);
    host.dispose();
  });

  test('a process that dies before it answers leaves a failed state', async () => {
    const { left, breakOff } = portPair();
    const host = new ClusterHost({ clock: systemClock, launch: () => left });
    const started = host.start();
    setTimeout(breakOff, 5);
    await expect(started).rejects.toThrow('connection to the cluster lost');
    expect(host.state).toBe('failed');
    host.dispose();
  });

  test('a launch that throws leaves a failed state and a rejected start', async () => {
    const host = new ClusterHost({ clock: systemClock, launch: () => { throw new Error('no such file'); } });
    await expect(host.start()).rejects.toThrow('no such file');
    expect(host.state).toBe('failed');
    host.dispose();
  });

  test('a process that answers nothing for ten seconds is told of, again when that is waited for, and replaced on request', async () => {
    const clock = handClock();
    let launches = 0;
    let isHung = false;
    const host = new ClusterHost({ clock: clock as never, launch: () => {
      launches++;
      const { left, right } = portPair();
      new FakeCluster().serve(right);
      return { ...left, post: (message) => { if (!isHung) left.post(message); } };
    } });
    let told = 0;
    host.onDidFallSilent(() => { told++; });
    const session = await host.start();
    await kubectlText(session, ['get', 'pods']);
    await clock.advance(60_000);
    expect([told, host.isSilent]).toEqual([0, false]);
    isHung = true;
    const lost = expect(kubectlText(session, ['get', 'pods'])).rejects.toThrow('connection to the cluster lost');
    await clock.advance(9_900);
    expect(told).toBe(0);
    await clock.advance(60_000);
    expect([told, host.isSilent]).toEqual([1, true]);
    host.waitOn();
    await clock.advance(60_000);
    expect(told).toBe(2);
    isHung = false;
    const again = host.restart();
    await clock.advance(3000);
    await again;
    await lost;
    expect([launches, host.isSilent, host.state]).toEqual([2, false, 'running']);
    host.dispose();
  });
});
