// kubectl rollout: status, history, undo, pause, resume, restart.
import type { Deployment } from '../../../api/generated/apps-v1.ts';
import type { PodTemplateSpec } from '../../../api/generated/core-v1.ts';
import type { KubeObject } from '../../../api/meta/object.ts';
import { formatTime } from '../../../base/clock.ts';
import { infoText, selectInfos, type Info } from '../../builder/infos.ts';
import type { Command, Invocation } from '../../command.ts';
import { lastApplied, lastAppliedAnnotation } from '../../apply/last-applied.ts';
import { groupKindText, groupResourceText } from '../../discovery.ts';
import { errorMessage, KubectlError, throwAll } from '../../errors.ts';
import type { FlagSpec } from '../../flags.ts';
import { outputFlags, printerOf } from '../../printers/printer.ts';
import { patchInfo, report, writerOf } from '../change.ts';
import { dryRunOf } from '../dry-run.ts';
import { dryRunFlag, fieldManagerFlag, fileFlags, selectorFlag } from '../shared-flags.ts';
import { watchObject } from '../watch-object.ts';
import { historyText, isSameTemplate, isVisited, noVisitorText, revisionsOf, rollbackTarget, templateView } from './history.ts';
import { rolloutStatus } from './status.ts';

const common: readonly FlagSpec[] = [...fileFlags, selectorFlag];
const changing: readonly FlagSpec[] = [...common, ...outputFlags, fieldManagerFlag('kubectl-rollout')];

async function infosOf({ session, flags, args }: Invocation): Promise<readonly Info[]> {
  const files = flags.list('filename');
  if (args.length === 0 && files.length === 0) throw new KubectlError('required resource not specified');
  const { infos, errors } = await selectInfos(session, args, { files, isRecursive: flags.bool('recursive'), labelSelector: flags.string('selector'), allowsTypeAlone: true });
  throwAll(errors);
  return infos;
}

async function status(invocation: Invocation): Promise<undefined> {
  const { session, flags } = invocation;
  const revision = flags.number('revision');
  if (revision < 0) throw new KubectlError(`revision must be a positive integer: ${revision}`);
  const infos = await infosOf(invocation);
  if (infos.length === 0) session.io.stderr(`No resources found in ${session.namespace} namespace.\n`);
  for (const info of infos) {
    let last = '';
    const look = (object: KubeObject): boolean => {
      const state = rolloutStatus(info.resource, object, revision);
      if (state.text !== last) session.io.stdout(state.text);
      last = state.text;
      return state.isDone;
    };
    if (look(info.object) || !flags.bool('watch')) continue;
    const timeoutMs = flags.durationMs('timeout') || 365 * 86_400_000;
    const isDone = await watchObject(session, info, timeoutMs, {
      isDone: (object, type) => {
        if (type === 'DELETED') throw new KubectlError('object has been deleted');
        return look(object);
      },
    });
    if (!isDone && !session.io.signal.aborted) throw new KubectlError('timed out waiting for the condition');
  }
  return undefined;
}

async function history(invocation: Invocation): Promise<undefined> {
  const { session, flags } = invocation;
  const wanted = flags.number('revision');
  if (wanted < 0) throw new KubectlError(`revision must be a positive integer: ${wanted}`);
  const printer = await printerOf(flags, session.io);
  for (const info of await infosOf(invocation)) {
    const revisions = await revisionsOf(session, info);
    if (printer) {
      for (const { holder } of revisions.filter(({ number }) => wanted === 0 || number === wanted)) session.io.stdout(printer.print(holder));
      continue;
    }
    const text = historyText(revisions, wanted);
    session.io.stdout(`${infoText(info)} ${wanted > 0 ? `with revision #${wanted}` : ''}\n${text}\n`);
  }
  return undefined;
}

async function undo(invocation: Invocation): Promise<undefined> {
  const { session, flags } = invocation;
  const wanted = flags.number('to-revision');
  const dryRun = dryRunOf(flags, session);
  const writer = await writerOf(session, flags, dryRun);
  for (const info of await infosOf(invocation)) {
    const { resource, object, name } = info;
    if (lastApplied(object) !== undefined) session.warn(`resource ${resource.resource}/${name} was previously managed with 'kubectl apply'. Rolling back will not update the ${lastAppliedAnnotation} annotation, which may cause unexpected behavior on future 'kubectl apply' operations. Consider using 'kubectl apply' with your previous configuration file instead.`);
    if (!isVisited(resource)) throw new KubectlError(`error retrieving rollbacker for "${groupKindText(resource)}", ${noVisitorText(resource)}`);
    if (!['Deployment', 'DaemonSet', 'StatefulSet'].includes(resource.kind)) throw new KubectlError(`no rollbacker has been implemented for "${groupKindText(resource)}"`);
    const current = (object as Deployment).spec.template;
    const revisions = await revisionsOf(session, info);
    if (resource.kind === 'Deployment' && wanted === 0 && revisions.length <= 1) throw new KubectlError(`no rollout history found for deployment "${name}"`);
    const target = rollbackTarget(revisions, wanted);
    if (!target) throw new KubectlError(wanted > 0 ? `unable to find specified revision ${wanted} in history` : `no last revision to roll back to`);
    if ((object as Deployment).spec.paused) throw new KubectlError(`you cannot rollback a paused deployment; resume it first with 'kubectl rollout resume' and try again`);
    if (dryRun === 'client') {
      report(writer, info, object, templateView({ ...target, cause: undefined }));
      continue;
    }
    const rolledBack = withTemplate(target.template);
    if (resource.kind === 'Deployment' && isSameTemplate(target.template, current)) {
      session.io.stdout(`${infoText(info)} skipped rollback (current template already matches revision ${target.number})\n`);
      continue;
    }
    const patch = resource.kind === 'Deployment' ? { spec: { template: { ...rolledBack, $patch: 'replace' } } } : { spec: { template: rolledBack } };
    const object2 = await patchInfo(writer, info, patch, 'strategic');
    report(writer, info, object2, 'rolled back');
  }
  return undefined;
}

function withTemplate(template: PodTemplateSpec): PodTemplateSpec {
  const labels = Object.fromEntries(Object.entries(template.metadata?.labels ?? {}).filter(([key]) => key !== 'pod-template-hash'));
  return { ...template, metadata: { ...template.metadata, labels } } as PodTemplateSpec;
}

/** What pause, resume and restart do to one Deployment; a string is the refusal. */
type Change = (info: Info, session: Invocation['session']) => unknown;

function changer(done: string, verb: string, change: Change, kinds: readonly string[]) {
  return async (invocation: Invocation): Promise<undefined> => {
    const { session, flags } = invocation;
    const infos = await infosOf(invocation);
    const writer = await writerOf(session, flags, 'none');
    const failures: unknown[] = [];
    if (infos.length === 0) session.io.stderr(`No resources found in ${session.namespace} namespace.\n`);
    for (const info of infos) {
      const refuse = (reason: string): KubectlError => new KubectlError(`${groupResourceText(info.resource)} "${info.name}" ${reason}`);
      try {
        if (!kinds.includes(info.resource.kind)) throw refuse(`${verb} is not supported`);
        const patch = change(info, session);
        if (typeof patch === 'string') throw refuse(patch);
        report(writer, info, await patchInfo(writer, info, patch, 'strategic'), done);
      } catch (error) {
        failures.push(error instanceof KubectlError ? error : new KubectlError(`failed to patch: ${errorMessage(error)}`));
      }
    }
    throwAll(failures);
    return undefined;
  };
}

const isPaused = ({ object }: Info): boolean => (object as Deployment).spec.paused ?? false;
const pause: Change = (info) => (isPaused(info) ? 'is already paused' : { spec: { paused: true } });
const resume: Change = (info) => (isPaused(info) ? { spec: { paused: null } } : 'is not paused');
const restart: Change = (info, session) =>
  info.resource.kind === 'Deployment' && isPaused(info) ? "can't restart paused deployment (run rollout resume first)" : { spec: { template: { metadata: { annotations: { 'kubectl.kubernetes.io/restartedAt': formatTime(session.now()) } } } } };

export const rollout: Command = {
  name: 'rollout',
  use: 'rollout SUBCOMMAND [options]',
  short: 'Manage the rollout of a resource',
  subcommands: [
    { name: 'history', use: 'rollout history (TYPE NAME | TYPE/NAME) [flags] [options]', short: 'View rollout history', flags: [...common, ...outputFlags, { name: 'revision', type: 'int', default: '0' }], run: history },
    { name: 'pause', use: 'rollout pause RESOURCE [options]', short: 'Mark the provided resource as paused', flags: changing, run: changer('paused', 'pausing', pause, ['Deployment']) },
    { name: 'restart', use: 'rollout restart RESOURCE [options]', short: 'Restart a resource', flags: changing, run: changer('restarted', 'restarting', restart, ['Deployment', 'DaemonSet', 'StatefulSet']) },
    { name: 'resume', use: 'rollout resume RESOURCE [options]', short: 'Resume a paused resource', flags: changing, run: changer('resumed', 'resuming', resume, ['Deployment']) },
    { name: 'status', use: 'rollout status (TYPE NAME | TYPE/NAME) [flags] [options]', short: 'Show the status of the rollout', flags: [...common, { name: 'revision', type: 'int', default: '0' }, { name: 'timeout', type: 'duration', default: '0s' }, { name: 'watch', short: 'w', type: 'bool', default: 'true' }], run: status },
    { name: 'undo', use: 'rollout undo (TYPE NAME | TYPE/NAME) [flags] [options]', short: 'Undo a previous rollout', flags: [...common, ...outputFlags, dryRunFlag, { name: 'to-revision', type: 'int', default: '0' }], run: undo },
  ],
};

