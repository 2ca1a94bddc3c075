// One object watched until something is true of it.
import type { KubeObject } from '../../api/meta/object.ts';
import type { Status } from '../../api/generated/meta-v1.ts';
import { StatusError } from '../../api/meta/status-error.ts';
import type { WatchEvent } from '../../client/transport.ts';
import type { Info } from '../builder/infos.ts';
import type { Session } from '../session.ts';

/** Resolves true as soon as `isDone` says so of a state; false after `timeoutMs` or when the invocation is stopped. `onInitial` hears whether the object exists at the start. */
export async function watchObject(
  session: Session,
  { resource, name, namespace }: Pick<Info, 'resource' | 'name' | 'namespace'>,
  timeoutMs: number,
  isDone: (object: KubeObject, type: WatchEvent['type']) => boolean,
): Promise<boolean> {
  return new Promise<boolean>((resolve, reject) => {
    const finish = (result: boolean): void => {
      timer.dispose();
      stop?.dispose();
      session.io.signal.removeEventListener('abort', abort);
      resolve(result);
    };
    const abort = (): void => { finish(false); };
    const timer = session.io.clock.setTimeout(abort, timeoutMs);
    let stop: { dispose(): void } | undefined;
    const open = (): void => {
      stop = session.client.transport.watch(
        {
          verb: 'watch',
          ref: { group: resource.group, version: resource.version, resource: resource.resource },
          ...(namespace !== undefined && resource.isNamespaced && { namespace }),
          query: { fieldSelector: `metadata.name=${name}`, allowWatchBookmarks: 'true', sendInitialEvents: 'true', resourceVersionMatch: 'NotOlderThan', watch: 'true' },
          userAgent: 'kubectl/v1.36.3',
        },
        {
          onEvents: (events) => {
            for (const { type, object } of events) {
              if (type === 'ERROR') reject(new StatusError(object as Status));
              else if (type !== 'BOOKMARK' && isDone(object as KubeObject, type)) finish(true);
              else if (type === 'BOOKMARK' && isInitialEnd(object) && isDone(object as KubeObject, type)) finish(true);
            }
            return undefined;
          },
          onClose: (status) => {
            if (status) reject(new StatusError(status));
          },
        },
      );
    };
    session.io.signal.addEventListener('abort', abort, { once: true });
    if (session.io.signal.aborted) abort();
    else open();
  });
}

/** The bookmark after the initial events; its object carries no state. */
export function isInitialEnd(object: unknown): boolean {
  return (object as KubeObject).metadata.annotations?.['k8s.io/initial-events-end'] === 'true';
}
