// Waiting until deleted objects are gone: the end of kubectl delete, and `wait --for=delete`.
import type { KubeObject } from '../../api/meta/object.ts';
import { isNotFound } from '../../api/meta/status-error.ts';
import type { Info } from '../builder/infos.ts';
import { groupResourceText } from '../discovery.ts';
import { KubectlError } from '../errors.ts';
import type { Session } from '../session.ts';
import { watchObject } from './watch-object.ts';

/** Resolves when every object is gone or replaced by another of its name. 0 ms means for a week, as kubectl has it. */
export async function waitUntilGone(session: Session, infos: readonly Pick<Info, 'resource' | 'name' | 'namespace' | 'object'>[], timeoutMs: number): Promise<void> {
  const limitMs = timeoutMs === 0 ? 168 * 3_600_000 : timeoutMs;
  const endMs = session.now() + limitMs;
  for (const info of infos) {
    const uid = (info.object as Partial<KubeObject>).metadata?.uid;
    let current: KubeObject;
    try {
      current = await session.get<KubeObject>(info.resource, info.name, info.namespace);
    } catch (error) {
      if (isNotFound(error)) continue;
      throw error;
    }
    if (uid && current.metadata.uid !== uid) continue;
    const isDone = await watchObject(session, info, Math.max(0, endMs - session.now()), { isDone: (object, type) => type === 'DELETED' || object.metadata.uid !== current.metadata.uid, isDoneWhenAbsent: true });
    if (!isDone && !session.io.signal.aborted) throw new KubectlError(`timed out waiting for the condition on ${groupResourceText(info.resource)}/${info.name}`);
  }
}
