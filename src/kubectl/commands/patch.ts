// kubectl patch.
import type { KubeObject } from '../../api/meta/object.ts';
import { kindSchema } from '../../api/schema/schema.ts';
import type { PatchType } from '../../client/transport.ts';
import { type Info, selectInfos } from '../builder/infos.ts';
import type { Command, Invocation } from '../command.ts';
import { apiVersionOf, parseGroupVersion } from '../discovery.ts';
import { KubectlError, throwAll } from '../errors.ts';
import { parseManifests } from '../manifests.ts';
import { applyPatch, type PatchKind } from '../patch/apply-patch.ts';
import { deepEqual } from '../../api/meta/deep-equal.ts';
import { outputFlags } from '../printers/printer.ts';
import { report, writerOf } from './change.ts';
import { dryRunOf, writeQuery } from './dry-run.ts';
import { dryRunFlag, fieldManagerFlag, fileFlags } from './shared-flags.ts';

export const patch: Command = {
  name: 'patch',
  use: 'patch (-f FILENAME | TYPE NAME) [-p PATCH|--patch-file FILE] [options]',
  short: 'Update fields of a resource',
  flags: [
    ...fileFlags, ...outputFlags, dryRunFlag, fieldManagerFlag('kubectl-patch'),
    { name: 'local', type: 'bool' }, { name: 'patch', short: 'p', type: 'string' }, { name: 'patch-file', type: 'string' }, { name: 'subresource', type: 'string' }, { name: 'type', type: 'string', default: 'strategic' },
  ],
  run,
};

const types: Readonly<Record<PatchKind, PatchType>> = { json: 'application/json-patch+json', merge: 'application/merge-patch+json', strategic: 'application/strategic-merge-patch+json' };

async function run({ session, flags, args }: Invocation): Promise<undefined> {
  const [inline, file] = [flags.string('patch'), flags.string('patch-file')];
  if (inline === '' && file === '') throw new KubectlError('must specify --patch or --patch-file containing the contents of the patch');
  if (inline !== '' && file !== '') throw new KubectlError('cannot specify --patch and --patch-file together');
  const dryRun = dryRunOf(flags, session);
  const isLocal = flags.bool('local');
  if (isLocal && args.length > 0) throw new KubectlError('cannot specify --local and server resources');
  if (isLocal && dryRun === 'server') throw new KubectlError('cannot specify --local and --dry-run=server - did you mean --dry-run=client?');
  const kind = flags.string('type').toLowerCase();
  if (kind !== 'json' && kind !== 'merge' && kind !== 'strategic') throw new KubectlError(`--type must be one of [json merge strategic], not "${flags.string('type')}"`);
  const text = inline !== '' ? inline : ((await session.io.readFile(file))[0]?.text ?? '');
  const value = patchValue(text);
  const { infos, errors } = await selectInfos(session, args, { files: flags.list('filename'), isRecursive: flags.bool('recursive'), isLocal });
  throwAll(errors);
  if (infos.length === 0) throw new KubectlError('no objects passed to patch');
  const writer = await writerOf(session, flags, dryRun);
  const subresource = flags.string('subresource');
  for (const info of infos) {
    const { resource, name, namespace } = info;
    if (isLocal || dryRun === 'client') {
      const object = applyPatch(kind, info.object, value, kindSchema(apiVersionOf(resource), resource.kind)) as KubeObject;
      report(writer, info, object, deepEqual(object, info.object) ? 'patched (no change)' : 'patched');
      continue;
    }
    const request = { verb: 'patch', resource, name, namespace, body: value, contentType: types[kind], query: writeQuery({ dryRun, fieldManager: writer.fieldManager }), ...(subresource && { subresource }) } as const;
    const object = (await session.request(request)).body as KubeObject;
    const isSame = object.metadata.resourceVersion === info.object.metadata.resourceVersion && dryRun === 'none';
    // Upstream says nothing of a dry run by the server here, and names what a subresource answers by itself.
    report({ ...writer, dryRun: 'none' }, answered(info, object), object, isSame ? 'patched (no change)' : 'patched');
  }
  return undefined;
}

/** The patched object, or what its subresource is, such as a Scale. */
function answered(info: Info, object: KubeObject): Info {
  if (object.kind === undefined || object.kind === info.resource.kind) return info;
  const { group, version } = parseGroupVersion(object.apiVersion ?? '');
  return { ...info, resource: { ...info.resource, group, version, kind: object.kind } };
}

function patchValue(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    const { manifests, error } = parseManifests({ source: 'patch', text });
    if (error) throw new KubectlError(`unable to parse "${text}": ${error.message.replace(/^error parsing patch: error converting YAML to JSON: /, '')}`);
    return manifests[0]?.value;
  }
}
