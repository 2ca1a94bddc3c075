// kubectl diff.
import type { KubeObject } from '../../api/meta/object.ts';
import { isNotFound } from '../../api/meta/status-error.ts';
import { kindSchema } from '../../api/schema/schema.ts';
import { lastApplied, lastAppliedAnnotation } from '../apply/last-applied.ts';
import { infosOfFiles, type Info } from '../builder/infos.ts';
import { labelMatcher } from '../builder/label-match.ts';
import type { Command, Invocation } from '../command.ts';
import { apiVersionOf } from '../discovery.ts';
import { describeFailure, KubectlError, throwAll } from '../errors.ts';
import type { Fields } from '../../api/meta/json.ts';
import { threeWayPatch } from '../patch/three-way-patch.ts';
import { compareText, toCompactJson } from '../../api/field/go-text.ts';
import { withoutManagedFields } from '../printers/printer.ts';
import { toYaml } from '../../api/yaml/go-yaml.ts';
import { unifiedDiff } from '../text/unified-diff.ts';
import { fileFlags, fieldManagerFlag, selectorFlag } from './shared-flags.ts';

export const diff: Command = {
  name: 'diff',
  use: 'diff -f FILENAME [options]',
  short: 'Diff the live version against a would-be applied version',
  flags: [
    ...fileFlags, selectorFlag, fieldManagerFlag('kubectl-client-side-apply'),
    { name: 'concurrency', type: 'int', default: '1' }, { name: 'force-conflicts', type: 'bool' }, { name: 'prune', type: 'bool' }, { name: 'prune-allowlist', type: 'list' },
    { name: 'server-side', type: 'bool' }, { name: 'show-managed-fields', type: 'bool' },
  ],
  run,
};

/** 0: no differences, 1: differences, more: failed. */
async function run(invocation: Invocation): Promise<number> {
  try {
    return await runDiff(invocation);
  } catch (error) {
    const { text } = describeFailure(error);
    invocation.session.io.stderr(text);
    return 2;
  }
}

async function runDiff(invocation: Invocation): Promise<number> {
  const { session, flags } = invocation;
  const files = flags.list('filename');
  if (files.length === 0 && !flags.isSet('kustomize')) throw new KubectlError('must specify one of -f and -k');
  const selector = flags.string('selector');
  const { infos, errors } = await infosOfFiles(session, files, flags.bool('recursive'), selector === '' ? {} : { labelSelector: labelMatcher(selector) });
  throwAll(errors);
  const texts: { name: string; live: string; merged: string }[] = [];
  for (const info of infos) {
    const live = await session.get<KubeObject>(info.resource, info.name, info.namespace).catch((error: unknown) => {
      if (isNotFound(error)) return undefined;
      throw error;
    });
    const merged = await wouldBe(invocation, info, live);
    const shown = (object: KubeObject | undefined): string => (object ? toYaml(masked(flags.bool('show-managed-fields') ? object : (withoutManagedFields(object) as KubeObject), info.resource.kind)) : '');
    const group = info.resource.group === '' ? info.resource.version : `${info.resource.group}.${info.resource.version}`;
    texts.push({ name: `${group}.${info.resource.kind}.${info.namespace ?? ''}.${info.name}`, live: shown(live), merged: shown(merged) });
  }
  return printDiffs(invocation, texts);
}

/** What the server says the object would become. */
async function wouldBe({ session, flags }: Invocation, info: Info, live: KubeObject | undefined): Promise<KubeObject> {
  const { resource, name, namespace, object } = info;
  const query = { dryRun: 'All', fieldManager: flags.string('field-manager') };
  if (flags.bool('server-side')) {
    const manager = flags.isSet('field-manager') ? flags.string('field-manager') : 'kubectl';
    const force = flags.bool('force-conflicts') ? { force: 'true' } : {};
    const merged = (await session.request({ verb: 'patch', resource, name, namespace, body: object, contentType: 'application/apply-patch+yaml', query: { dryRun: 'All', fieldManager: manager, ...force } })).body as KubeObject;
    if (lastApplied(merged) === undefined) return merged;
    return { ...merged, metadata: { ...merged.metadata, annotations: { ...merged.metadata.annotations, [lastAppliedAnnotation]: `${toCompactJson(object)}\n` } } };
  }
  if (!live) return (await session.request({ verb: 'create', resource, namespace, body: object, query })).body as KubeObject;
  const before = lastApplied(live);
  const type = kindSchema(apiVersionOf(resource), resource.kind);
  const modified = { ...object, metadata: { ...object.metadata, annotations: { ...object.metadata.annotations } } } as unknown as Fields;
  const patch = threeWayPatch({ original: before === undefined ? undefined : (JSON.parse(before) as Fields), modified, current: live as unknown as Fields, type });
  const contentType = type ? 'application/strategic-merge-patch+json' : 'application/merge-patch+json';
  return (await session.request({ verb: 'patch', resource, name, namespace, body: patch, contentType, query })).body as KubeObject;
}

/** Secrets show that they differ, not what they hold. */
function masked(object: KubeObject, kind: string): unknown {
  if (kind !== 'Secret') return object;
  const { data } = object as KubeObject & { data?: Record<string, string> };
  return { ...object, ...(data && { data: Object.fromEntries(Object.entries(data).map(([key, value]) => [key, `*** (${value.length})`])) }) };
}

/** Differs from Kubernetes: no program is run. KUBECTL_EXTERNAL_DIFF is read for the options of `diff`; another program's failure counts as a difference. */
function printDiffs({ session }: Invocation, texts: readonly { name: string; live: string; merged: string }[]): number {
  const external = session.io.env?.KUBECTL_EXTERNAL_DIFF ?? 'diff';
  const [program = 'diff', ...options] = external.split(' ').filter((word) => word !== '');
  const differing = texts.filter(({ live, merged }) => live !== merged).sort((a, b) => compareText(a.name, b.name));
  if (program !== 'diff') return differing.length > 0 ? 1 : 0;
  const context = Number(/-U ?(\d+)/.exec(external)?.[1] ?? 3);
  const arguments_ = options.length > 0 ? options.join(' ') : '-u -N';
  const stamp = `${new Date(session.now()).toISOString().replace('T', ' ').replace('Z', '')}000000 +0000`;
  const serial = Math.trunc(session.now()) % 1_000_000_000;
  for (const { name, live, merged } of differing) {
    const [from, to] = [`/tmp/LIVE-${serial}/${name}`, `/tmp/MERGED-${serial + 1}/${name}`];
    session.io.stdout(`diff ${arguments_} ${from} ${to}\n--- ${from}\t${stamp}\n+++ ${to}\t${stamp}\n${unifiedDiff(live, merged, context)}`);
  }
  return differing.length > 0 ? 1 : 0;
}
