// `kubectl get --watch`: the list, then a line for each change.
import type { KubeObject } from '../../api/meta/object.ts';
import type { Status } from '../../api/generated/meta-v1.ts';
import { StatusError } from '../../api/meta/status-error.ts';
import { checkPathName, resolveTargets } from '../builder/targets.ts';
import type { Invocation } from '../command.ts';
import type { ApiResource } from '../discovery.ts';
import { KubectlError, SilentExit } from '../errors.ts';
import type { ObjectPrinter } from '../printers/printer.ts';
import { isTable, tableHeader, tableRows, type Table, type TableOptions } from '../printers/table.ts';
import { TabWriter } from '../text/tab-writer.ts';
import { parseGoDuration } from '../../api/meta/go-duration.ts';

export interface WatchOutput {
  readonly printer: ObjectPrinter | undefined;
  readonly tableAccept: string;
  tableOptions(options: { resource: ApiResource; withKind: boolean }): TableOptions;
}

interface Watched {
  readonly resource: ApiResource;
  readonly name: string | undefined;
  readonly labelSelector: string;
  readonly fieldSelector: string;
}

export async function watchResource(invocation: Invocation, output: WatchOutput): Promise<void> {
  const { session, flags } = invocation;
  const watched = await watchedOf(invocation);
  const { resource, name } = watched;
  const accept = output.printer ? undefined : output.tableAccept;
  const namespace = flags.bool('all-namespaces') ? undefined : session.namespace;
  const query = { ...(watched.labelSelector && { labelSelector: watched.labelSelector }), ...(watched.fieldSelector && { fieldSelector: watched.fieldSelector }) };
  const { body } =
    name === undefined
      ? await session.request({ verb: 'list', resource, namespace, query, ...(accept && { accept }) })
      : await session.request({ verb: 'get', resource, name, namespace, ...(accept && { accept }) });
  const print = rowPrinter(invocation, output, resource);
  if (!flags.bool('watch-only')) print('ADDED', body);
  const resourceVersion = versionOf(body);
  const fieldSelector = name === undefined ? query.fieldSelector : [`metadata.name=${name}`, query.fieldSelector].filter(Boolean).join(',');
  const until = new AbortController();
  const timeoutMs = timeoutOf(flags.string('request-timeout'));
  const timer = timeoutMs > 0 ? session.io.clock.setTimeout(() => { until.abort(); }, timeoutMs) : undefined;
  try {
    await new Promise<void>((resolve, reject) => {
      const stop = session.client.transport.watch(
        {
          verb: 'watch',
          ref: { group: resource.group, version: resource.version, resource: resource.resource },
          ...(namespace !== undefined && resource.isNamespaced && { namespace }),
          query: { ...query, ...(fieldSelector && { fieldSelector }), ...(resourceVersion && { resourceVersion }), watch: 'true' },
          ...(accept && { accept }),
          userAgent: 'kubectl/v1.36.3',
        },
        {
          onEvents: (events) => {
            for (const { type, object } of events) {
              if (type === 'ERROR') reject(new StatusError(object as Status));
              else if (type !== 'BOOKMARK') print(type, object);
            }
            return undefined;
          },
          onClose: (status) => {
            if (status) reject(new StatusError(status));
            else resolve();
          },
        },
      );
      const end = (): void => {
        stop.dispose();
        resolve();
      };
      until.signal.addEventListener('abort', end);
      if (session.io.signal.aborted) end();
      else session.io.signal.addEventListener('abort', end, { once: true });
    });
  } finally {
    timer?.dispose();
  }
  if (session.io.signal.aborted) throw new SilentExit(130);
}

async function watchedOf({ session, flags, args }: Invocation): Promise<Watched> {
  const selection = { labelSelector: flags.string('selector'), fieldSelector: flags.string('field-selector') };
  const { targets } = resolveTargets(await session.discovery(), args, { ...selection, isAllNamespaces: flags.bool('all-namespaces'), allowsTypeAlone: true });
  const [target] = targets;
  if (!target || targets.length > 1) throw new KubectlError('you may only specify a single resource type');
  if (target.kind === 'list') return { resource: target.resource, name: undefined, ...selection };
  const [name, ...others] = target.names;
  if (others.length > 0) throw new KubectlError('you may only specify a single resource type');
  checkPathName(name ?? '');
  return { resource: target.resource, name, ...selection };
}

function versionOf(body: unknown): string {
  const { metadata, rows } = body as { metadata?: { resourceVersion?: string }; rows?: Table['rows'] };
  return metadata?.resourceVersion ?? rows?.[0]?.object?.metadata.resourceVersion ?? '';
}

function timeoutOf(text: string): number {
  return parseGoDuration(text) ?? (Number(text) || 0) * 1000;
}

/** Prints each change at once; columns only ever widen. */
function rowPrinter({ session, flags }: Invocation, output: WatchOutput, resource: ApiResource): (type: string, body: unknown) => void {
  const writer = new TabWriter({ minWidth: 6, padding: 3, rememberWidths: true });
  const showsEvents = flags.bool('output-watch-events');
  let hasHeader = false;
  // The server names the columns once.
  let columns: Table['columnDefinitions'] = [];
  return (type, body) => {
    if (output.printer) {
      const { items } = body as { items?: readonly KubeObject[] };
      for (const object of items ?? [body as KubeObject]) {
        const whole = { ...object, apiVersion: object.apiVersion ?? (resource.group === '' ? resource.version : `${resource.group}/${resource.version}`), kind: object.kind ?? resource.kind };
        session.io.stdout(output.printer.print(showsEvents ? { type, object: whole } : whole));
      }
      return;
    }
    if (!isTable(body)) return;
    if ((body.columnDefinitions as Table['columnDefinitions'] | null)?.length) columns = body.columnDefinitions;
    if (body.rows.length === 0) return;
    const table: Table = { ...body, columnDefinitions: columns };
    const options = output.tableOptions({ resource, withKind: false });
    if (!hasHeader && !options.hasNoHeaders) writer.write(`${showsEvents ? 'EVENT\t' : ''}${tableHeader(table, options)}`);
    hasHeader = true;
    writer.write(showsEvents ? tableRows(table, options).replace(/^(?=.)/gm, `${type}\t`) : tableRows(table, options));
    session.io.stdout(writer.flush());
  };
}
