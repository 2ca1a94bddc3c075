// Watches: initial events, bookmarks, time limits and the forms of objects, over the store's watches.
import { type Disposable, DisposableStore } from '../../../base/disposable.ts';
import { randomInt } from '../../../base/random.ts';
import type { KubeObject } from '../../../api/meta/object.ts';
import { newExpired, StatusError } from '../../../api/meta/status-error.ts';
import type { WatchEvent, WatchSink } from '../../../client/transport.ts';
import { isStorageError } from '../../store/storage-error.ts';
import type { StoreEvent } from '../../store/store-watch.ts';
import { fromStoredVersion } from '../versions.ts';
import { refuseInclude, tableOf } from '../tables/table.ts';
import type { RequestContext } from '../request-context.ts';
import { storedResource } from '../resource-names.ts';
import { zeroValue } from '../zero-value.ts';
import { shapeObject } from './answer.ts';
import { readList, tooLarge } from './list.ts';
import { type ListOptions, listOptions, parseResourceVersion } from './list-options.ts';
import { type OutputForm, outputForm, unstreamable } from './output-form.ts';

const bookmarkEveryMs = 60_000;
const minWatchSeconds = 1_800;

/** Opens the watch of a request. Throws StatusError before anything was sent. */
export function watch(context: RequestContext, sink: WatchSink): Disposable {
  const { server } = context;
  const options = withName(context, listOptions(context, true));
  const from = parseResourceVersion(options.resourceVersion);
  const refusal = unstreamable(context.request.accept);
  if (refusal !== undefined) throw refusal;
  const form = shaper(context);
  const owned = new DisposableStore();
  const close = (): void => {
    if (owned.isDisposed) return;
    owned.dispose();
    sink.onClose();
  };
  const prefix = context.namespace === '' ? undefined : `${context.namespace}/`;
  const wantsInitial = options.sendInitialEvents ?? from === 0;
  /** Undefined where an object has no such form: upstream's stream then ends without a word. */
  const shaped = (make: () => WatchEvent[]): WatchEvent[] | undefined => {
    try {
      return make();
    } catch (error) {
      if (!(error instanceof StatusError)) throw error;
      queueMicrotask(close);
      return undefined;
    }
  };
  /** A stream that says only why it ends. */
  const ending = ({ status }: StatusError): Disposable => {
    queueMicrotask(() => {
      void sink.onEvents([{ type: 'ERROR', object: status }]);
      close();
    });
    return owned;
  };
  if (options.sendInitialEvents === true && from > server.store.revision) return ending(tooLarge(context, from));
  let initial: WatchEvent[] = [];
  let start = from;
  if (wantsInitial) {
    const { items, metadata } = readList(context, { ...options, resourceVersion: '', resourceVersionMatch: '', limit: 0, continue: '' });
    start = Number(metadata.resourceVersion);
    initial = shaped(() => {
      const added = items.map((object): WatchEvent => ({ type: 'ADDED', object: form.shape(object) }));
      const isEndTold = options.sendInitialEvents === true && options.allowWatchBookmarks;
      return isEndTold ? [...added, { type: 'BOOKMARK', object: form.bookmark(start, { 'k8s.io/initial-events-end': 'true' }) }] : added;
    }) ?? [];
  } else if (from === 0) {
    start = server.store.revision;
  }
  // Events of the store wait until the initial ones are taken.
  let ready: Promise<void> | undefined = Promise.resolve();
  const deliver = (events: readonly WatchEvent[]): Promise<void> | undefined => (owned.isDisposed ? undefined : sink.onEvents(events));
  try {
    const opened = server.store.watch(storedResource(context.row), { from: start, ...(prefix !== undefined && { prefix }), ...(options.filter && { filter: options.filter }) }, {
      onEvents: (events) => {
        const made = shaped(() => events.map((e): WatchEvent => ({ type: e.type, object: form.shape(e.object, e) })));
        if (made === undefined) return undefined;
        return ready === undefined ? deliver(made) : ready.then(() => deliver(made));
      },
      onProgress: (revision) => {
        const made = owned.isDisposed ? undefined : shaped(() => [{ type: 'BOOKMARK', object: form.bookmark(revision) }]);
        if (made !== undefined) void sink.onEvents(made);
      },
      onExpired: () => {
        if (owned.isDisposed) return;
        owned.dispose();
        sink.onClose(newExpired('too old resource version: the watch fell behind').status);
      },
    });
    owned.add(opened);
    ready = Promise.resolve().then(() => (initial.length > 0 ? deliver(initial) : undefined)).then(() => { ready = undefined; });
    if (options.allowWatchBookmarks) owned.add(repeat(context, bookmarkEveryMs, () => { opened.requestProgress(); }));
  } catch (error) {
    if (!isStorageError(error, 'Compacted')) throw error;
    return ending(newExpired(error.message));
  }
  const seconds = options.timeoutSeconds ?? minWatchSeconds + randomInt(server.random, minWatchSeconds);
  owned.add(server.clock.setTimeout(close, seconds * 1000));
  return owned;
}

/** A watch of the path of one object is a watch of its name. */
function withName(context: RequestContext, options: ListOptions): ListOptions {
  const { name } = context;
  if (name === '') return options;
  return { ...options, filter: (object) => object.metadata.name === name && (options.filter?.(object) ?? true) };
}

function repeat({ server }: RequestContext, everyMs: number, act: () => void): Disposable {
  let timer: Disposable;
  const arm = (): void => { timer = server.clock.setTimeout(() => { act(); arm(); }, everyMs); };
  arm();
  return { dispose: () => { timer.dispose(); } };
}

interface Shaper {
  shape(object: KubeObject, event?: StoreEvent): unknown;
  bookmark(revision: number, annotations?: Readonly<Record<string, string>>): unknown;
}

function shaper(context: RequestContext): Shaper {
  const { row } = context;
  const form: OutputForm = outputForm(context.request.accept);
  const empty = (revision: number, annotations?: Readonly<Record<string, string>>): KubeObject =>
    ({ kind: row.kind, apiVersion: row.apiVersion, ...zeroValue(row.goType), metadata: { resourceVersion: String(revision), ...(annotations && { annotations }) } }) as unknown as KubeObject;
  const present = (object: KubeObject): KubeObject => fromStoredVersion(row, object);
  if (form.as === 'object') return { shape: present, bookmark: empty };
  if (form.as !== 'Table') return { shape: (object) => shapeObject(context, form, present(object), row), bookmark: (revision, annotations) => shapeObject(context, form, empty(revision, annotations), row) };
  refuseInclude(context);
  let hasColumns = false;
  const table = (objects: readonly KubeObject[], revision: string, isBookmark = false): unknown => {
    const made = tableOf(context, row, objects, { version: form.version, metadata: { resourceVersion: revision }, hasColumns: !hasColumns, isBookmark });
    hasColumns = true;
    return made;
  };
  return { shape: (object) => table([present(object)], object.metadata.resourceVersion), bookmark: (revision, annotations) => table([empty(revision, annotations)], String(revision), true) };
}

