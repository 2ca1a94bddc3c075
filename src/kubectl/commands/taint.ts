// kubectl taint.
import type { Node, Taint, TaintEffect } from '../../api/generated/core-v1.ts';
import type { KubeObject } from '../../api/meta/object.ts';
import { selectInfos, type Info } from '../builder/infos.ts';
import type { Command, Invocation } from '../command.ts';
import { KubectlError, PlainError, throwAll, usageError } from '../errors.ts';
import { outputFlags } from '../printers/printer.ts';
import { patchInfo, report, writerOf, type Writer } from './change.ts';
import { dryRunOf } from './dry-run.ts';
import { dryRunFlag, fieldManagerFlag, overwriteFlag, selectorFlag, validateFlag } from './shared-flags.ts';

export const taint: Command = {
  name: 'taint',
  use: 'taint NODE NAME KEY_1=VAL_1:TAINT_EFFECT_1 ... KEY_N=VAL_N:TAINT_EFFECT_N [options]',
  short: 'Update the taints on one or more nodes',
  flags: [...outputFlags, selectorFlag, dryRunFlag, validateFlag, overwriteFlag, fieldManagerFlag('kubectl-taint'), { name: 'all', type: 'bool' }],
  run,
};

/** A taint to remove; without an effect, all with that key. */
interface Removal {
  readonly key: string;
  readonly effect: string | undefined;
}

async function run(invocation: Invocation): Promise<undefined> {
  const { session, flags, args, path } = invocation;
  const isSpec = (arg: string): boolean => arg.includes('=') || arg.includes(':') || (arg.endsWith('-') && arg !== '-');
  const first = args.findIndex(isSpec);
  const [resources, specs] = first < 0 ? [args, []] : [args.slice(0, first), args.slice(first)];
  if (resources.length === 0) throw new KubectlError('one or more resources must be specified as <resource> <name> or <resource>/<name>');
  if (specs.length === 0) throw new KubectlError('at least one taint update is required');
  const type = (resources[0] ?? '').split('/')[0] ?? '';
  if ((resources[0] ?? '').includes('/') && !/^nodes?\/|^no\//.test(resources[0] ?? '')) throw new PlainError(`the server doesn't have a resource type "${resources[0] ?? ''}"`);
  if (!['node', 'nodes', 'no'].includes(type.toLowerCase())) throw new KubectlError(`invalid resource type ${type}, only node types are supported`);
  let changes: { added: Taint[]; removed: Removal[] };
  try {
    changes = readSpecs(specs);
  } catch (error) {
    throw error instanceof KubectlError ? usageError(path, error.message) : error;
  }
  const writer = await writerOf(session, flags, dryRunOf(flags, session));
  const { infos, errors } = await selectInfos(session, resources, { labelSelector: flags.string('selector'), isAll: flags.bool('all') });
  const failures: unknown[] = [...errors];
  for (const info of infos) {
    try {
      await taintNode(writer, info, changes, flags.bool('overwrite'));
    } catch (error) {
      failures.push(error);
    }
  }
  throwAll(failures);
  return undefined;
}

function readSpecs(specs: readonly string[]): { added: Taint[]; removed: Removal[] } {
  const added: Taint[] = [];
  const removed: Removal[] = [];
  for (const spec of specs) {
    if (spec.endsWith('-')) {
      const [key = '', effect] = spec.slice(0, -1).split(':');
      removed.push({ key: key.split('=')[0] ?? '', effect: effect === undefined ? undefined : checkedEffect(effect) });
    } else {
      added.push(readTaint(spec));
    }
  }
  const pairs = added.map(({ key, effect }) => `${key}:${effect}`);
  const repeated = added.find(({ key, effect }, i) => pairs.indexOf(`${key}:${effect}`) < i);
  if (repeated) throw new KubectlError(`duplicated taints with the same key and effect: {${repeated.key} ${repeated.value ?? ''} ${repeated.effect} <nil>}`);
  return { added, removed };
}

const nameRule = "name part must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyName',  or 'my.name',  or '123-abc', regex used for validation is '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]')";

function readTaint(spec: string): Taint {
  const parts = spec.split(':');
  if (parts.length > 2) throw new KubectlError(`invalid taint spec: ${spec}`);
  const [pair = '', effect] = parts;
  if (effect === undefined) {
    if (!/^([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]$/.test(pair)) throw new KubectlError(`invalid taint spec: ${spec}, ${nameRule}`);
    throw new KubectlError(`invalid taint spec: ${spec}`);
  }
  const keyAndValue = pair.split('=');
  if (keyAndValue.length > 2) throw new KubectlError(`invalid taint spec: ${spec}`);
  const [key = '', value] = keyAndValue;
  if (value !== undefined && !/^(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?$/.test(value)) {
    throw new KubectlError(`invalid taint spec: ${spec}, a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyValue',  or 'my_value',  or '12345', regex used for validation is '(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?')`);
  }
  if (!/^([a-z0-9]([-a-z0-9.]*[a-z0-9])?\/)?([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]$/.test(key)) throw new KubectlError(`invalid taint spec: ${spec}, ${nameRule}`);
  return { key, ...(value && { value }), effect: checkedEffect(effect) } as Taint;
}

function checkedEffect(effect: string): TaintEffect {
  if (effect === 'NoSchedule' || effect === 'PreferNoSchedule' || effect === 'NoExecute') return effect;
  throw new KubectlError(`invalid taint effect: ${effect}, unsupported taint effect`);
}

async function taintNode(writer: Writer, info: Info, { added, removed }: { added: readonly Taint[]; removed: readonly Removal[] }, overwrites: boolean): Promise<void> {
  const old = (info.object as Node).spec.taints ?? [];
  const isSame = (a: Taint, b: Taint): boolean => a.key === b.key && a.effect === b.effect;
  const taken = added.filter((taint) => old.some((other) => isSame(taint, other)));
  if (taken.length > 0 && !overwrites) {
    throw new KubectlError(`node ${info.name} already has ${[...new Set(taken.map(({ key }) => key))].join(', ')} taint(s) with same effect(s) and --overwrite is false`);
  }
  let kept = old.filter((taint) => !added.some((other) => isSame(taint, other)));
  const failures: unknown[] = [];
  for (const { key, effect } of removed) {
    const rest = kept.filter((taint) => taint.key !== key || (effect !== undefined && taint.effect !== effect));
    if (rest.length === kept.length) failures.push(new KubectlError(effect === undefined ? `taint "${key}" not found` : `taint "${key}:${effect}" not found`));
    kept = rest;
  }
  throwAll(failures);
  const taints = [...added, ...kept];
  const object = await patchInfo(writer, info, { spec: { taints: taints.length > 0 ? taints : null } }, 'merge');
  // Upstream does not say here that it is a dry run.
  report({ ...writer, dryRun: 'none' }, info, object as KubeObject, taken.length > 0 || (added.length > 0 && removed.length > 0) ? 'modified' : added.length > 0 ? 'tainted' : 'untainted');
}
