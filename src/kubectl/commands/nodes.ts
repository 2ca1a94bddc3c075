// kubectl cordon and uncordon, and what taint and drain share with them.
import type { Node } from '../../api/generated/core-v1.ts';
import { fetchInfo, infoText, listInfos, type Info } from '../builder/infos.ts';
import type { Command, Invocation } from '../command.ts';
import { KubectlError, usageError } from '../errors.ts';
import { dryRunOf, dryRunSuffix, writeQuery, type DryRun } from './dry-run.ts';
import { dryRunFlag, selectorFlag } from './shared-flags.ts';
import type { Session } from '../session.ts';

/** The nodes that arguments or a selector name. */
export async function nodesOf({ session, flags, args, path }: Invocation, verb: string): Promise<Info[]> {
  const selector = flags.string('selector');
  if (args.length === 0 && selector === '') throw usageError(path, `USAGE: ${verb} NODE [flags]`);
  if (args.length > 0 && selector !== '') throw usageError(path, 'error: cannot specify both a node name and a --selector option');
  const resource = await session.resource('nodes');
  if (selector !== '') return listInfos(session, resource, { labelSelector: selector });
  return Promise.all(args.map(async (arg) => {
    const slash = arg.indexOf('/');
    // Upstream's builder takes `TYPE/NAME` too, of whatever type.
    const info = slash < 0 ? await fetchInfo(session, resource, arg, undefined) : await fetchInfo(session, await session.resource(arg.slice(0, slash)), arg.slice(slash + 1), session.namespace);
    if (info.resource.resource !== 'nodes') throw new KubectlError(`expected resource of type node, got "${info.resource.group}/${info.resource.version}, Resource=${info.resource.resource}"`);
    return info;
  }));
}

/** Marks a node schedulable or not and says so. */
export async function setUnschedulable(session: Session, info: Info, wanted: boolean, dryRun: DryRun): Promise<void> {
  const { resource, name } = info;
  const isAlready = ((info.object as Node).spec.unschedulable ?? false) === wanted;
  if (!isAlready && dryRun !== 'client') {
    const body = { spec: { unschedulable: wanted ? true : null } };
    await session.request({ verb: 'patch', resource, name, body, contentType: 'application/strategic-merge-patch+json', query: writeQuery({ dryRun }) });
  }
  session.io.stdout(`${infoText(info)} ${isAlready ? 'already ' : ''}${wanted ? 'cordoned' : 'uncordoned'}${dryRunSuffix(dryRun)}\n`);
}

function cordonCommand(name: 'cordon' | 'uncordon', short: string): Command {
  return {
    name,
    use: `${name} NODE [options]`,
    short,
    flags: [selectorFlag, dryRunFlag],
    run: async (invocation) => {
      const { session, flags } = invocation;
      const dryRun = dryRunOf(flags, session);
      for (const info of await nodesOf(invocation, name)) await setUnschedulable(session, info, name === 'cordon', dryRun);
      return undefined;
    },
  };
}

export const cordon = cordonCommand('cordon', 'Mark node as unschedulable');
export const uncordon = cordonCommand('uncordon', 'Mark node as schedulable');
