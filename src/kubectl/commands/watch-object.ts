// One object watched until something is true of it.
import type { KubeObject } from '../../api/meta/object.ts';
import type { Status } from '../../api/generated/meta-v1.ts';
import { StatusError } from '../../api/meta/status-error.ts';
import type { WatchEvent } from '../../client/transport.ts';
import type { Info } from '../builder/infos.ts';
import type { Session } from '../session.ts';

export interface WatchGoal {
  /** Asked of the state at the start and of each change; what it throws ends the watch. */
  isDone(object: KubeObject, type: 'ADDED' | 'MODIFIED' | 'DELETED'): boolean;
  /** An object that is not there at the start counts as done. */
  readonly isDoneWhenAbsent?: boolean;
}

/** Resolves true as soon as the goal is reached; false after `timeoutMs` or when the invocation is stopped. */
export async function watchObject(session: Session, { resource, name, namespace }: Pick<Info, 'resource' | 'name' | 'namespace'>, timeoutMs: number, goal: WatchGoal): Promise<boolean> {
  const { signal, clock } = session.io;
  const outcome = Promise.withResolvers<boolean>();
  const abort = (): void => { outcome.resolve(false); };
  if (signal.aborted) return false;
  signal.addEventListener('abort', abort, { once: true });
  const timer = clock.setTimeout(abort, timeoutMs);
  let isThere = false;
  const look = ({ type, object }: WatchEvent): void => {
    if (type === 'ERROR') throw new StatusError(object as Status);
    if (type === 'BOOKMARK') {
      if (goal.isDoneWhenAbsent && !isThere && isInitialEnd(object)) outcome.resolve(true);
      return;
    }
    isThere = true;
    if (goal.isDone(object as KubeObject, type)) outcome.resolve(true);
  };
  const watch = session.client.transport.watch(
    {
      verb: 'watch',
      ref: { group: resource.group, version: resource.version, resource: resource.resource },
      ...(namespace !== undefined && resource.isNamespaced && { namespace }),
      query: { fieldSelector: `metadata.name=${name}`, allowWatchBookmarks: 'true', sendInitialEvents: 'true', resourceVersionMatch: 'NotOlderThan', watch: 'true' },
      userAgent: 'kubectl/v1.36.3',
    },
    {
      onEvents: (events) => {
        try {
          events.forEach(look);
        } catch (error) {
          outcome.reject(error);
        }
        return undefined;
      },
      onClose: (status) => {
        if (status) outcome.reject(new StatusError(status));
        else outcome.resolve(false);
      },
    },
  );
  try {
    return await outcome.promise;
  } finally {
    watch.dispose();
    timer.dispose();
    signal.removeEventListener('abort', abort);
  }
}

/** The bookmark after the initial events; its object carries no state. */
function isInitialEnd(object: unknown): boolean {
  return (object as KubeObject).metadata.annotations?.['k8s.io/initial-events-end'] === 'true';
}
