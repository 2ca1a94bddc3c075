// kubectl describe.
import type { KubeObject } from '../../api/meta/object.ts';
import { isNotFound } from '../../api/meta/status-error.ts';
import { selectInfos, type Infos } from '../builder/infos.ts';
import type { Command, Invocation } from '../command.ts';
import { apiVersionOf } from '../discovery.ts';
import { describeInfo, infosWithPrefix } from '../describe/describer.ts';
import { KubectlError, throwAll } from '../errors.ts';
import { allNamespacesFlag, chunkSizeFlag, fileFlags, selectorFlag } from './shared-flags.ts';

export const describe: Command = {
  name: 'describe',
  use: 'describe (-f FILENAME | TYPE [NAME_PREFIX | -l label] | TYPE/NAME) [options]',
  short: 'Show details of a specific resource or group of resources',
  long: 'Show details of a specific resource or group of resources.\n\nUse "kubectl api-resources" for a complete list of supported resources.',
  flags: [...fileFlags, selectorFlag, allNamespacesFlag, chunkSizeFlag, { name: 'show-events', type: 'bool', default: 'true' }],
  run,
};

async function run(invocation: Invocation): Promise<undefined> {
  const { session, flags, args } = invocation;
  const files = flags.list('filename');
  if (args.length === 0 && files.length === 0) throw new KubectlError('You must specify the type of resource to describe. Use "kubectl api-resources" for a complete list of supported resources.');
  const selected = await selectInfos(session, args, {
    files,
    isRecursive: flags.bool('recursive'),
    labelSelector: flags.string('selector'),
    isAllNamespaces: flags.bool('all-namespaces'),
    allowsTypeAlone: true,
  });
  if (args.length === 2 && selected.errors.length === 1 && isNotFound(selected.errors[0])) return describeMatching(invocation, selected.errors[0]);
  await printAll(invocation, selected);
  return undefined;
}

async function printAll({ session, flags }: Invocation, { infos, errors }: Infos): Promise<void> {
  const failures: unknown[] = [...errors];
  // With several objects kubectl leaves the events out, unless asked for.
  const showsEvents = flags.bool('show-events') && (infos.length <= 1 || flags.isSet('show-events'));
  let isFirst = true;
  for (const { resource, object } of infos) {
    try {
      const text = await describeInfo(session, { resource, object: { ...object, apiVersion: apiVersionOf(resource), kind: resource.kind } as KubeObject }, showsEvents);
      session.io.stdout(isFirst ? text : `\n\n${text}`);
      isFirst = false;
    } catch (error) {
      if (!failures.some((known) => String(known) === String(error))) failures.push(error);
    }
  }
  if (infos.length === 0 && failures.length === 0) session.io.stderr(flags.bool('all-namespaces') ? 'No resources found\n' : `No resources found in ${session.namespace} namespace.\n`);
  throwAll(failures);
}

/** A name that is not found may be the beginning of others. */
async function describeMatching({ session, flags, args }: Invocation, notFound: unknown): Promise<undefined> {
  const [type = '', prefix = ''] = args;
  const resource = await session.resource(type);
  const matching = await infosWithPrefix(session, resource, prefix);
  const showsEvents = flags.bool('show-events') && (matching.length <= 1 || flags.isSet('show-events'));
  for (const info of matching) session.io.stdout(`${await describeInfo(session, info, showsEvents)}\n`);
  if (matching.length === 0) {
    // A missing namespace is the more useful answer.
    if (session.isNamespaceEnforced && resource.isNamespaced) await session.get(await session.resource('namespaces'), session.namespace);
    throw notFound;
  }
  return undefined;
}
