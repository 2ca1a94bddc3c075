// kubectl apply, and its subcommands about the last applied configuration.
import type { KubeObject } from '../../api/meta/object.ts';
import { applyObject, appliedText, type ApplyOptions } from '../apply/apply-object.ts';
import { pruneObjects } from '../apply/prune.ts';
import { infosOfFiles, infoText, type Info } from '../builder/infos.ts';
import { labelMatcher } from '../builder/label-match.ts';
import type { Command, Invocation } from '../command.ts';
import { KubectlError, throwAll } from '../errors.ts';
import { outputFlags, printerOf } from '../printers/printer.ts';
import { propagationOf, sayForced } from './delete.ts';
import { dryRunOf, fieldValidationOf } from './dry-run.ts';
import { lastAppliedCommands } from './apply-last-applied.ts';
import { refuseKustomize } from './kustomize.ts';
import { deleteFlags, dryRunFlag, fileFlags, fieldManagerFlag, selectorFlag, validateFlag } from './shared-flags.ts';

export const apply: Command = {
  name: 'apply',
  use: 'apply (-f FILENAME | -k DIRECTORY) [options]',
  short: 'Apply a configuration to a resource by file name or stdin',
  flags: [
    ...fileFlags,
    ...outputFlags,
    ...deleteFlags,
    selectorFlag,
    dryRunFlag,
    validateFlag,
    fieldManagerFlag('kubectl-client-side-apply'),
    { name: 'all', type: 'bool' },
    { name: 'force-conflicts', type: 'bool' },
    { name: 'openapi-patch', type: 'bool', default: 'true' },
    { name: 'overwrite', type: 'bool', default: 'true' },
    { name: 'prune', type: 'bool' },
    { name: 'prune-allowlist', type: 'list' },
    { name: 'server-side', type: 'bool' },
    { name: 'subresource', type: 'string' },
  ],
  subcommands: lastAppliedCommands,
  run,
};

async function run(invocation: Invocation): Promise<undefined> {
  const { session, flags, args, path } = invocation;
  const files = flags.list('filename');
  if (files.length === 0 && !flags.isSet('kustomize')) throw new KubectlError('must specify one of -f and -k');
  if (files.length > 0 && flags.isSet('kustomize')) throw new KubectlError('only one of -f or -k can be specified');
  if (args.length > 0) throw new KubectlError(`Unexpected args: [${args.join(' ')}]\nSee '${path} -h' for help and examples`);
  if (flags.isSet('kustomize')) await refuseKustomize(invocation);
  const options = applyOptionsOf(invocation);
  const isPruning = flags.bool('prune');
  if (isPruning && flags.string('selector') === '' && !flags.bool('all')) throw new KubectlError('all resources selected for prune without explicitly passing --all. To prune all resources, pass the --all flag. If you did not mean to prune all resources, specify a label selector');
  const printer = await printerOf(flags, session.io);
  const selector = flags.string('selector');
  const { infos, errors } = await infosOfFiles(session, files, flags.bool('recursive'), {
    isValidated: options.fieldValidation !== 'Ignore',
    ...(selector !== '' && { labelSelector: labelMatcher(selector) }),
  });
  if (infos.length === 0 && errors.length === 0) throw new KubectlError('no objects passed to apply');
  const failures: unknown[] = [...errors];
  const objects: KubeObject[] = [];
  const applied: Info[] = [];
  for (const info of infos) {
    try {
      const { verb, object } = await applyObject(session, info, options);
      applied.push(info);
      const whole: KubeObject = { ...object, apiVersion: info.object.apiVersion ?? '', kind: info.resource.kind };
      if (printer) objects.push(whole);
      else session.io.stdout(appliedText(infoText({ resource: info.resource, name: object.metadata.name }), verb, options.dryRun));
    } catch (error) {
      failures.push(error);
    }
  }
  const [only] = objects;
  if (printer && only) session.io.stdout(printer.print(objects.length === 1 ? only : { apiVersion: 'v1', items: objects, kind: 'List', metadata: {} }));
  if (isPruning && failures.length === 0) await pruneObjects(session, applied, { selector, dryRun: options.dryRun, isNamespaceGiven: session.isNamespaceEnforced, prints: printer === undefined });
  throwAll(failures);
  return undefined;
}

function applyOptionsOf({ session, flags }: Invocation): ApplyOptions {
  const isServerSide = flags.bool('server-side');
  const isForced = flags.bool('force');
  if (flags.bool('force-conflicts') && !isServerSide) throw new KubectlError('--force-conflicts only works with --server-side');
  if (isForced && isServerSide) throw new KubectlError('--force cannot be used with --server-side');
  const dryRun = dryRunOf(flags, session);
  if (dryRun === 'client' && isServerSide) throw new KubectlError('--dry-run=client doesn\'t work with --server-side (did you mean --dry-run=server instead?)');
  if (isForced && dryRun === 'server') throw new KubectlError('--dry-run=server cannot be used with --force');
  const fieldValidation = fieldValidationOf(flags);
  const graceSeconds = flags.number('grace-period');
  if (!isForced && graceSeconds >= 0 && flags.isSet('grace-period')) throw new KubectlError('--grace-period must have --force specified');
  if (isForced && graceSeconds === 0) sayForced(session);
  const manager = flags.isSet('field-manager') ? flags.string('field-manager') : isServerSide ? 'kubectl' : 'kubectl-client-side-apply';
  return {
    dryRun,
    fieldManager: manager,
    fieldValidation,
    isServerSide,
    forcesConflicts: flags.bool('force-conflicts'),
    overwrites: flags.bool('overwrite'),
    subresource: flags.string('subresource') || undefined,
    deletes: isForced ? { propagationPolicy: propagationOf(flags, session), graceSeconds, isForced, dryRun, isWaiting: true, timeoutMs: flags.durationMs('timeout') } : undefined,
  };
}
