// What the set commands share: select, change, patch, report.
import type { Invocation } from '../../command.ts';
import type { Container, PodSpec } from '../../../api/generated/core-v1.ts';
import type { KubeObject } from '../../../api/meta/object.ts';
import { selectInfos, type Info } from '../../builder/infos.ts';
import { goTypeText } from '../../discovery.ts';
import { errorMessage, KubectlError, throwAll } from '../../errors.ts';
import type { FlagSpec } from '../../flags.ts';
import { outputFlags } from '../../printers/printer.ts';
import { patchInfo, report, twoWayPatch, writerOf, type Writer } from '../change.ts';
import { dryRunOf } from '../dry-run.ts';
import { podSpecOf, withPodSpec } from '../pod-spec-of.ts';
import { dryRunFlag, fieldManagerFlag, fileFlags, selectorFlag } from '../shared-flags.ts';

/** The flags of every set command. */
export const setFlags: readonly FlagSpec[] = [...fileFlags, ...outputFlags, selectorFlag, dryRunFlag, fieldManagerFlag('kubectl-set'), { name: 'all', type: 'bool' }, { name: 'local', type: 'bool' }];

/** What a set command does to each object. */
export interface SetAction {
  readonly done: string;
  /** Before a refusal, e.g. `failed to patch env update to pod template: `. */
  readonly failure?: string;
  change(info: Info): KubeObject | undefined | Promise<KubeObject | undefined>;
}

/** The Pod spec of what a command is to change. */
export function podSpecToSet({ object, resource, name }: Info): PodSpec {
  const spec = podSpecOf(object);
  if (spec === undefined) throw new KubectlError(`${resource.resource}/${name} the object is not a pod or does not have a pod template: ${goTypeText(resource)}`);
  return spec;
}

/** Selects the objects, changes each by `action`, patches and reports; what cannot be changed is collected. */
export async function setEach(invocation: Invocation, resources: readonly string[], action: SetAction, faults: unknown[] = []): Promise<undefined> {
  const { session, flags } = invocation;
  const writer: Writer = await writerOf(session, flags, dryRunOf(flags, session));
  const { infos, errors } = await selectInfos(session, resources, { files: flags.list('filename'), isRecursive: flags.bool('recursive'), labelSelector: flags.string('selector'), isAll: flags.bool('all'), isLocal: writer.isLocal });
  const failures: unknown[] = [...errors];
  for (const info of infos) {
    try {
      const changed = await action.change(info);
      if (!changed) continue;
      const patch = twoWayPatch(info, info.object, changed);
      if (Object.keys(patch).length === 0 && !writer.isLocal) continue;
      const object = writer.isLocal ? withDefaults(changed) : await send(writer, info, patch, action.failure);
      report(writer, info, object, action.done);
    } catch (error) {
      failures.push(error);
    }
  }
  throwAll([...failures, ...faults]);
  return undefined;
}

async function send(writer: Writer, info: Info, patch: unknown, failure: string | undefined): Promise<KubeObject> {
  try {
    return await patchInfo(writer, info, patch, 'strategic');
  } catch (error) {
    if (failure === undefined) throw error;
    throw new KubectlError(`${failure}${errorMessage(error)}`);
  }
}

/** `--local` prints what Go's typed object has even when it is empty. */
function withDefaults(object: KubeObject): KubeObject {
  const spec = podSpecOf(object);
  const filled = spec ? withPodSpec(object, { ...spec, containers: spec.containers.map((c) => ({ ...c, resources: (c as Partial<Container>).resources ?? {} })) }) : object;
  const holder = filled as KubeObject & { spec?: Record<string, unknown>; status?: unknown };
  return { ...holder, ...(object.kind === 'Deployment' && { spec: { strategy: {}, ...holder.spec } }), status: holder.status ?? {} } as KubeObject;
}

/** `*` and `?` as in shells. */
export function containerPattern(glob: string): RegExp {
  return new RegExp(`^${glob.replace(/[.+^${}()|[\]\\]/g, '\\$&').replaceAll('*', '.*').replaceAll('?', '.')}$`);
}
