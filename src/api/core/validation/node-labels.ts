// Node labels that are on their way out: pkg/api/node's warnings.
import type { FieldPath } from '../../field/path.ts';
import type { NodeSelectorTerm } from '../../generated/core-v1.ts';
import type { New } from '../../meta/object.ts';
import { isValidLabelValue } from '../../meta/validation/names.ts';

const deprecated: Readonly<Record<string, string>> = {
  'beta.kubernetes.io/arch': 'deprecated since v1.14; use "kubernetes.io/arch" instead',
  'beta.kubernetes.io/os': 'deprecated since v1.14; use "kubernetes.io/os" instead',
  'failure-domain.beta.kubernetes.io/region': 'deprecated since v1.17; use "topology.kubernetes.io/region" instead',
  'failure-domain.beta.kubernetes.io/zone': 'deprecated since v1.17; use "topology.kubernetes.io/zone" instead',
  'beta.kubernetes.io/instance-type': 'deprecated since v1.17; use "node.kubernetes.io/instance-type" instead',
  'app.kubernetes.io/created-by': 'deprecated since v1.9',
  'scheduler.alpha.kubernetes.io/preferAvoidPods': 'deprecated since v1.22; use Taints and Tolerations instead',
  'node-role.kubernetes.io/master': 'use "node-role.kubernetes.io/control-plane" instead',
};

/** What to use instead, if the label is deprecated. */
export function nodeLabelDeprecation(key: string): string | undefined {
  return Object.hasOwn(deprecated, key) ? deprecated[key] : undefined;
}

/** `checkValues`: also values that no label can have, where validation lets them through. */
export function nodeSelectorTermWarnings({ matchExpressions }: New<NodeSelectorTerm>, checkValues: boolean, path: FieldPath): string[] {
  const warnings: string[] = [];
  matchExpressions?.forEach(({ key = '', values }, i) => {
    const itemPath = path.child('matchExpressions').index(i);
    const message = nodeLabelDeprecation(key);
    if (message !== undefined) warnings.push(`${itemPath.child('key').toString()}: ${key} is ${message}`);
    if (!checkValues) return;
    values?.forEach((value, j) => {
      for (const text of isValidLabelValue(value)) warnings.push(`${itemPath.child('values').index(j).toString()}: ${value} is invalid, ${text}`);
    });
  });
  return warnings;
}
