// Recorded kubectl 1.36.3 against Podlab's own kubectl and API server. A floor may only rise.
import { describe, expect, test } from 'vitest';
import { playKubectlCases, readKubectlCases } from './kubectl-player.ts';

/** Passed cases of each group of the oracle, as measured. */
const floors: Readonly<Record<string, number>> = {
  annotate: 7, 'api-info': 13, apply: 20, 'apply-errors': 46, attach: 5, auth: 14, config: 19, cp: 7, create: 18, 'create-imperative': 39, debug: 9, delete: 34,
  'describe-forms': 12, 'describe-kinds': 19, 'describe-pod-spec': 32, 'describe-pod-state': 29, diff: 8, edit: 12, events: 20, exec: 9, explain: 23, expose: 10,
  'get-custom-columns': 11, 'get-errors': 32, 'get-field-selector': 11, 'get-go-template': 10, 'get-jsonpath': 29, 'get-kinds': 18, 'get-many-kinds': 6, 'get-output': 11, 'get-pod-state': 39, 'get-pod-state-wide': 8,
  'get-selector': 9, 'get-sort-by': 9, 'get-table': 19, 'get-watch': 4, help: 14, label: 16, logs: 20, 'node-admin': 23, patch: 19, 'port-forward': 7, replace: 7, rollout: 24, run: 34, scale: 8, set: 22, top: 4, usage: 14,
  'validation-flags': 5, wait: 20,
};

describe('recorded kubectl', async () => {
  const outcomes = await playKubectlCases(readKubectlCases());
  const groups = [...new Set(outcomes.map(({ group }) => group))].sort();
  test.each(groups)('%s', (group) => {
    const played = outcomes.filter((outcome) => outcome.group === group);
    const failed = played.filter(({ differences }) => differences.length > 0).map(({ id, differences }) => `${id}: ${JSON.stringify(differences[0])?.slice(0, 600) ?? ''}`);
    expect(played.length - failed.length, failed.join('\n')).toBeGreaterThanOrEqual(floors[group] ?? 0);
  });
});
