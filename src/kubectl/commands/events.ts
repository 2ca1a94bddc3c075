// kubectl events.
import type { Event } from '../../api/generated/core-v1.ts';
import type { Command, Invocation } from '../command.ts';
import { eventInterval, lastSeenMs } from '../describe/events.ts';
import { KubectlError, SilentExit } from '../errors.ts';
import { outputFlags, printerOf } from '../printers/printer.ts';
import { TabWriter } from '../text/tab-writer.ts';
import { allNamespacesFlag, chunkSizeFlag } from './shared-flags.ts';

export const events: Command = {
  name: 'events',
  use: "events [(-o|--output=)json|yaml|kyaml|name|go-template|go-template-file|template|templatefile|jsonpath|jsonpath-as-json|jsonpath-file] [--for TYPE/NAME] [--watch] [--types=Normal,Warning] [options]",
  short: 'List events',
  flags: [...outputFlags, allNamespacesFlag, chunkSizeFlag, { name: 'for', type: 'string' }, { name: 'no-headers', type: 'bool' }, { name: 'types', type: 'commaList' }, { name: 'watch', short: 'w', type: 'bool' }],
  run,
};

async function run(invocation: Invocation): Promise<undefined> {
  const { session, flags } = invocation;
  const types = flags.list('types').map((type) => type.toLowerCase());
  if (types.some((type) => type !== 'normal' && type !== 'warning')) throw new KubectlError('valid --types are Normal or Warning');
  const isAll = flags.bool('all-namespaces');
  const fieldSelector = await selectorFor(invocation);
  const resource = await session.resource('events');
  const namespace = isAll ? undefined : session.namespace;
  const printer = await printerOf(flags, session.io);
  const fits = (event: Event): boolean => types.length === 0 || types.includes((event.type ?? '').toLowerCase());
  const list = await session.list<Event>(resource, namespace, { ...(fieldSelector !== '' && { fieldSelector }), limit: 500 });
  const found = list.items.filter(fits).sort((a, b) => (lastSeenMs(a) === lastSeenMs(b) ? 0 : lastSeenMs(a) - lastSeenMs(b)));
  if (flags.bool('watch')) return watch(invocation, { found, fits, fieldSelector, resourceVersion: list.metadata.resourceVersion });
  if (found.length === 0) {
    session.io.stderr(isAll ? 'No events found.\n' : `No events found in ${session.namespace} namespace.\n`);
    return undefined;
  }
  if (printer) {
    const items = found.map((event) => ({ ...event, apiVersion: 'v1', kind: 'Event' }));
    // The list that kubectl prints here has no names to print.
    if (flags.string('output') !== 'name') session.io.stdout(printer.print({ apiVersion: 'v1', items, kind: 'List', metadata: { resourceVersion: '' } }));
    return undefined;
  }
  const writer = new TabWriter({ minWidth: 6, padding: 3 });
  if (!flags.bool('no-headers')) writer.write(header(isAll));
  for (const event of found) writer.write(line(event, isAll, session.now()));
  session.io.stdout(writer.flush());
  return undefined;
}

async function selectorFor({ session, flags }: Invocation): Promise<string> {
  const subject = flags.string('for');
  if (subject === '') return '';
  const parts = subject.split('/');
  if (parts.length !== 2 || parts.includes('')) throw new KubectlError('--for must be in resource/name form');
  const resource = await session.resource(parts[0] ?? '');
  return `involvedObject.kind=${resource.kind},involvedObject.name=${parts[1] ?? ''}`;
}

function header(withNamespace: boolean): string {
  return `${withNamespace ? 'NAMESPACE\t' : ''}LAST SEEN\tTYPE\tREASON\tOBJECT\tMESSAGE\n`;
}

function line(event: Event, withNamespace: boolean, nowMs: number): string {
  const { kind = '', name = '' } = event.involvedObject;
  const cells = [eventInterval(event, nowMs), event.type ?? '', event.reason ?? '', `${kind}/${name}`, (event.message ?? '').trim()];
  return `${[...(withNamespace ? [event.metadata.namespace ?? ''] : []), ...cells].join('\t')}\n`;
}

interface Watching {
  readonly found: readonly Event[];
  fits(event: Event): boolean;
  readonly fieldSelector: string;
  readonly resourceVersion: string;
}

async function watch({ session, flags }: Invocation, { found, fits, fieldSelector, resourceVersion }: Watching): Promise<undefined> {
  const isAll = flags.bool('all-namespaces');
  const writer = new TabWriter({ minWidth: 6, padding: 3, rememberWidths: true });
  if (!flags.bool('no-headers')) writer.write(header(isAll));
  const print = (event: Event): void => {
    writer.write(line(event, isAll, session.now()));
    session.io.stdout(writer.flush());
  };
  for (const event of found) print(event);
  await new Promise<void>((resolve) => {
    const stop = session.client.watch<Event>({ group: '', version: 'v1', resource: 'events' }, isAll ? undefined : session.namespace, { ...(fieldSelector !== '' && { fieldSelector }), resourceVersion }, {
      onEvent: ({ type, object }) => {
        if ((type === 'ADDED' || type === 'MODIFIED') && fits(object)) print(object);
      },
      onClose: () => { resolve(); },
    });
    session.io.signal.addEventListener('abort', () => {
      stop.dispose();
      resolve();
    });
  });
  if (session.io.signal.aborted) throw new SilentExit(130);
  return undefined;
}
