// kubectl replace.
import type { KubeObject } from '../../api/meta/object.ts';
import { isNotFound } from '../../api/meta/status-error.ts';
import { lastApplied, withLastApplied } from '../apply/last-applied.ts';
import { infosOfFiles, infoText, type Info } from '../builder/infos.ts';
import type { Command, Invocation } from '../command.ts';
import { addSource, KubectlError, throwAll, usageError } from '../errors.ts';
import { readManifestTexts } from '../manifests.ts';
import { outputFlags, printerOf, type ObjectPrinter } from '../printers/printer.ts';
import { deleteInfo, deletedText, propagationOf, sayForced } from './delete.ts';
import { dryRunOf, dryRunSuffix, fieldValidationOf, writeQuery, type DryRun } from './dry-run.ts';
import { rawText, requestOfPath } from './raw.ts';
import { deleteFlags, dryRunFlag, fieldManagerFlag, fileFlags, validateFlag } from './shared-flags.ts';
import { waitUntilGone } from './wait-gone.ts';

export const replace: Command = {
  name: 'replace',
  use: 'replace -f FILENAME [options]',
  short: 'Replace a resource by file name or stdin',
  flags: [...fileFlags, ...outputFlags, ...deleteFlags, dryRunFlag, validateFlag, fieldManagerFlag('kubectl-replace'), { name: 'raw', type: 'string' }, { name: 'save-config', type: 'bool' }, { name: 'subresource', type: 'string' }],
  run,
};

async function run(invocation: Invocation): Promise<undefined> {
  const { session, flags, args, path } = invocation;
  const files = flags.list('filename');
  if (flags.string('raw') !== '') {
    const [text] = await readManifestTexts(session.io, files, false);
    const { body } = await session.client.send({ ...requestOfPath('PUT', flags.string('raw')), body: JSON.parse(text?.text ?? '') as unknown });
    session.io.stdout(rawText(body));
    return undefined;
  }
  if (files.length === 0) throw new KubectlError('must specify one of -f and -k');
  if (args.length > 0) throw usageError(path, `Unexpected args: [${args.join(' ')}]`);
  const isForced = flags.bool('force');
  const graceSeconds = flags.number('grace-period');
  if (graceSeconds >= 0 && !isForced) throw new KubectlError('--grace-period must have --force specified');
  if (flags.durationMs('timeout') !== 0 && !isForced) throw new KubectlError('--timeout must have --force specified');
  const dryRun = dryRunOf(flags, session);
  if (isForced && dryRun !== 'none') throw new KubectlError('--dry-run cannot be used when --force is set');
  const fieldValidation = fieldValidationOf(flags);
  const printer = await printerOf(flags, session.io);
  const { infos, errors } = await infosOfFiles(session, files, flags.bool('recursive'), { isValidated: fieldValidation !== 'Ignore' });
  if (infos.length === 0 && errors.length === 0) throw new KubectlError('no objects passed to replace');
  const query = writeQuery({ dryRun, fieldManager: flags.string('field-manager'), fieldValidation });
  if (isForced) {
    throwAll(errors);
    await forceReplace(invocation, infos, query, printer);
    return undefined;
  }
  const failures: unknown[] = [...errors];
  for (const info of infos) {
    try {
      const object = dryRun === 'client' ? info.object : await replaceOne(invocation, info, query);
      say(invocation, info, object, { dryRun, printer });
    } catch (error) {
      failures.push(addSource('replacing', info.source, error));
    }
  }
  throwAll(failures);
  return undefined;
}

function say({ session }: Invocation, info: Info, object: KubeObject, { dryRun, printer }: { dryRun: DryRun; printer: ObjectPrinter | undefined }): void {
  const whole = { ...object, apiVersion: info.object.apiVersion, kind: info.resource.kind };
  session.io.stdout(printer ? printer.print(whole) : `${infoText(info)} replaced${dryRunSuffix(dryRun)}\n`);
}

async function replaceOne({ session, flags }: Invocation, { resource, name, namespace, object }: Info, query: Record<string, string>): Promise<KubeObject> {
  const wanted = flags.bool('save-config') || lastApplied(object) !== undefined ? withLastApplied(object) : object;
  const subresource = flags.string('subresource');
  return (await session.request({ verb: 'update', resource, name, namespace, body: wanted, query, ...(subresource !== '' && { subresource }) })).body as KubeObject;
}

/** Deletes all, waits until they are gone, creates all. */
async function forceReplace(invocation: Invocation, infos: readonly Info[], query: Record<string, string>, printer: ObjectPrinter | undefined): Promise<void> {
  const { session, flags } = invocation;
  const graceSeconds = flags.number('grace-period') === 0 ? 1 : flags.number('grace-period');
  if (flags.number('grace-period') === 0 && !flags.bool('force')) sayForced(session);
  const options = { propagationPolicy: propagationOf(flags, session), graceSeconds, isForced: false, dryRun: 'none' } as const;
  const gone: Info[] = [];
  for (const info of infos) {
    try {
      await deleteInfo(session, info, options);
      gone.push(info);
      if (!printer) session.io.stdout(deletedText(info, options));
    } catch (error) {
      if (!isNotFound(error)) throw error;
    }
  }
  await waitUntilGone(session, gone, flags.durationMs('timeout') || 300_000);
  for (const info of infos) {
    const object = flags.bool('save-config') ? withLastApplied(info.object) : info.object;
    try {
      const { body } = await session.request({ verb: 'create', resource: info.resource, namespace: info.namespace, body: object, query });
      say(invocation, info, body as KubeObject, { dryRun: 'none', printer });
    } catch (error) {
      throw addSource('creating', info.source, error);
    }
  }
}
