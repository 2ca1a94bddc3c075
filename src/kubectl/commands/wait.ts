// kubectl wait.
import { sleep } from '../../base/clock.ts';
import type { KubeObject } from '../../api/meta/object.ts';
import { isNotFound } from '../../api/meta/status-error.ts';
import { infoText, selectInfos, type Info } from '../builder/infos.ts';
import { missingResource } from '../builder/targets.ts';
import type { Command, Invocation } from '../command.ts';
import { KubectlError, throwAll } from '../errors.ts';
import { JsonPath, relaxedPath } from '../../api/json-path/json-path.ts';
import { printerOf, outputFlags } from '../printers/printer.ts';
import { goText } from '../../api/field/go-text.ts';
import { allNamespacesFlag, fieldSelectorFlag, fileFlags, selectorFlag } from './shared-flags.ts';
import { watchObject } from './watch-object.ts';

export const wait: Command = {
  name: 'wait',
  use: "wait ([-f FILENAME] | resource.group/resource.name | resource.group [(-l label | --all)]) [--for=create|--for=delete|--for condition=available|--for=jsonpath='{}'[=value]] [options]",
  short: 'Wait for a specific condition on one or many resources',
  examples: [`kubectl wait --for='jsonpath={.status.conditions[?(@.type=="Ready")].status}=True' pod/busybox1`],
  flags: [...fileFlags.filter(({ name }) => name !== 'kustomize').map((flag) => (flag.name === 'recursive' ? { ...flag, default: 'true' } : flag)), ...outputFlags, selectorFlag, fieldSelectorFlag, allNamespacesFlag, { name: 'all', type: 'bool' }, { name: 'for', type: 'list' }, { name: 'local', type: 'bool' }, { name: 'timeout', type: 'duration', default: '30s' }],
  run,
};

type Condition = { readonly kind: 'delete' | 'create' } | { readonly kind: 'state'; isMet(object: KubeObject): boolean };

async function run(invocation: Invocation): Promise<undefined> {
  const { session, flags, args } = invocation;
  const given = flags.list('for');
  if (given.length === 0) throw new KubectlError('unrecognized condition: []');
  const conditions = given.map(readCondition);
  const timeout = flags.durationMs('timeout');
  const timeoutMs = timeout < 0 ? 7 * 86_400_000 : timeout;
  const endMs = session.now() + timeoutMs;
  if (args.length === 0 && flags.list('filename').length === 0) throw new KubectlError(missingResource);
  if (conditions.some(({ kind }) => kind === 'create')) await untilCreated(invocation, endMs);
  const printer = await printerOf(flags, session.io);
  for (const condition of conditions) {
    const { infos, errors } = await select(invocation);
    const isDelete = condition.kind === 'delete';
    const failures = isDelete ? errors.filter((error) => !isNotFound(error)) : errors;
    if (infos.length === 0 && failures.length === 0 && !isDelete) throw new KubectlError('no matching resources found');
    const problems: unknown[] = [...failures];
    for (const info of infos) {
      try {
        const object = await met(invocation, info, condition, { endMs, timeoutMs });
        session.io.stdout(printer ? printer.print(object) : `${infoText(info)} condition met\n`);
      } catch (error) {
        problems.push(error);
      }
    }
    throwAll(problems);
  }
  return undefined;
}

async function select({ session, flags, args }: Invocation): ReturnType<typeof selectInfos> {
  return selectInfos(session, args, {
    files: flags.list('filename'),
    isRecursive: flags.bool('recursive'),
    labelSelector: flags.string('selector'),
    fieldSelector: flags.string('field-selector'),
    isAll: flags.bool('all'),
    isAllNamespaces: flags.bool('all-namespaces'),
  });
}

async function untilCreated(invocation: Invocation, endMs: number): Promise<void> {
  const { session } = invocation;
  for (;;) {
    const { infos, errors } = await select(invocation);
    if (infos.length > 0 && errors.length === 0) return;
    throwAll(errors.filter((error) => !isNotFound(error)));
    if (session.now() >= endMs || session.io.signal.aborted) throw new KubectlError('timed out waiting for the condition');
    await sleep(session.io.clock, Math.min(500, Math.max(1, endMs - session.now())), session.io.signal);
  }
}

async function met({ session }: Invocation, info: Info, condition: Condition, { endMs, timeoutMs }: { endMs: number; timeoutMs: number }): Promise<KubeObject> {
  if (condition.kind === 'create') return info.object;
  const subject = `${info.resource.resource}/${info.name}`;
  let last = info.object;
  if (timeoutMs !== 0 && session.now() >= endMs) throw new KubectlError(`timed out waiting for the condition on ${subject}`);
  if (condition.kind === 'state' && condition.isMet(last)) return last;
  if (timeoutMs === 0) {
    if (condition.kind === 'delete') {
      const isGone = await session.get(info.resource, info.name, info.namespace).then(() => false, isNotFound);
      if (isGone) return last;
    }
    throw new KubectlError(`condition not met for ${subject}`);
  }
  const isDone = await watchObject(session, info, Math.max(1, endMs - session.now()), {
    isDone: (object, type) => {
      if (type === 'DELETED') return condition.kind === 'delete';
      last = object;
      return condition.kind === 'state' ? condition.isMet(object) : object.metadata.uid !== info.object.metadata.uid;
    },
    isDoneWhenAbsent: condition.kind === 'delete',
  });
  if (!isDone) throw new KubectlError(`timed out waiting for the condition on ${subject}`);
  return last;
}

function readCondition(text: string): Condition {
  const lower = text.toLowerCase();
  if (lower === 'delete') return { kind: 'delete' };
  if (lower === 'create') return { kind: 'create' };
  if (text.startsWith('condition=')) return statusCondition(text.slice('condition='.length));
  if (text.startsWith('jsonpath=')) return pathCondition(text.slice('jsonpath='.length));
  throw new KubectlError(`unrecognized condition: "${text}"`);
}

/** `Ready` or `Ready=false`; stale conditions do not count. */
function statusCondition(text: string): Condition {
  const [type = '', value = 'true'] = text.split('=', 2);
  return {
    kind: 'state',
    isMet: (object) => {
      const { status } = object as KubeObject & { status?: { observedGeneration?: number; conditions?: readonly { type?: string; status?: string; observedGeneration?: number }[] } };
      const found = status?.conditions?.find((condition) => condition.type?.toLowerCase() === type.toLowerCase());
      if (!found) return false;
      const observed = found.observedGeneration ?? status?.observedGeneration;
      if (observed !== undefined && observed < (object.metadata.generation ?? 0)) return false;
      return found.status?.toLowerCase() === value.toLowerCase();
    },
  };
}

/** `{.status.phase}=Running`, or without a value: anything there. */
function pathCondition(text: string): Condition {
  const match = /^'?(\{[^}]*\}|[^=]*)'?(?:=(.*))?$/s.exec(text);
  const [, expression = '', value] = match ?? [];
  if (expression === '') throw new KubectlError('jsonpath expression cannot be empty');
  if (value === '') throw new KubectlError('jsonpath wait has to have a value after equal sign');
  const path = new JsonPath(relaxedPath(expression), { allowsMissingKeys: true });
  const wanted = value?.replace(/^(['"])(.*)\1$/s, '$2');
  return {
    kind: 'state',
    isMet: (object) => {
      const values = path.find(object).flat();
      if (values.length === 0) return false;
      if (wanted === undefined) return true;
      if (values.length > 1) throw new KubectlError('given jsonpath expression matches more than one value');
      const [found] = values;
      if (typeof found === 'object' && found !== null) throw new KubectlError('jsonpath leads to a nested object or list which is not supported');
      return goText(found) === wanted;
    },
  };
}
