// Each lesson is done as its steps say, in a whole cluster in virtual time: every step is proved by what it asks for, and by nothing before it.
import { afterEach, describe, expect, test } from 'vitest';
import { ClusterWatch } from '../../src/extension/cluster-view/cluster-watch.ts';
import { lessonText, stepsDone } from '../../src/extension/lessons/lesson.ts';
import { LessonProgress } from '../../src/extension/lessons/lesson-progress.ts';
import { lessons } from '../../src/extension/lessons/lessons.ts';
import type { ClusterSession } from '../../src/extension/session/cluster-session.ts';
import { startVirtualCluster, type VirtualCluster } from '../support/cluster-fakes/virtual-cluster.ts';
import { kubectlOf } from '../support/cluster-fakes/virtual-kubectl.ts';
import { defined } from './defined.ts';

let virtual: VirtualCluster | undefined;
let watch: ClusterWatch | undefined;
afterEach(() => {
  watch?.dispose();
  virtual?.dispose();
});

/** What a reader does in a step: kubectl lines, a command that is only said to have run, or something with the machines; '' waits. */
type Deed = string | { readonly ran: string } | ((cluster: VirtualCluster) => Promise<void>);

const edited = (lesson: string, from: string | RegExp, to: (found: string) => string): string => lessonText(defined(lessons.find(({ id }) => id === lesson))).replace(from, to);
const files: Readonly<Record<string, string>> = {
  ...Object.fromEntries(lessons.map((lesson) => [lesson.id, lessonText(lesson)])),
  claimed: edited('waiting', /# ---\n[^]*$/, (commented) => commented.replaceAll(/^# /gm, '')),
  mendedPorts: edited('sharing', /name: second\n +image: nginx/, () => 'name: second\n      image: redis'),
  mendedImage: edited('atomic', 'nosuch/image:1', () => 'redis'),
  rolled: edited('templates', 'nginx:1.21', () => 'nginx:1.25').replace('replicas: 3', 'replicas: 5'),
};
const apply = (name: string): string => `apply -f ${name}`;
const power = (isOn: boolean): Deed => async ({ cluster, pod }) => {
  const node = (await pod('mortal'))?.spec.nodeName;
  const machine = defined(cluster.nodes.find(({ name }) => name === node));
  if (isOn) await machine.powerOn();
  else machine.powerOff();
};

const deeds: Readonly<Record<string, readonly Deed[]>> = {
  firstPod: [apply('firstPod'), '', { ran: 'describe pod hello-pod' }, { ran: 'get pod hello-pod -o yaml' }],
  inside: [apply('inside'), { ran: 'exec -it hello-pod -- sh' }, { ran: 'logs hello-pod' }, 'delete pod hello-pod --wait=false', ''],
  imperative: [{ ran: 'podlab.openBuiltInKubectl' }, 'run nginx-pod --image=nginx --port=80 --labels=app=web,env=prod', 'label pod nginx-pod env=test --overwrite', 'delete pod nginx-pod --grace-period=0 --force'],
  waiting: [apply('waiting'), apply('claimed'), 'create secret docker-registry acr-secret --docker-server=registry.podlab.test:5000 --docker-username=user --docker-password=secret'],
  sharing: [apply('sharing'), '', { ran: 'logs hello-pod' }, apply('mendedPorts')],
  atomic: [apply('atomic'), '', apply('mendedImage')],
  scheduling: [apply('scheduling'), '', { ran: 'podlab.explainScheduling' }, 'label node worker-1 gpu=nvidia disktype=ssd'],
  mortality: [apply('mortality'), power(false), '', power(true), ''],
  probes: [apply('probes'), '', ''],
  configuration: [apply('configuration'), '', 'create configmap app-config --from-literal=COLOUR=blue', { ran: 'logs hello-pod' }],
  templates: [apply('templates'), 'scale deployment web --replicas=5', apply('rolled'), { ran: 'delete pod web-1' }, ''],
  way: [apply('way'), { ran: 'podlab.showPodWay' }],
};

test.each(lessons)('$title', async (lesson) => {
  virtual = await startVirtualCluster({});
  const kubectl = kubectlOf(virtual, files);
  watch = new ClusterWatch(virtual.clock);
  watch.follow({ client: virtual.client } as ClusterSession);
  const { model } = watch;
  await virtual.until(() => model.ofKind('Node').length === 3);
  let done = 0;
  const steps = defined(deeds[lesson.id]);
  expect(steps).toHaveLength(lesson.steps.length);
  for (const [index, deed] of steps.entries()) {
    // Quick clusters prove a step while its predecessor is waited for; one that asks for a deed is not proved without it.
    if (deed !== '') expect(stepsDone(lesson, done, model), `${lesson.title}, before step ${index + 1}`).toBe(index);
    if (typeof deed === 'function') await deed(virtual);
    else if (typeof deed === 'object') done = stepsDone(lesson, done, model, deed.ran);
    else if (deed !== '') expect(await kubectl(deed)).toMatchObject({ exit: 0 });
    done = await virtual.until(() => {
      done = stepsDone(lesson, done, model);
      return done > index && done;
    }).catch(() => { throw new Error(`${lesson.title}: step ${index + 1} is not proved: ${JSON.stringify([...model.entries()].filter(({ namespace }) => namespace === 'default').map(({ id, cells, pod }) => [id, cells, pod?.message]))}`); });
  }
  expect(done).toBe(lesson.steps.length);
});

describe('what is done', () => {
  test('is kept, is asked only of lessons that were begun, and begins anew when asked for again', async () => {
    virtual = await startVirtualCluster({});
    const { clock, until, client } = virtual;
    watch = new ClusterWatch(clock);
    watch.follow({ client } as ClusterSession);
    const kept = new Map<string, unknown>();
    const memento = { get: (key: string, otherwise: unknown) => kept.get(key) ?? otherwise, update: (key: string, value: unknown) => { kept.set(key, value); return Promise.resolve(); }, keys: () => [...kept.keys()] };
    const options = { lessons, memento: memento as never, watch, clock };
    const [first, inside] = [defined(lessons[0]), defined(lessons[1])];
    const progress = new LessonProgress(options);
    progress.begin(first);
    await kubectlOf(virtual, files)(apply('firstPod'));
    await until(() => progress.done(first) === 2);
    progress.ran('get pod hello-pod -n default -o yaml');
    expect(progress.done(first)).toBe(2);
    progress.ran('describe pod hello-pod');
    progress.ran('get pod hello-pod -n default -o yaml');
    expect(progress.isDone(first)).toBe(true);
    expect(progress.done(inside)).toBeUndefined();
    progress.dispose();
    const next = new LessonProgress(options);
    expect(next.isDone(first)).toBe(true);
    next.begin(first);
    expect(next.done(first)).toBe(2);
    next.reset();
    expect(next.done(first)).toBeUndefined();
    expect(new LessonProgress(options).done(first)).toBeUndefined();
  });
});
