// kubectl set env.
import type { Command, Invocation } from '../../command.ts';
import type { ConfigMap, Container, EnvVar, Secret } from '../../../api/generated/core-v1.ts';
import type { KubeObject } from '../../../api/meta/object.ts';
import { selectInfos, type Info } from '../../builder/infos.ts';
import { KubectlError, throwAll } from '../../errors.ts';
import { podSpecOf, withPodSpec } from '../pod-spec-of.ts';
import { resourcesAndPairs } from '../resources-and-pairs.ts';
import { setEach, setFlags, containerPattern, podSpecToSet } from './set-each.ts';

export const setEnv: Command = {
  name: 'env',
  use: 'set env RESOURCE/NAME KEY_1=VAL_1 ... KEY_N=VAL_N [options]',
  short: 'Update environment variables on a pod template',
  flags: [
    ...setFlags,
    { name: 'containers', short: 'c', type: 'string', default: '*' }, { name: 'env', short: 'e', type: 'list' }, { name: 'from', type: 'string' }, { name: 'keys', type: 'commaList' },
    { name: 'list', type: 'bool' }, { name: 'overwrite', type: 'bool', default: 'true' }, { name: 'prefix', type: 'string' }, { name: 'resolve', type: 'bool' },
  ],
  run,
};

async function run(invocation: Invocation): Promise<undefined> {
  const { session, flags, args } = invocation;
  const { resources, pairs } = resourcesAndPairs(args, 'environment variable');
  if (resources.length === 0 && flags.list('filename').length === 0) throw new KubectlError('one or more resources must be specified as <resource> <name> or <resource>/<name>');
  const changes = [...flags.list('env'), ...pairs];
  if (flags.bool('list')) return list(invocation, resources);
  const sourced = flags.string('from') === '' ? [] : await fromObject(invocation, flags.string('from'));
  const pattern = containerPattern(flags.string('containers'));
  const change = (info: Info): KubeObject | undefined => {
    const spec = podSpecToSet(info);
    if (!spec.containers.some((c) => pattern.test(c.name))) {
      session.warn(`${info.resource.kind}/${info.name} does not have any containers matching "${flags.string('containers')}"`);
      return undefined;
    }
    const update = (c: Container): Container => (pattern.test(c.name) ? withEnv(c, changedEnv(c.env ?? [], changes, sourced)) : c);
    return withPodSpec(info.object, { ...spec, containers: spec.containers.map(update) });
  };
  return setEach(invocation, resources, { done: 'env updated', failure: 'failed to patch env update to pod template: ', change });
}

/** A list that becomes empty goes, as Go leaves it out. */
function withEnv({ env: _, ...container }: Container, env: readonly EnvVar[]): Container {
  return env.length === 0 ? container : { ...container, env: [...env] };
}

function changedEnv(old: readonly EnvVar[], changes: readonly string[], sourced: readonly EnvVar[]): EnvVar[] {
  let env = [...old];
  const put = (variable: EnvVar): void => {
    const at = env.findIndex(({ name }) => name === variable.name);
    if (at < 0) env.push(variable);
    else env[at] = variable;
  };
  for (const variable of sourced) put(variable);
  for (const change of changes) {
    const equals = change.indexOf('=');
    if (equals < 0) env = env.filter(({ name }) => name !== change.replace(/-$/, ''));
    else put({ name: change.slice(0, equals), value: change.slice(equals + 1) });
  }
  return env;
}

/** Variables for the keys of a ConfigMap or Secret. */
async function fromObject({ session, flags }: Invocation, from: string): Promise<EnvVar[]> {
  const { infos, errors } = await selectInfos(session, [from], {});
  throwAll(errors);
  const keys = flags.list('keys');
  return infos.flatMap(({ resource, name, object }) => {
    if (resource.kind !== 'ConfigMap' && resource.kind !== 'Secret') throw new KubectlError(`unsupported resource specified in --from`);
    return Object.keys((object as ConfigMap | Secret).data ?? {})
      .filter((key) => keys.length === 0 || keys.includes(key))
      .map((key) => ({
        name: `${flags.string('prefix')}${key.toUpperCase().replace(/[^A-Z0-9_]/g, '_')}`,
        valueFrom: resource.kind === 'Secret' ? { secretKeyRef: { name, key } } : { configMapKeyRef: { name, key } },
      }));
  });
}

async function list({ session, flags }: Invocation, resources: readonly string[]): Promise<undefined> {
  const { infos, errors } = await selectInfos(session, resources, { files: flags.list('filename'), labelSelector: flags.string('selector'), isAll: flags.bool('all') });
  const pattern = containerPattern(flags.string('containers'));
  for (const { object, resource, name } of infos) {
    for (const container of podSpecOf({ ...object, kind: resource.kind })?.containers ?? []) {
      if (!pattern.test(container.name)) continue;
      session.io.stdout(`# ${resource.kind} ${name}, container ${container.name}\n`);
      for (const env of container.env ?? []) session.io.stdout(`${envText(env)}\n`);
    }
  }
  throwAll(errors);
  return undefined;
}

function envText({ name, value, valueFrom }: EnvVar): string {
  if (!valueFrom) return `${name}=${value ?? ''}`;
  if (valueFrom.configMapKeyRef) return `# ${name} from configmap ${valueFrom.configMapKeyRef.name ?? ''}, key ${valueFrom.configMapKeyRef.key}`;
  if (valueFrom.secretKeyRef) return `# ${name} from secret ${valueFrom.secretKeyRef.name ?? ''}, key ${valueFrom.secretKeyRef.key}`;
  if (valueFrom.fieldRef) return `# ${name} from field path ${valueFrom.fieldRef.fieldPath}`;
  return `# ${name} from resource field ${valueFrom.resourceFieldRef?.resource ?? ''}`;
}
