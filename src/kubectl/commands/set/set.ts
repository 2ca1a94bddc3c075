// kubectl set: image, env, resources, selector, serviceaccount, subject.
import type { Command, Invocation } from '../../command.ts';
import type { KubeObject } from '../../../api/meta/object.ts';
import type { Container, PodSpec } from '../../../api/generated/core-v1.ts';
import { selectInfos, type Info } from '../../builder/infos.ts';
import { KubectlError, throwAll } from '../../errors.ts';
import { parseResources } from '../create/policy.ts';
import { parseLabels } from '../expose.ts';
import { patchInfo, report, writerOf } from '../change.ts';
import { dryRunOf } from '../dry-run.ts';
import { withPodSpec } from '../pod-spec-of.ts';
import { resourcesAndPairs } from '../resources-and-pairs.ts';
import { setEnv } from './env.ts';
import { containerPattern, podSpecToSet, setEach, setFlags } from './set-each.ts';

async function runImage(invocation: Invocation): Promise<undefined> {
  const { args, flags } = invocation;
  const { resources, pairs } = resourcesAndPairs(args, 'image');
  if (resources.length === 0 && flags.list('filename').length === 0) throw new KubectlError('one or more resources must be specified as <resource> <name> or <resource>/<name>');
  if (resources.some((r) => r.includes('/')) && resources.some((r) => !r.includes('/'))) await setEach(invocation, resources, { done: '', change: () => undefined });
  if (pairs.length === 0) throw new KubectlError('at least one image update is required');
  if (pairs.length > 1 && pairs.some((pair) => pair.startsWith('*='))) throw new KubectlError('all containers are already specified by *, but saw more than one container_name=container_image pairs');
  const faults: unknown[] = [];
  return setEach(invocation, resources, { done: 'image updated', change: (info) => withImages(info, pairs, faults) }, faults);
}

function withImages(info: Info, pairs: readonly string[], faults: unknown[]): KubeObject {
  const spec = podSpecToSet(info);
  let { containers, initContainers } = spec;
  for (const pair of pairs) {
    const equals = pair.indexOf('=');
    const [name, image] = [pair.slice(0, equals), pair.slice(equals + 1)];
    const matches = (c: Container): boolean => name === '*' || c.name === name;
    if (![...containers, ...(initContainers ?? [])].some(matches)) {
      faults.push(new KubectlError(`unable to find container named "${name}"`));
      continue;
    }
    const update = (c: Container): Container => (matches(c) ? { ...c, image } : c);
    containers = containers.map(update);
    initContainers = initContainers?.map(update);
  }
  return withPodSpec(info.object, { ...spec, containers, ...(initContainers && { initContainers }) });
}

async function runResources(invocation: Invocation): Promise<undefined> {
  const { args, flags } = invocation;
  const [limits, requests] = [flags.string('limits'), flags.string('requests')];
  if (limits === '' && requests === '') throw new KubectlError('you must specify an update to requests or limits (in the form of --requests/--limits)');
  const pattern = containerPattern(flags.string('containers'));
  const change = (info: Info): KubeObject => {
    const spec = podSpecToSet(info);
    const update = (c: Container): Container => {
      if (!pattern.test(c.name)) return c;
      const old = (c as Partial<Container>).resources ?? {};
      return { ...c, resources: { ...old, ...(limits !== '' && { limits: withQuantities(old.limits, limits) }), ...(requests !== '' && { requests: withQuantities(old.requests, requests) }) } };
    };
    return withPodSpec(info.object, { ...spec, containers: spec.containers.map(update) } as PodSpec);
  };
  return setEach(invocation, args, { done: 'resource requirements updated', failure: 'failed to patch resources update to pod template ', change });
}

/** `0` removes a resource. */
function withQuantities(old: Readonly<Record<string, string>> | undefined, text: string): Record<string, string> {
  return Object.fromEntries(Object.entries({ ...old, ...parseResources(text) }).filter(([, value]) => value !== '0'));
}

async function runServiceAccount(invocation: Invocation): Promise<undefined> {
  const { args } = invocation;
  const account = args.at(-1);
  if (account === undefined) throw new KubectlError('serviceaccount is required');
  const change = (info: Info): KubeObject => withPodSpec(info.object, { ...podSpecToSet(info), serviceAccountName: account });
  return setEach(invocation, args.slice(0, -1), { done: 'serviceaccount updated', failure: 'failed to patch ServiceAccountName ', change });
}

async function runSelector(invocation: Invocation): Promise<undefined> {
  const { args, session, flags } = invocation;
  const { resources, pairs } = resourcesAndPairs(args, 'selector');
  if (pairs.length !== 1) throw new KubectlError('one or more resources must be specified as <resource> <name> or <resource>/<name>');
  const selector = parseLabels(pairs[0] ?? '');
  const writer = await writerOf(session, flags, dryRunOf(flags, session));
  const { infos, errors } = await selectInfos(session, resources, { files: flags.list('filename'), isAll: flags.bool('all'), isLocal: writer.isLocal });
  throwAll(errors);
  for (const info of infos) {
    if (info.resource.kind !== 'Service') throw new KubectlError(`setting a selector is only supported for Services`);
    const patch = { metadata: flags.string('resource-version') === '' ? {} : { resourceVersion: flags.string('resource-version') }, spec: { selector: { ...selector, $patch: 'replace' } } };
    report(writer, info, await patchInfo(writer, info, patch, 'strategic'), 'selector updated');
  }
  return undefined;
}

async function runSubject(invocation: Invocation): Promise<undefined> {
  const { args, flags } = invocation;
  const apiGroup = 'rbac.authorization.k8s.io';
  const added = [
    ...flags.list('user').map((name) => ({ apiGroup, kind: 'User', name })),
    ...flags.list('group').map((name) => ({ apiGroup, kind: 'Group', name })),
    ...flags.list('serviceaccount').map((text) => ({ kind: 'ServiceAccount', name: text.split(':')[1] ?? '', namespace: text.split(':')[0] ?? '' })),
  ];
  if (added.length === 0) throw new KubectlError('you must specify at least one value of user, group or serviceaccount');
  const change = (info: Info): KubeObject => {
    const binding = info.object as KubeObject & { subjects?: readonly unknown[] };
    const known = (binding.subjects ?? []).map((s) => JSON.stringify(s));
    return { ...binding, subjects: [...(binding.subjects ?? []), ...added.filter((s) => !known.includes(JSON.stringify(s)))] } as KubeObject;
  };
  return setEach(invocation, args, { done: 'subjects updated', change });
}

export const set: Command = {
  name: 'set',
  use: 'set SUBCOMMAND [options]',
  short: 'Set specific features on objects',
  long: 'Configure application resources.',
  subcommands: [
    setEnv,
    { name: 'image', use: 'set image (-f FILENAME | TYPE NAME) CONTAINER_NAME_1=CONTAINER_IMAGE_1 ... CONTAINER_NAME_N=CONTAINER_IMAGE_N [options]', short: 'Update the image of a pod template', flags: setFlags, run: runImage },
    { name: 'resources', use: 'set resources (-f FILENAME | TYPE NAME) ([--limits=LIMITS & --requests=REQUESTS] [options]', short: 'Update resource requests/limits on objects with pod templates', flags: [...setFlags, { name: 'containers', short: 'c', type: 'string', default: '*' }, { name: 'limits', type: 'string' }, { name: 'requests', type: 'string' }], run: runResources },
    { name: 'selector', use: 'set selector (-f FILENAME | TYPE NAME) EXPRESSIONS [--resource-version=version] [options]', short: 'Set the selector on a resource', flags: [...setFlags, { name: 'resource-version', type: 'string' }], run: runSelector },
    { name: 'serviceaccount', aliases: ['sa'], use: 'set serviceaccount (-f FILENAME | TYPE NAME) SERVICE_ACCOUNT [options]', short: 'Update the service account of a resource', flags: setFlags, run: runServiceAccount },
    { name: 'subject', use: 'set subject (-f FILENAME | TYPE NAME) [--user=username] [--group=groupname] [--serviceaccount=namespace:serviceaccountname] [--dry-run=server|client|none] [options]', short: 'Update the user, group, or service account in a role binding or cluster role binding', flags: [...setFlags, { name: 'group', type: 'list' }, { name: 'serviceaccount', type: 'list' }, { name: 'user', type: 'list' }], run: runSubject },
  ],
};

