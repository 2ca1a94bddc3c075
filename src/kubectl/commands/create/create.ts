// kubectl create.
import type { KubeObject } from '../../../api/meta/object.ts';
import { withLastApplied } from '../../apply/last-applied.ts';
import { infosOfFiles, infosOfTexts, infoText, type Info, type Infos } from '../../builder/infos.ts';
import { labelMatcher } from '../../builder/label-match.ts';
import type { Command, Invocation } from '../../command.ts';
import { addSource, KubectlError, PlainError, throwAll, usageError } from '../../errors.ts';
import { helpText } from '../../help.ts';
import { readManifestTexts } from '../../manifests.ts';
import { outputFlags, printerOf } from '../../printers/printer.ts';
import { toYaml } from '../../../api/yaml/go-yaml.ts';
import { dryRunOf, dryRunSuffix, fieldValidationOf, writeQuery } from '../dry-run.ts';
import { rawText, requestOfPath } from '../raw.ts';
import { dryRunFlag, fieldManagerFlag, fileFlags, selectorFlag, validateFlag } from '../shared-flags.ts';
import { configCommands } from './config.ts';
import { policyCommands } from './policy.ts';
import { rbacCommands } from './rbac.ts';
import { networkCommands } from './network.ts';
import { workloadCommands } from './workloads.ts';

export const create: Command = {
  name: 'create',
  use: 'create -f FILENAME [options]',
  short: 'Create a resource from a file or from stdin',
  flags: [
    ...fileFlags, ...outputFlags, selectorFlag, dryRunFlag, validateFlag, fieldManagerFlag('kubectl-create'),
    { name: 'edit', type: 'bool' }, { name: 'raw', type: 'string' }, { name: 'save-config', type: 'bool' }, { name: 'windows-line-endings', type: 'bool' },
  ],
  subcommands: [...rbacCommands, ...configCommands, ...workloadCommands, ...networkCommands, ...policyCommands].sort((a, b) => (a.name < b.name ? -1 : 1)),
  run,
};

async function run(invocation: Invocation): Promise<number | undefined> {
  const { session, flags, args, path, command } = invocation;
  const files = flags.list('filename');
  if (args.length > 0) throw usageError(path, `Unexpected args: [${args.join(' ')}]`);
  if (files.length === 0 && !flags.isSet('kustomize')) {
    session.io.stderr(`error: must specify one of -f and -k\n\n${helpText(command, path)}`);
    return 1;
  }
  if (flags.string('raw') !== '') return createRaw(invocation);
  const dryRun = dryRunOf(flags, session);
  const fieldValidation = fieldValidationOf(flags);
  const printer = await printerOf(flags, session.io);
  const selector = flags.string('selector');
  const selection = { isValidated: fieldValidation !== 'Ignore', ...(selector !== '' && { labelSelector: labelMatcher(selector) }) };
  let { infos, errors }: Pick<Infos, 'infos' | 'errors'> = await infosOfFiles(session, files, flags.bool('recursive'), selection);
  if (flags.bool('edit')) ({ infos, errors } = await edited(invocation, infos, errors));
  if (infos.length === 0 && errors.length === 0) throw new KubectlError('no objects passed to create');
  const failures: unknown[] = [...errors];
  for (const info of infos) {
    const wanted = flags.bool('save-config') ? withLastApplied(info.object) : info.object;
    try {
      const object = dryRun === 'client' ? wanted : await createOne(invocation, info, wanted, writeQuery({ dryRun, fieldManager: flags.string('field-manager'), fieldValidation }));
      const whole = { ...object, apiVersion: info.object.apiVersion, kind: info.resource.kind };
      session.io.stdout(printer ? printer.print(whole) : `${infoText({ resource: info.resource, name: object.metadata.name })} created${dryRunSuffix(dryRun)}\n`);
    } catch (error) {
      failures.push(error);
    }
  }
  throwAll(failures);
  return undefined;
}

async function createOne({ session }: Invocation, info: Info, body: KubeObject, query: Record<string, string>): Promise<KubeObject> {
  try {
    return (await session.request({ verb: 'create', resource: info.resource, namespace: info.namespace, body, query })).body as KubeObject;
  } catch (error) {
    throw addSource('creating', info.source, error);
  }
}

async function createRaw({ session, flags }: Invocation): Promise<undefined> {
  const [text] = await readManifestTexts(session.io, flags.list('filename'), false);
  let body: unknown;
  try {
    body = JSON.parse(text?.text ?? '');
  } catch {
    throw new PlainError('error: the raw body must be JSON');
  }
  const { body: answer } = await session.client.send({ ...requestOfPath('POST', flags.string('raw')), body });
  session.io.stdout(rawText(answer));
  return undefined;
}

/** `--edit`: the objects as the user leaves them. */
async function edited({ session }: Invocation, infos: readonly Info[], errors: readonly unknown[]): Promise<Pick<Infos, 'infos' | 'errors'>> {
  const results: Info[] = [];
  const failures = [...errors];
  for (const info of infos) {
    const text = await session.io.editText?.(`${info.name}.yaml`, toYaml(info.object));
    if (text === undefined) throw new KubectlError('Edit cancelled, no changes made.');
    const read = await infosOfTexts(session, [{ source: info.source, text }]);
    results.push(...read.infos);
    failures.push(...read.errors);
  }
  return { infos: results, errors: failures };
}
