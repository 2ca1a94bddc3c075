// Podlab: Pause Clock, Resume Clock, Step Clock, Set Clock Speed.
import { window } from 'vscode';
import type { ClusterControl } from '../../client/port/session-protocol.ts';
import type { Command, Podlab } from '../podlab.ts';

async function control({ cluster, time }: Podlab, action: ClusterControl): Promise<void> {
  const session = await cluster.start();
  time.set(await session.control(action));
}

export const pauseClock: Command = {
  id: 'pauseClock',
  run: (podlab) => control(podlab, { action: 'pause' }),
};

export const resumeClock: Command = {
  id: 'resumeClock',
  run: (podlab) => control(podlab, { action: 'resume' }),
};

/** Pauses first when it has to: only a paused clock can be stepped. */
export const stepClock: Command = {
  id: 'stepClock',
  async run(podlab) {
    if (podlab.time.info?.isPaused !== true) await control(podlab, { action: 'pause' });
    await control(podlab, { action: 'step' });
  },
};

export const setClockSpeed: Command = {
  id: 'setClockSpeed',
  async run(podlab) {
    const speeds = [1, 2, 5, 10, 60].map((speed) => ({ label: speed === 1 ? 'Real time' : `${speed} times as fast`, speed }));
    const picked = await window.showQuickPick(speeds, { title: 'Set Clock Speed', placeHolder: 'How fast time passes in the cluster' });
    if (picked !== undefined) await control(podlab, { action: 'speed', speed: picked.speed });
  },
};
