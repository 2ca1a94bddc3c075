// Takes one Pod through its life on the node: kubelet's pod worker with syncPod, syncTerminatingPod and syncTerminatedPod.
import { formatTime, sleep } from '../../base/clock.ts';
import type { Disposable } from '../../base/disposable.ts';
import type { Container, Pod, PodStatus } from '../../api/generated/core-v1.ts';
import type { Amounts } from '../component-helpers/pod-requests.ts';
import { admittedRequests } from './admission.ts';
import { StatusError } from '../../api/meta/status-error.ts';
import type { FieldContext } from './field-ref.ts';
import { grpcText } from './image-puller.ts';
import { killContainer, killPodContainers } from './kill-container.ts';
import { type LostContainer, lostContainers } from './lost-containers.ts';
import { LastOutput } from './last-output.ts';
import { NextLook } from './next-look.ts';
import { type KubeletContext, recordPodEvent } from './kubelet-context.ts';
import { computePodActions, type PodActions, wantsRestartOfAll } from './pod-actions.ts';
import { containerFieldPath, type ContainerView, PodRuntime } from './pod-runtime.ts';
import { PodResize } from './pod-resize.ts';
import { type PodEnd, podStatus, withLostContainers } from './pod-status.ts';
import { PodProbes } from './probes/pod-probes.ts';
import type { ProbeType } from './probes/probe-worker.ts';
import { mayRestartAll } from './restart-policy.ts';
import { RuntimeError, type VolumeRef } from './runtime-service.ts';
import { sandboxConfig } from './sandbox-config.ts';
import { ContainerStarter } from './container-starter.ts';
import { AbortedError, type StartResult } from './start-container.ts';
import { type ImageVolumeFailures, pullImageVolumes } from './volumes/image-volumes.ts';
import { MountWait } from './volumes/mount-wait.ts';
import { PodVolumes } from './volumes/pod-volumes.ts';

/** How long after a failed start the status is looked at again, so that the back-off can be seen: half of the first one. */
const refreshMs = 5000;
const resyncMs = 60_000;

const deadlineExceeded = 'DeadlineExceeded';
const evictionGraceSeconds = 1;
/** Nobody reads it: without a reason each Pod's end would make an exception with its stack, 16 µs. */
const ends = 'the Pod ends';

type Stage = 'syncing' | 'terminating' | 'terminated';

/** Invariant: one step of a Pod's life runs at a time; what happens meanwhile leads to one more step. */
export class PodWorker implements Disposable {
  readonly podRuntime: PodRuntime;
  /** What the Pod takes of the node. */
  requests: Amounts;
  /** The kubelet is not there: nothing is done until it is false again and the worker is woken. */
  isPaused = false;
  readonly #context: KubeletContext;
  readonly #volumes: PodVolumes;
  readonly #abort = new AbortController();
  /** Made when the Pod is ended: few are, of those that run. */
  #hurry: AbortController | undefined;
  #pod: Pod;
  #probes: PodProbes | undefined;
  #stage: Stage = 'syncing';
  #ended: PodEnd | undefined;
  /** As it was when its end began. */
  #podAtEnd: Pod | undefined;
  #graceSeconds = 30;
  #isForced = false;
  #isRunning = false;
  #isDirty = false;
  #isKilling = false;
  readonly #resize = new PodResize();
  readonly #starter: ContainerStarter;
  /** What ran when this kubelet first saw the Pod; gone, unless the runtime still has it. */
  readonly #lost: ReadonlyMap<string, LostContainer> | undefined;
  readonly #lastOutput = new LastOutput();
  #isGone = false;
  #startedAtMs = 0;
  #mountWait: MountWait | undefined;
  readonly #nextLook: NextLook;
  /** Shows a back-off while it lasts; only crash loops need it. */
  #backOffLook: NextLook | undefined;
  #isDisposed = false;
  #onGone: () => void;

  constructor(context: KubeletContext, pod: Pod, onGone: () => void) {
    this.#context = context;
    this.#pod = pod;
    this.requests = admittedRequests(pod);
    this.#onGone = onGone;
    this.podRuntime = new PodRuntime(context.runtime);
    this.#volumes = new PodVolumes(context.runtime, context.claims);
    this.#startedAtMs = context.clock.now();
    this.#nextLook = new NextLook(context.clock, () => { this.wake(); });
    this.#lost = lostContainers(pod, this.#startedAtMs);
    this.#starter = new ContainerStarter({ context, podRuntime: this.podRuntime, volumes: this.#volumes, resize: this.#resize, lost: this.#lost, signal: this.#abort.signal });
  }

  get pod(): Pod {
    return this.#pod;
  }

  /** Whether the Pod still uses what it asked for: false once all its containers are stopped. */
  get isActive(): boolean {
    return this.#stage !== 'terminated' && this.#pod.status.phase !== 'Succeeded' && this.#pod.status.phase !== 'Failed';
  }

  get stage(): Stage {
    return this.#stage;
  }

  /** The Pod as the API has it now. */
  update(pod: Pod): void {
    const before = this.#pod;
    const hadDeletion = before.metadata.deletionTimestamp !== undefined;
    const isSpecChanged = pod.metadata.generation !== before.metadata.generation;
    this.#pod = pod;
    if (pod.metadata.deletionTimestamp !== undefined) {
      const grace = pod.metadata.deletionGracePeriodSeconds ?? pod.spec.terminationGracePeriodSeconds ?? 30;
      if (this.#stage === 'terminated') this.#context.status.finish(pod);
      // A grace period that is made shorter later does not reach containers that are being stopped.
      else if (!hadDeletion || this.#stage === 'syncing') this.terminate(grace);
      return;
    }
    // Granted even when nothing is left to be given it.
    if (isSpecChanged && this.#stage === 'terminated') this.#resize.decide(pod, formatTime(this.#context.clock.now()), this.#context.admit, (type, reason, message) => { recordPodEvent(this.#context, pod, type, reason, message); });
    if (isSpecChanged || pod.metadata.labels !== before.metadata.labels || pod.metadata.annotations !== before.metadata.annotations) this.wake();
    else if (pod.spec.readinessGates !== undefined && !this.#starter.isStarting && this.#isReadyOther()) this.#refreshStatus();
    this.#context.status.reconcile(pod);
  }

  /** The Pod is gone from the API: whatever still runs is ended without grace, and nothing is written any more. */
  remove(): void {
    this.#isGone = true;
    this.#context.status.forget(this.#pod.metadata.uid);
    if (this.#stage === 'terminated') void this.#cleanUp();
    else {
      this.#isForced = true;
      if (this.#stage === 'terminating') this.#hurryUp();
      else this.terminate(0);
    }
  }

  volume(name: string): VolumeRef | undefined {
    return this.#volumes.ref(name);
  }

  /** Ends the Pod by the kubelet's own decision; when the node was short of something, the condition DisruptionTarget says so. */
  evict(message: string, isPressure: boolean): void {
    if (this.#stage !== 'syncing') return;
    const { clock } = this.#context;
    this.#ended = { reason: 'Evicted', message, ...(isPressure && { since: formatTime(clock.now()) }) };
    this.terminate(evictionGraceSeconds);
  }

  /** Has a probe fail whatever the container answers, or no longer; false: there is no such probe. */
  failProbe(container: string, type: ProbeType, isFailing: boolean): boolean {
    return this.#probes?.fail(container, type, isFailing) ?? false;
  }

  terminate(graceSeconds: number): void {
    if (this.#stage !== 'syncing') return;
    this.#stage = 'terminating';
    this.#podAtEnd = this.#pod;
    this.#graceSeconds = graceSeconds;
    this.#abort.abort(ends);
    this.wake();
  }

  /** Something may have changed: look again. */
  wake(): void {
    this.#isDirty = true;
    if (this.#isRunning || this.isPaused || this.#isDisposed) return;
    this.#isRunning = true;
    void this.#loop();
  }

  dispose(): void {
    this.#isDisposed = true;
    this.#abort.abort(ends);
    this.#probes?.dispose();
    this.#nextLook.dispose();
    this.#backOffLook?.dispose();
  }

  /** As the kubelet's cache: a step sees what became of the one before. */
  async #relook(): Promise<void> {
    const { clock, relookMs } = this.#context;
    if (relookMs > 0) await sleep(clock, relookMs, this.#stage === 'syncing' ? this.#abort.signal : undefined);
  }

  /** A step is under way: what it changes is looked at as soon as it is done, not at the next relist. */
  get isInStep(): boolean {
    return this.#isRunning;
  }

  async #loop(): Promise<void> {
    await Promise.resolve();
    try {
      for (let isFirst = true; this.#isDirty && !this.isPaused && !this.#isDisposed; isFirst = false) {
        if (!isFirst && this.#stage !== 'terminated' && !this.#isForced) await this.#relook();
        this.#isDirty = false;
        if (this.#stage === 'syncing') await this.#syncPod();
        else if (this.#stage === 'terminating') await this.#syncTerminating();
        else if (this.#isGone) await this.#cleanUp();
      }
    } catch (error) {
      if (!(error instanceof AbortedError) && !this.#isDisposed) {
        this.#context.onError(error);
        this.#nextLook.within(10_000);
      }
    } finally {
      this.#isRunning = false;
      if (this.#isDirty && !this.#isDisposed) this.wake();
    }
  }

  // ---- running

  async #syncPod(): Promise<void> {
    const pod = this.#pod;
    this.#probes ??= this.#startProbes(pod);
    await this.#lastOutput.read(this.#pod, this.podRuntime, this.#context.runtime);
    if (this.#mountWait?.isOneStep(this.#context.clock.now()) !== true) this.#checkDeadline();
    const status = this.#refreshStatus();
    if (status.phase === 'Succeeded' || status.phase === 'Failed') {
      this.terminate(pod.spec.terminationGracePeriodSeconds ?? 30);
      return;
    }
    if (!(await this.#mountVolumes())) return;
    await this.#resizeContainers(pod);
    const actions = computePodActions(pod, this.podRuntime, this.#probes);
    if (actions.killPod) {
      await this.#killPod(pod.spec.terminationGracePeriodSeconds ?? 30);
      this.#isDirty = true;
      return;
    }
    if (actions.restartAll) {
      await this.#restartAll();
      this.#isDirty = true;
      return;
    }
    for (const { view, container, message, reason } of actions.toKill) {
      const probe = reason === 'liveness' ? container.livenessProbe : reason === 'startup' ? container.startupProbe : undefined;
      const graceSeconds = probe?.terminationGracePeriodSeconds ?? pod.spec.terminationGracePeriodSeconds ?? 30;
      await killContainer(this.#context, pod, this.podRuntime, view, container, { message, graceSeconds, hurry: this.#abort.signal });
    }
    if (actions.createSandbox && !(await this.#createSandbox())) return;
    const { missing } = this.#context.pullSecrets(pod);
    if (missing.length > 0) recordPodEvent(this.#context, pod, 'Warning', 'FailedToRetrieveImagePullSecret', `Unable to retrieve some image pull secrets (${missing.join(', ')}); attempting to pull the image may not succeed.`);
    const imageVolumes = await pullImageVolumes(this.#context, pod);
    await this.#startContainers(actions, imageVolumes, new Set(actions.toKill.map((k) => k.container.name)));
    this.#armTimers();
  }

  /** A granted resize is shown before it is carried out at the next look. */
  async #resizeContainers(pod: Pod): Promise<void> {
    const record = (type: 'Normal' | 'Warning', reason: string, message: string): void => { recordPodEvent(this.#context, pod, type, reason, message); };
    if (this.#resize.decide(pod, formatTime(this.#context.clock.now()), this.#context.admit, record)) {
      this.requests = admittedRequests(this.#resize.granted(pod));
      this.#refreshStatus();
      this.#context.noticeLater(() => { this.wake(); });
      return;
    }
    const isBusy = this.#resize.isPending || this.#resize.isInProgress;
    for (const view of await this.#resize.actuate(pod, this.podRuntime, this.#context.runtime, record)) {
      const container = [...pod.spec.containers, ...(pod.spec.initContainers ?? [])].find((c) => c.name === view.name);
      if (container === undefined) continue;
      await killContainer(this.#context, pod, this.podRuntime, view, container, { message: `Container ${view.name} resize requires restart`, graceSeconds: pod.spec.terminationGracePeriodSeconds ?? 30, hurry: this.#abort.signal });
      this.#starter.noteResized(view.name);
    }
    if (isBusy) this.#refreshStatus();
    if (this.#resize.isInProgress) this.#nextLook.within(resyncMs);
  }

  async #createSandbox(): Promise<boolean> {
    try {
      if (this.#pod.spec.hostUsers === false) throw new Error('can\'t set `spec.hostUsers: false`, runtime does not support user namespaces');
      this.podRuntime.sandbox = await this.#context.runtime.runSandbox(sandboxConfig(this.#pod, this.#context));
      this.podRuntime.sandboxAttempts++;
      this.#showSandbox();
      this.wake();
      return !this.#abort.signal.aborted;
    } catch (error) {
      recordPodEvent(this.#context, this.#pod, 'Warning', 'FailedCreatePodSandBox', `Failed to create pod sandbox: ${error instanceof RuntimeError ? `rpc error: code = ${error.code} desc = ${error.message}` : grpcText(error)}`);
      this.#nextLook.within(10_000);
      return false;
    }
  }

  /** The sandbox is told of at once; all else waits for the next look. */
  #showSandbox(): void {
    const old = this.#context.status.get(this.#pod.metadata.uid);
    if (old === undefined || this.#stage !== 'syncing') return;
    this.#setStatus({ ...old, conditions: (old.conditions ?? []).map((c) => (c.type === 'PodReadyToStartContainers' ? { ...c, status: 'True' as const } : c)) });
  }

  /** `killed`: those that ran when this step began; only ends before it make them wait. */
  async #startContainers(actions: PodActions, imageVolumes: ImageVolumeFailures, killed: ReadonlySet<string>): Promise<void> {
    let retryMs = Infinity;
    const note = (result: StartResult): boolean => {
      if (result !== undefined) retryMs = Math.min(retryMs, result.retryMs);
      return result === undefined;
    };
    const start = (container: Container, wasKilled: boolean): Promise<StartResult> => this.#starter.start(this.#pod, container, wasKilled, this.#fields(), this.#oldStatus(), imageVolumes);
    for (const container of actions.ephemeralToStart) note(await start(container, false));
    for (const container of actions.initToStart) {
      const isStarted = note(await start(container, killed.has(container.name)));
      // A sidecar that cannot be started does not keep the others from being tried; a plain init container does.
      if (!isStarted && container.restartPolicy !== 'Always') break;
    }
    for (const container of actions.toStart) note(await start(container, killed.has(container.name)));
    if (retryMs === Infinity) return;
    // Differs from Kubernetes: it often shows the back-off only at its end; a learner should see CrashLoopBackOff while it lasts.
    if (this.#starter.isCrashLooping) {
      this.#backOffLook ??= new NextLook(this.#context.clock, () => { if (this.#stage === 'syncing' && !this.#isRunning) this.#refreshStatus(); });
      this.#backOffLook.within(refreshMs);
    }
    this.#nextLook.within(retryMs * (1 + this.#context.random.next() / 2));
  }

  /** Every container is ended and removed, and counts as restarted in place. */
  async #restartAll(): Promise<void> {
    const pod = this.#pod;
    this.#starter.noteRestartOfAll(pod);
    await killPodContainers(this.#context, pod, this.podRuntime, { graceSeconds: pod.spec.terminationGracePeriodSeconds ?? 30, message: 'killing', hurry: this.#abort.signal });
    await this.podRuntime.removeAll();
    this.#refreshStatus();
  }

  async #mountVolumes(): Promise<boolean> {
    const failures = await this.#volumes.sync(this.#pod, { resources: this.#context.resources, fields: this.#fields(), token: (audience, seconds) => this.#context.tokens.get(this.#pod, audience, seconds) }).catch((error: unknown) => {
      if (error instanceof StatusError) return [{ volume: 'kube-api-access', message: error.message }];
      throw error;
    });
    if (failures.length === 0) {
      this.#mountWait = undefined;
      return true;
    }
    // Once containers run, content that cannot be refreshed only stays old.
    if (this.podRuntime.sandbox !== undefined) return true;
    for (const { volume, message } of failures) recordPodEvent(this.#context, this.#pod, 'Warning', 'FailedMount', `MountVolume.SetUp failed for volume "${volume}" : ${message}`);
    this.#mountWait ??= new MountWait(this.#context.clock.now());
    this.#nextLook.within(this.#mountWait.nextMs());
    return false;
  }

  /** The next look without a cause: at the deadline, and for volumes that live. */
  #armTimers(): void {
    const { activeDeadlineSeconds, volumes } = this.#pod.spec;
    if (activeDeadlineSeconds !== undefined) {
      const leftMs = this.#deadlineStartMs() + activeDeadlineSeconds * 1000 - this.#context.clock.now();
      this.#nextLook.within(Math.max(0, leftMs));
    }
    const hasLive = volumes?.some((v) => v.configMap !== undefined || v.secret !== undefined || v.projected !== undefined || v.downwardAPI !== undefined) === true;
    if (hasLive) this.#nextLook.within(resyncMs * (1 + this.#context.random.next() / 2));
  }

  #deadlineStartMs(): number {
    const { startTime } = this.#oldStatus();
    const toldMs = startTime === undefined ? this.#startedAtMs : Date.parse(startTime);
    // Told in whole seconds.
    return Math.abs(this.#startedAtMs - toldMs) < 1000 ? this.#startedAtMs : toldMs;
  }

  #checkDeadline(): void {
    const seconds = this.#pod.spec.activeDeadlineSeconds;
    if (seconds === undefined || this.#ended !== undefined) return;
    if (this.#context.clock.now() - this.#deadlineStartMs() < seconds * 1000) return;
    this.#ended = { reason: deadlineExceeded, message: 'Pod was active on the node longer than the specified deadline' };
    this.#tellDeadline();
  }

  /** Upstream tells of it each time that it works out the status: once when it notices, three times while it ends the Pod. */
  #tellDeadline(): void {
    if (this.#ended?.reason === deadlineExceeded) recordPodEvent(this.#context, this.#pod, 'Normal', deadlineExceeded, this.#ended.message);
  }

  #startProbes(pod: Pod): PodProbes {
    return new PodProbes({
      pod,
      podRuntime: this.podRuntime,
      runtime: this.#context.runtime,
      clock: this.#context.clock,
      shown: (containerId) => {
        const { containerStatuses = [], initContainerStatuses = [] } = this.#oldStatus();
        const status = [...containerStatuses, ...initContainerStatuses].find((s) => s.containerID === `containerd://${containerId}`);
        return status?.state.running && { startedAtMs: Date.parse(status.state.running.startedAt ?? ''), isStarted: status.started === true };
      },
      isEnding: () => this.#stage !== 'syncing',
      onChange: (type) => {
        if (type === 'readiness' && !this.#starter.isStarting) this.#refreshStatus();
        else this.wake();
      },
      record: (container, type, reason, message) => { recordPodEvent(this.#context, this.#pod, type, reason, message, containerFieldPath(this.#pod, container)); },
    });
  }

  // ---- ending

  /** Nobody waits for the Pod any more: what is being stopped is killed. */
  #hurryUp(): void {
    this.#graceSeconds = 0;
    // Before the ending has begun, its own step takes the shorter time.
    if (!this.#isKilling) return;
    this.#hurry?.abort();
    for (const view of this.podRuntime.running()) void this.#context.runtime.stopContainer(view.id, 0).catch(this.#context.onError);
  }

  async #killPod(graceSeconds: number): Promise<void> {
    this.#hurry ??= new AbortController();
    const killed = killPodContainers(this.#context, this.#pod, this.podRuntime, { graceSeconds, hurry: this.#hurry.signal });
    this.#isKilling = true;
    await killed;
    const { sandbox } = this.podRuntime;
    if (sandbox === undefined) return;
    await this.#context.runtime.stopSandbox(sandbox.id);
    this.podRuntime.sandbox = undefined;
  }

  async #syncTerminating(): Promise<void> {
    this.#tellDeadline();
    if (!this.#isForced) this.#refreshStatus();
    this.#probes?.stopLivenessAndStartup();
    await this.#killPod(this.#isForced ? 0 : this.#graceSeconds);
    this.#probes?.dispose();
    await this.#lastOutput.read(this.#pod, this.podRuntime, this.#context.runtime);
    this.#tellDeadline();
    this.#tellDeadline();
    if (!this.#isGone) await this.#tellEnd();
    this.#stage = 'terminated';
    await this.#volumes.removeAll();
    this.#context.puller.forget(this.#pod.metadata.uid);
    this.#context.tokens.forget(this.#pod.metadata.uid);
    if (this.#isGone) await this.#cleanUp();
    else if (this.#pod.metadata.deletionTimestamp !== undefined) this.#context.status.finish(this.#pod);
  }

  /** What is not known to have ended counts as lost, a step later when nobody waits for the Pod to go. */
  async #tellEnd(): Promise<void> {
    const ended = this.#generate(true);
    const final = withLostContainers(this.#podAtEnd ?? this.#pod, ended);
    const isLost = [...(ended.containerStatuses ?? []), ...(ended.initContainerStatuses ?? [])].some((s) => s.state.terminated === undefined);
    const waitMs = isLost && this.#pod.metadata.deletionTimestamp === undefined ? this.#context.untilRelist(this.#context.clock.now()) : 0;
    if (waitMs > 0) {
      this.#setStatus({ ...ended, phase: final.phase ?? 'Failed' }, true);
      await sleep(this.#context.clock, waitMs);
    }
    if (!this.#isGone) this.#setStatus(final, true);
  }

  async #cleanUp(): Promise<void> {
    this.#context.crashBackoff.delete(this.#pod.metadata.uid);
    await this.podRuntime.removeAll();
    this.dispose();
    this.#onGone();
  }

  // ---- status

  #oldStatus(): PodStatus {
    return this.#context.status.get(this.#pod.metadata.uid) ?? this.#pod.status;
  }

  #fields(): FieldContext {
    const ip = this.#pod.spec.hostNetwork === true ? this.#context.hostIp : this.podRuntime.sandbox?.ip;
    return { node: this.#context.node(), podIps: ip === undefined ? [] : [ip], hostIp: this.#context.hostIp, seenAtMs: this.#startedAtMs };
  }

  #generate(isTerminal: boolean): PodStatus {
    const old = this.#oldStatus();
    const ip = this.podRuntime.sandbox?.ip ?? old.podIP;
    return podStatus(this.#resize.granted(this.#pod), old, {
      resizeConditions: isTerminal ? [] : this.#resize.conditions(this.#pod.metadata.generation ?? 0),
      runtime: this.podRuntime,
      lastOutput: (id) => this.#lastOutput.get(id),
      restartedInPlace: (name) => this.#starter.restartedInPlace(name),
      isInitializing: () => this.#pod.spec.initContainers?.some((c) => this.podRuntime.latest(c.name) !== undefined) === true,
      lost: (name) => this.#lost?.get(name),
      isRestartingAll: mayRestartAll(this.#pod) ? wantsRestartOfAll(this.#pod, this.podRuntime) : undefined,
      startFailure: (name) => this.#starter.failure(name),
      imageOf: (view) => ({ image: this.#imageName(view), imageId: view.report.imageRef }),
      isStarted: (name, view) => this.#probes?.isStarted(name, view) ?? false,
      isReady: (name, view) => this.#probes?.isReady(name, view) ?? false,
      resourcesOf: (view, container) => {
        const { limits, requests } = this.#resize.actual(view, container);
        return { ...(limits !== undefined && { limits }), ...(requests !== undefined && { requests }) };
      },
      hostIp: this.#context.hostIp,
      podIps: ip === undefined ? [] : [ip],
      hasSandbox: this.podRuntime.sandbox !== undefined,
      ended: this.#ended,
    }, isTerminal);
  }

  #imageName(view: ContainerView): string {
    const spec = [...this.#pod.spec.containers, ...(this.#pod.spec.initContainers ?? []), ...(this.#pod.spec.ephemeralContainers ?? [])].find((c) => c.name === view.name);
    return this.#context.runtime.imageStatus(spec?.image ?? '')?.image ?? spec?.image ?? '';
  }

  /** Whether a gate opened or closed the Pod: what a gate says while the Pod stays unready is told at the next look. */
  #isReadyOther(): boolean {
    const readyOf = (status: PodStatus): string | undefined => status.conditions?.find((c) => c.type === 'Ready')?.status;
    return readyOf(this.#generate(false)) !== readyOf(this.#oldStatus());
  }

  #refreshStatus(): PodStatus {
    const status = this.#generate(false);
    if (this.#stage !== 'terminated' && !this.#isGone) this.#setStatus(status);
    return status;
  }

  #setStatus(status: PodStatus, isFinal = false): void {
    this.#context.status.set(this.#pod, status, isFinal);
  }
}
