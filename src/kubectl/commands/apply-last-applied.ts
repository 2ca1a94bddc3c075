// kubectl apply view-last-applied, set-last-applied, edit-last-applied.
import type { KubeObject } from '../../api/meta/object.ts';
import { lastApplied, lastAppliedAnnotation, lastAppliedText } from '../apply/last-applied.ts';
import { fetchInfo, infosOfFiles, infoText, selectInfos } from '../builder/infos.ts';
import type { Command, Invocation } from '../command.ts';
import { KubectlError, throwAll, usageError } from '../errors.ts';
import { parseManifests } from '../manifests.ts';
import { toJson } from '../printers/json.ts';
import { outputFlags } from '../printers/printer.ts';
import { toYaml } from '../../api/yaml/go-yaml.ts';
import { dryRunOf, dryRunSuffix, writeQuery } from './dry-run.ts';
import { dryRunFlag, fileFlags, selectorFlag } from './shared-flags.ts';

const viewLastApplied: Command = {
  name: 'view-last-applied',
  use: 'apply view-last-applied (TYPE [NAME | -l label] | TYPE/NAME | -f FILENAME) [options]',
  short: 'View the latest last-applied-configuration annotations of a resource/object',
  flags: [...fileFlags, selectorFlag, { name: 'all', type: 'bool' }, { name: 'output', short: 'o', type: 'string', default: 'yaml' }],
  run: view,
};

async function view({ session, flags, args, path }: Invocation): Promise<undefined> {
  const output = flags.string('output');
  if (output !== 'yaml' && output !== 'json') throw usageError(path, `Unexpected -o output mode: ${output}, the flag 'output' must be one of yaml|json`);
  const { infos, errors } = await selectInfos(session, args, { files: flags.list('filename'), isRecursive: flags.bool('recursive'), labelSelector: flags.string('selector'), isAll: flags.bool('all') });
  throwAll(errors);
  for (const { object, name } of infos) {
    const text = lastApplied(object);
    if (text === undefined) throw new KubectlError(`no last-applied-configuration annotation found on resource: ${name}`);
    const value = JSON.parse(text) as unknown;
    session.io.stdout(output === 'json' ? toJson(value) : toYaml(value));
  }
  return undefined;
}

const setLastApplied: Command = {
  name: 'set-last-applied',
  use: 'apply set-last-applied -f FILENAME [options]',
  short: 'Set the last-applied-configuration annotation on a live object to match the contents of a file',
  flags: [...fileFlags, ...outputFlags, dryRunFlag, { name: 'create-annotation', type: 'bool' }],
  run: setAnnotation,
};

async function setAnnotation({ session, flags }: Invocation): Promise<undefined> {
  const dryRun = dryRunOf(flags, session);
  const { infos, errors } = await infosOfFiles(session, flags.list('filename'), flags.bool('recursive'));
  throwAll(errors);
  if (infos.length === 0) throw new KubectlError('No objects passed to set-last-applied');
  for (const info of infos) {
    const current = await fetchInfo(session, info.resource, info.name, info.namespace);
    if (lastApplied(current.object) === undefined && !flags.bool('create-annotation')) {
      throw new KubectlError(`no last-applied-configuration annotation found on resource: ${info.name}, to create the annotation, run the command with --create-annotation`);
    }
    await patchAnnotation(session, info, lastAppliedText(info.object), dryRun);
    session.io.stdout(`${infoText(info)} configured${dryRunSuffix(dryRun)}\n`);
  }
  return undefined;
}

async function patchAnnotation(session: Invocation['session'], { resource, name, namespace }: Pick<Awaited<ReturnType<typeof fetchInfo>>, 'resource' | 'name' | 'namespace'>, text: string, dryRun: ReturnType<typeof dryRunOf>): Promise<void> {
  if (dryRun === 'client') return;
  const body = { metadata: { annotations: { [lastAppliedAnnotation]: text } } };
  await session.request({ verb: 'patch', resource, namespace, name, body, contentType: 'application/merge-patch+json', query: writeQuery({ dryRun }) });
}

const editLastApplied: Command = {
  name: 'edit-last-applied',
  use: 'apply edit-last-applied (RESOURCE/NAME | -f FILENAME) [options]',
  short: 'Edit latest last-applied-configuration annotations of a resource/object',
  flags: [...fileFlags, ...outputFlags],
  run: editAnnotation,
};

async function editAnnotation({ session, flags, args }: Invocation): Promise<undefined> {
  const { infos, errors } = await selectInfos(session, args, { files: flags.list('filename'), isRecursive: flags.bool('recursive') });
  throwAll(errors);
  for (const info of infos) {
    const text = lastApplied(info.object);
    if (text === undefined) throw new KubectlError(`no last-applied-configuration annotation found on resource: ${info.name}`);
    const before = toYaml(JSON.parse(text));
    const edited = await session.io.editText?.(`${info.name}.yaml`, before);
    if (edited === undefined || edited === before) {
      session.io.stderr('Edit cancelled, no changes made.\n');
      continue;
    }
    const value = parseManifests({ source: 'edited', text: edited }).manifests[0]?.value as KubeObject;
    await patchAnnotation(session, info, lastAppliedText(value), 'none');
    session.io.stdout(`${infoText(info)} edited\n`);
  }
  return undefined;
}

export const lastAppliedCommands: readonly Command[] = [editLastApplied, setLastApplied, viewLastApplied];
