// kubectl delete.
import type { KubeObject } from '../../api/meta/object.ts';
import { isNotFound } from '../../api/meta/status-error.ts';
import { infoText, selectInfos, type Info } from '../builder/infos.ts';
import type { Command, Invocation } from '../command.ts';
import { kindText } from '../discovery.ts';
import { KubectlError, throwAll } from '../errors.ts';
import type { FlagValues } from '../flags.ts';
import type { Session } from '../session.ts';
import { dryRunOf, dryRunSuffix, type DryRun } from './dry-run.ts';
import { requestOfPath, rawText } from './raw.ts';
import { allNamespacesFlag, dryRunFlag, fieldSelectorFlag, fileFlags, selectorFlag } from './shared-flags.ts';
import { waitUntilGone } from './wait-gone.ts';

export const deleteCommand: Command = {
  name: 'delete',
  use: 'delete ([-f FILENAME] | [-k DIRECTORY] | TYPE [(NAME | -l label | --all)]) [options]',
  short: 'Delete resources by file names, stdin, resources and names, or by resources and label selector',
  flags: [
    ...fileFlags,
    selectorFlag,
    fieldSelectorFlag,
    allNamespacesFlag,
    dryRunFlag,
    { name: 'all', type: 'bool' },
    { name: 'cascade', type: 'string', default: 'background', bare: 'background' },
    { name: 'force', type: 'bool' },
    { name: 'grace-period', type: 'int', default: '-1' },
    { name: 'ignore-not-found', type: 'bool' },
    { name: 'interactive', short: 'i', type: 'bool' },
    { name: 'now', type: 'bool' },
    { name: 'output', short: 'o', type: 'string' },
    { name: 'raw', type: 'string' },
    { name: 'timeout', type: 'duration', default: '0s' },
    { name: 'wait', type: 'bool', default: 'true' },
  ],
  run,
};

/** How objects are deleted. */
export interface DeleteOptions {
  readonly propagationPolicy: string;
  /** -1: the object's own. */
  readonly graceSeconds: number;
  readonly isForced: boolean;
  readonly dryRun: DryRun;
  readonly isWaiting: boolean;
  readonly timeoutMs: number;
}

async function run({ session, flags, args }: Invocation): Promise<undefined> {
  if (flags.isSet('raw')) {
    const { body } = await session.client.send(requestOfPath('DELETE', flags.string('raw')));
    session.io.stdout(rawText(body));
    return undefined;
  }
  const options = deleteOptionsOf(flags, session);
  const output = flags.string('output');
  if (output !== '' && output !== 'name') throw new KubectlError(`unexpected -o output mode: ${output}. We only support '-o name'`);
  if (flags.bool('all') && flags.string('selector') !== '') throw new KubectlError("setting 'all' parameter but found a non empty selector. ");
  const isAll = flags.bool('all');
  const isNotFoundIgnored = flags.bool('ignore-not-found') || (isAll && !flags.isSet('ignore-not-found'));
  const selected = await selectInfos(session, args, {
    files: flags.list('filename'),
    isRecursive: flags.bool('recursive'),
    isLatest: false,
    isNamedOnly: true,
    labelSelector: flags.string('selector'),
    fieldSelector: flags.string('field-selector'),
    isAll,
    isAllNamespaces: flags.bool('all-namespaces'),
    isNotFoundIgnored,
  });
  if (options.graceSeconds === 0 && options.isForced && options.dryRun === 'none') sayForced(session);
  const errors: unknown[] = [...selected.errors];
  const deleted: Info[] = [];
  for (const info of selected.infos) {
    try {
      const answer = await deleteInfo(session, info, options);
      deleted.push({ ...info, object: { ...info.object, metadata: { ...info.object.metadata, uid: uidOf(answer) } } });
      session.io.stdout(output === 'name' ? `${infoText(info)}\n` : deletedText(info, options));
    } catch (error) {
      if (!(isNotFoundIgnored && isNotFound(error))) errors.push(error);
    }
  }
  if (selected.infos.length === 0 && errors.length === 0 && output !== 'name') session.io.stdout('No resources found\n');
  if (options.isWaiting && options.dryRun === 'none') await waitUntilGone(session, deleted, options.timeoutMs);
  throwAll(errors);
  return undefined;
}

/** The answer is the object or a Status about it. */
function uidOf(answer: KubeObject | undefined): string {
  const { details } = (answer ?? {}) as { details?: { uid?: string } };
  return details?.uid ?? answer?.metadata?.uid ?? '';
}

function deleteOptionsOf(flags: FlagValues, session: Session): DeleteOptions {
  let graceSeconds = flags.number('grace-period');
  const isForced = flags.bool('force');
  const dryRun = dryRunOf(flags, session);
  if (flags.bool('now')) {
    if (flags.isSet('grace-period') && graceSeconds >= 0) throw new KubectlError('--now and --grace-period cannot be specified together');
    graceSeconds = 1;
  }
  if (graceSeconds > 0 && isForced) throw new KubectlError('--force and --grace-period greater than 0 cannot be specified together');
  if (isForced && graceSeconds < 0) graceSeconds = 0;
  // Without --force, 0 would not let the kubelet confirm; kubectl asks for the shortest grace instead.
  if (graceSeconds === 0 && !isForced) graceSeconds = 1;
  return { propagationPolicy: propagationOf(flags, session), graceSeconds, isForced, dryRun, isWaiting: flags.bool('wait'), timeoutMs: flags.durationMs('timeout') };
}

export function propagationOf(flags: FlagValues, session: Session): string {
  const cascade = flags.string('cascade');
  switch (cascade) {
    case 'background':
    case 'foreground':
    case 'orphan':
      return `${cascade.charAt(0).toUpperCase()}${cascade.slice(1)}`;
    case 'true':
    case 'false': {
      const replacement = cascade === 'true' ? 'background' : 'orphan';
      session.io.stderr(`warning: --cascade=${cascade} is deprecated (boolean value) and can be replaced with --cascade=${replacement}.\n`);
      return cascade === 'true' ? 'Background' : 'Orphan';
    }
    default:
      throw new KubectlError(`invalid cascade value (${cascade}). Must be "background", "foreground", or "orphan"`);
  }
}

export function sayForced(session: Session): void {
  session.io.stderr('Warning: Immediate deletion does not wait for confirmation that the running resource has been terminated. The resource may continue to run on the cluster indefinitely.\n');
}

/** Sends the deletion of one object. */
export async function deleteInfo(session: Session, { resource, name, namespace }: Pick<Info, 'resource' | 'name' | 'namespace'>, options: Pick<DeleteOptions, 'propagationPolicy' | 'graceSeconds' | 'dryRun'>): Promise<KubeObject | undefined> {
  if (options.dryRun === 'client') return undefined;
  const { body } = await session.request({
    verb: 'delete',
    resource,
    name,
    namespace,
    body: {
      kind: 'DeleteOptions',
      apiVersion: 'v1',
      propagationPolicy: options.propagationPolicy,
      ...(options.graceSeconds >= 0 && { gracePeriodSeconds: options.graceSeconds }),
      ...(options.dryRun === 'server' && { dryRun: ['All'] }),
    },
  });
  return body as KubeObject;
}

/** `pod "web" deleted from default namespace`. */
export function deletedText({ resource, name, namespace }: Pick<Info, 'resource' | 'name' | 'namespace'>, options: Pick<DeleteOptions, 'isForced' | 'graceSeconds' | 'dryRun'>): string {
  const verb = options.isForced && options.graceSeconds === 0 ? 'force deleted' : 'deleted';
  const place = resource.isNamespaced && namespace ? ` from ${namespace} namespace` : '';
  return `${kindText(resource)} "${name}" ${verb}${place}${dryRunSuffix(options.dryRun)}\n`;
}
