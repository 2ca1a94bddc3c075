// kubectl get.
import type { KubeObject } from '../../api/meta/object.ts';
import { StatusError } from '../../api/meta/status-error.ts';
import { enhanced, infosOfFiles, listInfos } from '../builder/infos.ts';
import { checkPathName, resolveTargets, type Targets } from '../builder/targets.ts';
import type { Command, Invocation } from '../command.ts';
import { kindText, type ApiResource } from '../discovery.ts';
import { KubectlError, throwAll, usageError } from '../errors.ts';
import { customColumns, customColumnsTemplate, customHeader, customRow, type CustomColumn } from '../printers/custom-columns.ts';
import { outputFlags, printerOf, templateFile, type ObjectPrinter } from '../printers/printer.ts';
import { isTable, tableHeader, tableRows, type Table, type TableOptions } from '../printers/table.ts';
import { ageSince } from '../../api/meta/human-duration.ts';
import { TabWriter } from '../text/tab-writer.ts';
import { getRaw } from './raw.ts';
import { allNamespacesFlag, chunkSizeFlag, fieldSelectorFlag, fileFlags, selectorFlag } from './shared-flags.ts';
import { sortObjects, sortTable } from './sort-by.ts';
import { watchResource } from './get-watch.ts';

const tableAccept = 'application/json;as=Table;v=v1;g=meta.k8s.io,application/json;as=Table;v=v1beta1;g=meta.k8s.io,application/json';
const extraFormats = ['wide', 'custom-columns', 'custom-columns-file'];

export const get: Command = {
  name: 'get',
  use: 'get [(-o|--output=)json|yaml|kyaml|name|go-template|go-template-file|template|templatefile|jsonpath|jsonpath-as-json|jsonpath-file|custom-columns|custom-columns-file|wide] (TYPE[.VERSION][.GROUP] [NAME | -l label] | TYPE[.VERSION][.GROUP]/NAME ...) [flags] [options]',
  short: 'Display one or many resources',
  flags: [
    ...outputFlags,
    ...fileFlags,
    allNamespacesFlag,
    chunkSizeFlag,
    fieldSelectorFlag,
    selectorFlag,
    { name: 'ignore-not-found', type: 'bool' },
    { name: 'label-columns', short: 'L', type: 'commaList' },
    { name: 'no-headers', type: 'bool' },
    { name: 'output-watch-events', type: 'bool' },
    { name: 'raw', type: 'string' },
    { name: 'server-print', type: 'bool', default: 'true' },
    { name: 'show-kind', type: 'bool' },
    { name: 'show-labels', type: 'bool' },
    { name: 'sort-by', type: 'string' },
    { name: 'subresource', type: 'string' },
    { name: 'watch', short: 'w', type: 'bool' },
    { name: 'watch-only', type: 'bool' },
  ],
  run,
};

/** What was asked for: the answers of the server, each with its resource. */
interface Fetched {
  readonly resource: ApiResource;
  /** A Table, an object, or a list. */
  readonly body: unknown;
}

async function run(invocation: Invocation): Promise<undefined> {
  const { session, flags, args, path } = invocation;
  if (flags.isSet('raw') && args.length > 0) throw new KubectlError('arguments may not be passed when --raw is specified');
  if (flags.isSet('raw')) return getRaw(invocation);
  if (flags.bool('output-watch-events') && !flags.bool('watch') && !flags.bool('watch-only')) throw new KubectlError('--output-watch-events option can only be used with --watch or --watch-only');
  const files = flags.list('filename');
  if (args.length === 0 && files.length === 0) {
    session.io.stderr('You must specify the type of resource to get. Use "kubectl api-resources" for a complete list of supported resources.\n\n');
    throw usageError(path, 'Required resource not specified.\nUse "kubectl explain <resource>" for a detailed description of that resource (e.g. kubectl explain pods).');
  }
  const custom = await customColumnsOf(invocation);
  const output = flags.string('output');
  const printer = custom || output === 'wide' ? undefined : await printerOf(flags, session.io, { extraFormats });
  if (flags.bool('watch') || flags.bool('watch-only')) {
    await watchResource(invocation, { printer, tableAccept, tableOptions: (o) => tableOptions(invocation, o) });
    return undefined;
  }
  if (printer || custom) return printGeneric(invocation, printer, custom);
  return printTables(invocation);
}

async function customColumnsOf({ flags, session }: Invocation): Promise<CustomColumn[] | undefined> {
  const output = flags.string('output');
  if (output.startsWith('custom-columns=')) return customColumns(output.slice('custom-columns='.length));
  if (output.startsWith('custom-columns-file=')) return customColumnsTemplate(await templateFile(output.slice('custom-columns-file='.length), session.io));
  if (output === 'custom-columns' || output === 'custom-columns-file') throw new KubectlError('custom-columns format specified but no custom columns given');
  return undefined;
}

async function targetsOf({ session, flags, args }: Invocation): Promise<Targets> {
  return resolveTargets(await session.discovery(), args, {
    labelSelector: flags.string('selector'),
    fieldSelector: flags.string('field-selector'),
    isAllNamespaces: flags.bool('all-namespaces'),
    allowsTypeAlone: true,
  });
}

/** Asks for everything named, as tables or as objects; faults are collected. */
async function fetchAll(invocation: Invocation, accept: string | undefined): Promise<{ fetched: Fetched[]; errors: unknown[]; isSingle: boolean }> {
  const { session, flags } = invocation;
  const fetched: Fetched[] = [];
  const errors: unknown[] = [];
  const files = flags.list('filename');
  const subresource = flags.string('subresource') || undefined;
  const getOne = async (resource: ApiResource, name: string, namespace: string | undefined): Promise<void> => {
    checkPathName(name);
    const response = await session.request({ verb: 'get', resource, name, namespace, ...(subresource && { subresource }), ...(accept && { accept, query: includeObject(invocation) }) });
    fetched.push({ resource, body: response.body });
  };
  const attempt = async (action: () => Promise<void>): Promise<void> => {
    try {
      await action();
    } catch (error) {
      if (!(flags.bool('ignore-not-found') && error instanceof StatusError && error.reason === 'NotFound')) errors.push(error);
    }
  };
  if (files.length > 0) {
    const read = await infosOfFiles(session, files, flags.bool('recursive'));
    errors.push(...read.errors);
    for (const { resource, name, namespace } of read.infos) await attempt(() => getOne(resource, name, namespace));
    return { fetched, errors, isSingle: read.isSingle };
  }
  const { targets, isSingle, errors: argumentErrors } = await targetsOf(invocation);
  errors.push(...argumentErrors);
  for (const target of targets) {
    if (target.kind === 'named') for (const name of target.names) await attempt(() => getOne(target.resource, name, session.namespace));
    else await attempt(async () => { fetched.push(...(await listOne(invocation, target, accept))); });
  }
  return { fetched, errors, isSingle };
}

function includeObject({ flags }: Invocation): Record<string, string> {
  return flags.isSet('sort-by') ? { includeObject: 'Object' } : {};
}

async function listOne(invocation: Invocation, target: Extract<Targets['targets'][number], { kind: 'list' }>, accept: string | undefined): Promise<Fetched[]> {
  const { session, flags } = invocation;
  const { resource, labelSelector, fieldSelector } = target;
  const isAllNamespaces = flags.bool('all-namespaces');
  if (!accept) {
    const infos = await listInfos(session, resource, { labelSelector, fieldSelector, isAllNamespaces });
    return infos.map(({ object }) => ({ resource, body: object }));
  }
  const limit = flags.isSet('sort-by') ? undefined : flags.number('chunk-size') || undefined;
  const tables: Fetched[] = [];
  let next: string | undefined;
  do {
    const query = { ...(labelSelector && { labelSelector }), ...(fieldSelector && { fieldSelector }), limit, continue: next, ...includeObject(invocation) };
    const namespace = isAllNamespaces ? undefined : session.namespace;
    const { body } = await enhanced(resource, { labelSelector, fieldSelector }, () => session.request({ verb: 'list', resource, namespace, query, accept }));
    tables.push({ resource, body });
    next = (body as Table).metadata?.continue || undefined;
  } while (next !== undefined);
  return tables;
}

/** `-o yaml` and the like: one object as it is, everything else as a List. */
async function printGeneric(invocation: Invocation, printer: ObjectPrinter | undefined, custom: readonly CustomColumn[] | undefined): Promise<undefined> {
  const { session, flags } = invocation;
  const { fetched, errors, isSingle } = await fetchAll(invocation, undefined);
  if (isSingle && errors.length > 0) throw errors[0];
  if (fetched.length === 0 && flags.bool('ignore-not-found') && isSingle) {
    throwAll(errors);
    return undefined;
  }
  let objects = fetched.map(({ body }) => body as KubeObject);
  if (flags.isSet('sort-by')) objects = sortObjects(objects, flags.string('sort-by'), session);
  if (custom) {
    const writer = new TabWriter({ minWidth: 6, padding: 3 });
    if (!flags.bool('no-headers')) writer.write(customHeader(custom));
    for (const object of objects) writer.write(customRow(custom, object));
    session.io.stdout(writer.flush());
  } else if (printer) {
    const [only] = objects;
    const whole = isSingle && only !== undefined ? only : { apiVersion: 'v1', items: objects, kind: 'List', metadata: { resourceVersion: '' } };
    session.io.stdout(printer.print(whole));
  }
  throwAll(errors);
  return undefined;
}

function tableOptions({ flags }: Invocation, options: { resource: ApiResource; withKind: boolean }): TableOptions {
  const { resource, withKind } = options;
  return {
    isWide: flags.string('output') === 'wide',
    hasNoHeaders: flags.bool('no-headers'),
    showsLabels: flags.bool('show-labels'),
    labelColumns: flags.list('label-columns'),
    withNamespace: flags.bool('all-namespaces') && resource.isNamespaced,
    ...((withKind || flags.bool('show-kind')) && { kind: kindText(resource) }),
  };
}

/** Tables, one after the other, with a blank line between resource types. */
async function printTables(invocation: Invocation): Promise<undefined> {
  const { session, flags } = invocation;
  const { fetched, errors } = await fetchAll(invocation, flags.bool('server-print') ? tableAccept : undefined);
  const withKind = new Set(fetched.map(({ resource }) => resource)).size > 1;
  let writer = new TabWriter({ minWidth: 6, padding: 3, rememberWidths: true });
  let last: ApiResource | undefined;
  let written = '';
  for (const { resource, body } of fetched) {
    const table = isTable(body) ? sorted(invocation, body) : asTable(body, session.now());
    if ((table.rows as readonly unknown[] | null ?? []).length === 0) {
      last ??= undefined;
      continue;
    }
    const options = tableOptions(invocation, { resource, withKind });
    if (resource !== last) {
      written += writer.flush();
      if (last && !options.hasNoHeaders && written !== '') written += '\n';
      writer = new TabWriter({ minWidth: 6, padding: 3, rememberWidths: true });
      if (!options.hasNoHeaders) writer.write(tableHeader(table, options));
      last = resource;
    }
    writer.write(tableRows(table, options));
  }
  written += writer.flush();
  if (written !== '') session.io.stdout(written);
  else if (errors.length === 0 && !flags.bool('ignore-not-found')) sayNothingFound(invocation, fetched);
  throwAll(errors);
  return undefined;
}

function sorted({ flags, session }: Invocation, table: Table): Table {
  return flags.isSet('sort-by') ? sortTable(table, flags.string('sort-by'), session) : table;
}

function sayNothingFound({ session, flags }: Invocation, fetched: readonly Fetched[]): void {
  const isNamespaced = !flags.bool('all-namespaces') && fetched.every(({ resource }) => resource.isNamespaced);
  session.io.stderr(isNamespaced ? `No resources found in ${session.namespace} namespace.\n` : 'No resources found\n');
}

/** `--server-print=false`, or a server that knows no tables: names and ages. */
function asTable(body: unknown, nowMs: number): Table {
  const { items } = body as { items?: readonly KubeObject[] };
  const objects = items ?? [body as KubeObject];
  return { kind: 'Table', columnDefinitions: [{ name: 'Name', format: 'name' }, { name: 'Age' }], rows: objects.map((object) => ({ cells: [object.metadata.name, ageSince(object.metadata.creationTimestamp, nowMs)], object })) };
}

