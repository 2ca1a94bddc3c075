// kubectl edit.
import type { KubeObject } from '../../api/meta/object.ts';
import { kindSchema } from '../../api/schema/schema.ts';
import { isNotFound, StatusError } from '../../api/meta/status-error.ts';
import { infoText, selectInfos, type Info } from '../builder/infos.ts';
import { missingResource } from '../builder/targets.ts';
import type { Command, Invocation } from '../command.ts';
import { apiVersionOf, groupResourceText } from '../discovery.ts';
import { errorMessage, KubectlError, throwAll } from '../errors.ts';
import { parseManifests } from '../manifests.ts';
import { toCompactJson } from '../../api/field/go-text.ts';
import { toJson } from '../printers/json.ts';
import { outputFlags, withoutManagedFields } from '../printers/printer.ts';
import { toYaml } from '../../api/yaml/go-yaml.ts';
import { twoWayPatch } from './change.ts';
import { fieldValidationOf, writeQuery } from './dry-run.ts';
import { fieldManagerFlag, fileFlags, validateFlag } from './shared-flags.ts';

export const edit: Command = {
  name: 'edit',
  use: 'edit (RESOURCE/NAME | -f FILENAME) [options]',
  short: 'Edit a resource on the server',
  flags: [...fileFlags, ...outputFlags, validateFlag, fieldManagerFlag('kubectl-edit'), { name: 'output-patch', type: 'bool' }, { name: 'save-config', type: 'bool' }, { name: 'subresource', type: 'string' }, { name: 'windows-line-endings', type: 'bool' }],
  run,
};

const header = `# Please edit the object below. Lines beginning with a '#' will be ignored,
# and an empty file will abort the edit. If an error occurs while saving this file will be
# reopened with the relevant failures.
#
`;

async function run(invocation: Invocation): Promise<number | undefined> {
  const { session, flags, args } = invocation;
  const files = flags.list('filename');
  if (args.length === 0 && files.length === 0) throw new KubectlError(missingResource);
  const { infos, errors } = await selectInfos(session, args, { files, isRecursive: flags.bool('recursive'), allowsTypeAlone: true });
  throwAll(errors);
  if (!session.io.editText) throw new KubectlError('this kubectl has no editor');
  const isJson = flags.string('output') === 'json';
  const shown = flags.bool('show-managed-fields') ? infos.map(({ object }) => object) : infos.map(({ object }) => withoutManagedFields(object) as KubeObject);
  const value = shown.length === 1 ? shown[0] : { apiVersion: 'v1', items: shown, kind: 'List', metadata: {} };
  const body = isJson ? toJson(value) : toYaml(value);
  return editUntilSaved(invocation, infos, { body, extension: isJson ? 'json' : 'yaml' });
}

/** Opens the editor again with the failures on top, until the text is saved, unchanged or given up. */
async function editUntilSaved(invocation: Invocation, infos: readonly Info[], { body, extension }: { body: string; extension: string }): Promise<number | undefined> {
  const { session } = invocation;
  let text = header + body;
  let last: string | undefined;
  let failures: readonly string[] = [];
  const name = `${Math.trunc(session.now()) % 10_000_000_000}.${extension}`;
  for (;;) {
    const edited = await session.io.editText?.(name, text);
    const content = edited === undefined ? undefined : withoutComments(edited);
    if (content === undefined || content === last || content.trim() === '' || content === body) {
      if (failures.length === 0) {
        session.io.stderr(content?.trim() === '' ? 'Edit cancelled, saved file was empty.\n' : 'Edit cancelled, no changes made.\n');
        return undefined;
      }
      for (const failure of failures) session.io.stderr(`error: ${failure}\n`);
      session.io.stderr(`A copy of your changes has been stored to "/tmp/kubectl-edit-${name}"\n`);
      throw new KubectlError('Edit cancelled, no valid changes were saved.');
    }
    last = content;
    const result = await save(invocation, infos, content);
    if (result.length === 0) return undefined;
    failures = result.map(({ summary }) => summary);
    text = `${header.replace(/#\n$/, '')}#\n${result.flatMap(({ lines }) => lines).map((line) => `# ${line}\n`).join('')}#\n${content}`;
  }
}

function withoutComments(text: string): string {
  return text.split('\n').filter((line) => !line.startsWith('#')).join('\n');
}

interface EditFailure {
  readonly summary: string;
  readonly lines: readonly string[];
}

/** Patches what changed; the failures go back to the editor. */
async function save(invocation: Invocation, infos: readonly Info[], content: string): Promise<EditFailure[]> {
  const { manifests, error } = parseManifests({ source: 'edited-file', text: content });
  const [first] = infos;
  const label = first ? `${groupResourceText(first.resource)} "${first.name}"` : '';
  if (error) return [{ summary: `${label} is invalid`, lines: [`The edited file had a syntax error: ${error.message}`] }];
  const values = manifests.flatMap(({ value }) => {
    const { kind, items } = value as { kind?: string; items?: KubeObject[] };
    return kind === 'List' && items ? items : [value as KubeObject];
  });
  const failures: EditFailure[] = [];
  for (const [i, info] of infos.entries()) {
    const edited = values.find(({ metadata }) => (metadata as KubeObject['metadata'] | undefined)?.name === info.name) ?? values[i];
    if (!edited) continue;
    try {
      await patchEdited(invocation, info, edited);
    } catch (failure) {
      if (isNotFound(failure)) throw failure;
      const subject = `${groupResourceText(info.resource)} "${info.name}"`;
      const isRefused = failure instanceof StatusError && (failure.reason === 'Invalid' || failure.reason === 'BadRequest');
      failures.push({ summary: isRefused ? `${subject} is invalid` : `${subject} could not be patched: ${errorMessage(failure)}`, lines: [`${subject} was not valid:`, ...causesOf(failure)] });
    }
  }
  return failures;
}

function causesOf(failure: unknown): string[] {
  if (!(failure instanceof StatusError)) return [`* ${errorMessage(failure)}`];
  const causes = failure.status.details?.causes ?? [];
  return causes.length === 0 ? [`* ${failure.message}`] : causes.map((cause) => `* ${cause.field ?? ''}: ${cause.message ?? ''}`);
}

async function patchEdited({ session, flags }: Invocation, info: Info, edited: KubeObject): Promise<void> {
  const before = withoutManagedFields(info.object) as KubeObject;
  const patch = twoWayPatch(info, before, edited);
  if (Object.keys(patch).length === 0) {
    session.io.stdout(`${infoText(info)} skipped\n`);
    return;
  }
  if (flags.bool('output-patch')) session.io.stdout(`Patch: ${toCompactJson(patch)}\n`);
  const { resource, name, namespace } = info;
  const type = kindSchema(apiVersionOf(resource), resource.kind);
  const subresource = flags.string('subresource');
  await session.request({
    verb: 'patch',
    resource,
    name,
    namespace,
    body: patch,
    contentType: type ? 'application/strategic-merge-patch+json' : 'application/merge-patch+json',
    query: writeQuery({ fieldManager: flags.string('field-manager'), fieldValidation: fieldValidationOf(flags) }),
    ...(subresource !== '' && { subresource }),
  });
  session.io.stdout(`${infoText(info)} edited\n`);
}
