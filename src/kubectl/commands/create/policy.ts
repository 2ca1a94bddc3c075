// kubectl create quota, poddisruptionbudget, priorityclass.
import type { Command, Invocation } from '../../command.ts';
import { KubectlError } from '../../errors.ts';
import type { NewObject } from '../create-object.ts';
import { parseLabels } from '../expose.ts';
import { createCommand } from './shared.ts';

function quota({ flags }: Invocation, name: string): NewObject {
  const hard = flags.string('hard') === '' ? undefined : parseResources(flags.string('hard'));
  const scopes = flags.string('scopes') === '' ? [] : flags.string('scopes').split(',');
  return { apiVersion: 'v1', kind: 'ResourceQuota', metadata: { name }, spec: { ...(hard && { hard }), ...(scopes.length > 0 && { scopes }) }, status: {} };
}

/** `cpu=1,memory=64Mi`. */
export function parseResources(text: string): Record<string, string> {
  return Object.fromEntries(
    text.split(',').map((part) => {
      const pieces = part.split('=');
      if (pieces.length !== 2) throw new KubectlError(`invalid argument syntax ${part}, expected <resource>=<value>`);
      return [pieces[0] ?? '', pieces[1] ?? ''];
    }),
  );
}

function budget({ flags }: Invocation, name: string): NewObject {
  const [min, max, selector] = [flags.string('min-available'), flags.string('max-unavailable'), flags.string('selector')];
  if (selector === '') throw new KubectlError('a selector must be specified');
  if (max === '' && min === '') throw new KubectlError('one of min-available or max-unavailable must be specified');
  if (max !== '' && min !== '') throw new KubectlError('min-available and max-unavailable cannot be both specified');
  const number = (text: string): number | string => (/^\d+$/.test(text) ? Number(text) : text);
  return {
    apiVersion: 'policy/v1',
    kind: 'PodDisruptionBudget',
    metadata: { name },
    spec: { ...(max !== '' && { maxUnavailable: number(max) }), ...(min !== '' && { minAvailable: number(min) }), selector: { matchLabels: parseLabels(selector) } },
    status: { currentHealthy: 0, desiredHealthy: 0, disruptionsAllowed: 0, expectedPods: 0 },
  };
}

function priorityClass({ flags }: Invocation, name: string): NewObject {
  const preemptionPolicy = flags.string('preemption-policy');
  return {
    apiVersion: 'scheduling.k8s.io/v1',
    ...(flags.string('description') !== '' && { description: flags.string('description') }),
    ...(flags.bool('global-default') && { globalDefault: true }),
    kind: 'PriorityClass',
    metadata: { name },
    preemptionPolicy,
    value: flags.number('value'),
  };
}

export const policyCommands: readonly Command[] = [
  createCommand({ name: 'quota', aliases: ['resourcequota'], use: 'create quota NAME [--hard=key1=value1,key2=value2] [--scopes=Scope1,Scope2] [--dry-run=server|client|none] [options]', short: 'Create a quota with the specified name', flags: [{ name: 'hard', type: 'string' }, { name: 'scopes', type: 'string' }], failure: 'failed to create quota', make: quota }),
  createCommand({
    name: 'poddisruptionbudget', aliases: ['pdb'], use: 'create poddisruptionbudget NAME --selector=SELECTOR --min-available=N [--dry-run=server|client|none] [options]', short: 'Create a pod disruption budget with the specified name',
    flags: [{ name: 'max-unavailable', type: 'string' }, { name: 'min-available', type: 'string' }, { name: 'selector', type: 'string' }], failure: 'failed to create poddisruptionbudgets', make: budget,
  }),
  createCommand({
    name: 'priorityclass', aliases: ['pc'], use: 'create priorityclass NAME --value=VALUE --global-default=BOOL [--dry-run=server|client|none] [options]', short: 'Create a priority class with the specified name',
    flags: [{ name: 'description', type: 'string' }, { name: 'global-default', type: 'bool' }, { name: 'preemption-policy', type: 'string', default: 'PreemptLowerPriority' }, { name: 'value', type: 'int', default: '0' }],
    requiredFlags: ['value'], failure: 'failed to create priorityclass', make: priorityClass,
  }),
];
