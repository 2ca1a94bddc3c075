// kubectl label and kubectl annotate.
import { selectInfos, type Info } from '../builder/infos.ts';
import type { Command, Invocation } from '../command.ts';
import { KubectlError, throwAll } from '../errors.ts';
import { outputFlags } from '../printers/printer.ts';
import { compareText, goQuote } from '../../api/field/go-text.ts';
import { patchInfo, report, writerOf, type Writer } from './change.ts';
import { dryRunOf } from './dry-run.ts';
import { resourcesAndPairs } from './resources-and-pairs.ts';
import { allNamespacesFlag, dryRunFlag, fieldManagerFlag, fieldSelectorFlag, fileFlags, overwriteFlag, selectorFlag } from './shared-flags.ts';

const flags = (manager: string): Command['flags'] => [
  ...fileFlags, ...outputFlags, selectorFlag, fieldSelectorFlag, allNamespacesFlag, dryRunFlag, overwriteFlag, fieldManagerFlag(manager),
  { name: 'all', type: 'bool' }, { name: 'list', type: 'bool' }, { name: 'local', type: 'bool' }, { name: 'resource-version', type: 'string' },
];

export const label: Command = {
  name: 'label',
  use: 'label [--overwrite] (-f FILENAME | TYPE NAME) KEY_1=VAL_1 ... KEY_N=VAL_N [--resource-version=version] [options]',
  short: 'Update the labels on a resource',
  flags: flags('kubectl-label'),
  run: (invocation) => run(invocation, 'labels'),
};

export const annotate: Command = {
  name: 'annotate',
  use: 'annotate [--overwrite] (-f FILENAME | TYPE NAME) KEY_1=VAL_1 ... KEY_N=VAL_N [--resource-version=version] [options]',
  short: 'Update the annotations on a resource',
  flags: flags('kubectl-annotate'),
  run: (invocation) => run(invocation, 'annotations'),
};

type Field = 'labels' | 'annotations';

interface Changes {
  readonly set: Readonly<Record<string, string>>;
  readonly removed: readonly string[];
}

async function run({ session, flags: values, args }: Invocation, field: Field): Promise<undefined> {
  const noun = field === 'labels' ? 'label' : 'annotation';
  const files = values.list('filename');
  const { resources, pairs } = resourcesAndPairs(args, noun);
  const changes = changesOf(pairs, field);
  if (resources.length === 0 && files.length === 0) throw new KubectlError('one or more resources must be specified as <resource> <name> or <resource>/<name>');
  const isList = values.bool('list');
  if (pairs.length === 0 && !isList) throw new KubectlError(`at least one ${noun} update is required`);
  if (isList && values.isSet('output')) throw new KubectlError('--list and --output may not be specified together');
  const dryRun = dryRunOf(values, session);
  const writer = await writerOf(session, values, dryRun);
  const selected = await selectInfos(session, resources, {
    files, isRecursive: values.bool('recursive'), labelSelector: values.string('selector'), fieldSelector: values.string('field-selector'),
    isAll: values.bool('all'), isAllNamespaces: values.bool('all-namespaces'), isLocal: writer.isLocal,
  });
  if (values.string('resource-version') !== '' && selected.infos.length > 1) throw new KubectlError('--resource-version may only be used with a single resource');
  const errors: unknown[] = [...selected.errors];
  for (const info of selected.infos) {
    try {
      if (isList) listValues(writer, info, field, selected.infos.length > 1);
      else await change(writer, info, { field, changes, overwrites: values.bool('overwrite'), resourceVersion: values.string('resource-version') });
    } catch (error) {
      errors.push(error);
    }
  }
  throwAll(errors);
  return undefined;
}

function changesOf(pairs: readonly string[], field: Field): Changes {
  const set: Record<string, string> = {};
  const removed: string[] = [];
  for (const pair of pairs) {
    const equals = pair.indexOf('=');
    if (equals >= 0) {
      const value = pair.slice(equals + 1);
      if (field === 'labels' && !/^(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?$/.test(value)) {
        throw new KubectlError(
          `invalid label value: ${goQuote(pair)}: a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyValue',  or 'my_value',  or '12345', regex used for validation is '(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?')`,
        );
      }
      set[pair.slice(0, equals)] = value;
    } else {
      removed.push(pair.slice(0, -1));
    }
  }
  const both = removed.find((key) => set[key] !== undefined);
  if (both !== undefined) throw new KubectlError(field === 'labels' ? 'can not both modify and remove a label in the same command' : 'can not both modify and remove an annotation in the same command');
  return { set, removed };
}

function listValues({ session }: Writer, info: Info, field: Field, isOneOfMany: boolean): void {
  const values = info.object.metadata[field] ?? {};
  if (isOneOfMany) session.io.stdout(`Listing ${field} for ${info.resource.kind}.${info.resource.group}/${info.name}:\n`);
  for (const key of Object.keys(values).sort(compareText)) session.io.stdout(`${isOneOfMany ? ' ' : ''}${key}=${values[key] ?? ''}\n`);
}

interface ChangeOptions {
  readonly field: Field;
  readonly changes: Changes;
  readonly overwrites: boolean;
  readonly resourceVersion: string;
}

async function change(writer: Writer, info: Info, { field, changes, overwrites, resourceVersion }: ChangeOptions): Promise<void> {
  const before = info.object.metadata[field] ?? {};
  if (!overwrites) {
    const taken = Object.entries(changes.set).filter(([key, value]) => before[key] !== undefined && before[key] !== value);
    const texts = taken.map(([key]) => `'${key}' already has a value (${before[key] ?? ''})`);
    if (texts.length > 0) throw new KubectlError(field === 'labels' ? texts.map((text) => `${text}, and --overwrite is false`).join('; ') : `--overwrite is false but found the following declared annotation(s): ${texts.join('; ')}`);
  }
  if (field === 'labels') for (const key of changes.removed) if (before[key] === undefined) writer.session.io.stdout(`label ${goQuote(key)} not found.\n`);
  const set = Object.fromEntries(Object.entries(changes.set).filter(([key, value]) => before[key] !== value));
  const removed = Object.fromEntries(changes.removed.filter((key) => before[key] !== undefined).map((key) => [key, null]));
  const hasChanges = Object.keys(set).length + Object.keys(removed).length > 0;
  const metadata = { ...(hasChanges && { [field]: { ...set, ...removed } }), ...(resourceVersion !== '' && { resourceVersion }) };
  const object = Object.keys(metadata).length === 0 ? info.object : await patchInfo(writer, info, { metadata }, 'merge');
  report(writer, info, object, field === 'annotations' ? 'annotated' : !hasChanges ? 'not labeled' : Object.keys(removed).length === 0 ? 'labeled' : Object.keys(set).length === 0 ? 'unlabeled' : 'modified');
}
