// Lints of containers, probes, volumes and security contexts.
import { entryOf, nodeAt, type MappingNode, type ScalarNode } from '../../document/node.ts';
import { isLatest } from '../hints/inlay-hints.ts';
import { quantityNumber } from '../quantity-words.ts';
import type { VisitedStruct } from '../visit-structs.ts';
import type { Advice, Lint } from './lint.ts';

const container = ['core/v1.Container'];

function scalarOf(node: MappingNode, field: string): ScalarNode | undefined {
  const value = entryOf(node, field)?.value;
  return value?.kind === 'scalar' ? value : undefined;
}

/** At a field, where it is written; else at the first line of what should have it. */
function at({ node, path }: VisitedStruct, field: string, message: string): Advice[] {
  const entry = entryOf(node, field) ?? entryOf(node, 'name') ?? node.entries[0];
  const span = entry?.value?.kind === 'scalar' ? entry.value : entry?.key;
  return span === undefined ? [] : [{ span, message, path: [...path, field] }];
}

const requests: Lint = {
  id: 'no-requests', severity: 'hint', types: container,
  reason: 'Without requests the scheduler places the container as if it needed nothing, and it is the first to be evicted.',
  check: (struct) => (nodeAt(struct.node, ['resources', 'requests']) === undefined && nodeAt(struct.node, ['resources', 'limits']) === undefined ? at(struct, 'resources', 'The container requests no CPU or memory') : []),
};

const latestTag: Lint = {
  id: 'latest-tag', severity: 'hint', types: container,
  reason: 'What "latest" means changes without the manifest changing, and it is pulled at every start.',
  check: (struct) => {
    const image = scalarOf(struct.node, 'image');
    return image !== undefined && image.text !== '' && isLatest(image.text) ? at(struct, 'image', `The image ${image.text} has no fixed version`) : [];
  },
};

const noReadiness: Lint = {
  id: 'no-readiness-probe', severity: 'hint', types: container,
  reason: 'Without a readiness probe a Pod gets traffic before its server listens.',
  check: (struct) => (entryOf(struct.node, 'ports') !== undefined && entryOf(struct.node, 'readinessProbe') === undefined && struct.path.at(-2) === 'containers' && struct.kind !== 'Pod' ? at(struct, 'readinessProbe', 'The container has ports but no readinessProbe') : []),
};

const privileged: Lint = {
  id: 'privileged', severity: 'warning', types: ['core/v1.SecurityContext'],
  reason: 'A privileged container can do on the node whatever root can.',
  check: (struct) => (scalarOf(struct.node, 'privileged')?.value === true ? at(struct, 'privileged', 'A privileged container has all of the node') : []),
};

const rootUser: Lint = {
  id: 'root-user', severity: 'information', types: ['core/v1.SecurityContext', 'core/v1.PodSecurityContext'],
  reason: 'Whoever breaks out of a container of root is root on the node, unless the Pod has a user namespace.',
  check: (struct) => (scalarOf(struct.node, 'runAsUser')?.value === 0 ? at(struct, 'runAsUser', 'The container runs as root') : []),
};

const hostPath: Lint = {
  id: 'host-path', severity: 'information', types: ['core/v1.HostPathVolumeSource'],
  reason: 'A hostPath volume gives the Pod files of the node it happens to be on.',
  check: (struct) => at(struct, 'path', 'The volume is a folder of the node'),
};

const secretName = /(?:PASSWORD|PASSWD|SECRET|TOKEN|API_?KEY|PRIVATE_?KEY)$/i;
const secretInEnv: Lint = {
  id: 'secret-in-env', severity: 'information', types: ['core/v1.EnvVar'],
  reason: 'Whoever may read the Pod may read this value; a Secret can be kept from them.',
  check: (struct) => {
    const value = scalarOf(struct.node, 'value');
    return secretName.test(scalarOf(struct.node, 'name')?.text ?? '') && value !== undefined && value.text !== '' && !value.text.includes('$(') ? at(struct, 'value', 'A confidential value stands in the manifest; take it from a Secret') : [];
  },
};

/** Amounts that nobody means: memory in thousandths of bytes, a hundred cores. */
const unlikelyQuantity: Lint = {
  id: 'unlikely-quantity', severity: 'warning', types: ['core/v1.ResourceRequirements'],
  reason: 'The API takes any quantity: `m` is thousandths also for memory, and a CPU number without `m` is whole cores.',
  check: ({ node, path }) => {
    const advice: Advice[] = [];
    for (const list of ['requests', 'limits']) {
      const amounts = nodeAt(node, [list]);
      if (amounts?.kind !== 'mapping') continue;
      const memory = scalarOf(amounts, 'memory');
      const bytes = memory === undefined ? undefined : quantityNumber(memory.text);
      if (memory !== undefined && bytes !== undefined && bytes > 0 && bytes < 1024 * 1024) advice.push({ span: memory, path: [...path, list, 'memory'], message: `${memory.text} of memory is ${bytes < 1 ? 'less than a byte' : `${bytes} bytes`}; ${memory.text.replace(/[a-zA-Z]*$/, '')}Mi was probably meant` });
      const cpu = scalarOf(amounts, 'cpu');
      const cores = cpu === undefined ? undefined : quantityNumber(cpu.text);
      if (cpu !== undefined && cores !== undefined && cores >= 50) advice.push({ span: cpu, path: [...path, list, 'cpu'], message: `${cpu.text} of CPU is ${cores} whole cores; ${cpu.text.replace(/[a-zA-Z]*$/, '')}m was probably meant` });
    }
    return advice;
  },
};

/** A liveness probe that kills before the container can have started. */
const livenessStart: Lint = {
  id: 'liveness-same-as-readiness', severity: 'hint', types: container,
  reason: 'A liveness probe that fails whenever readiness does restarts a container that was only busy.',
  check: (struct) => {
    const [liveness, readiness] = ['livenessProbe', 'readinessProbe'].map((name) => nodeAt(struct.node, [name]));
    return liveness !== undefined && readiness !== undefined && comparable(liveness) === comparable(readiness) ? at(struct, 'livenessProbe', 'livenessProbe and readinessProbe are the same') : [];
  },
};

function comparable(node: unknown): string {
  return JSON.stringify(node, (key, value: unknown) => (['start', 'end', 'key', 'anchor', 'style'].includes(key) ? undefined : value));
}

export const podLints: readonly Lint[] = [requests, latestTag, noReadiness, privileged, rootUser, hostPath, secretInEnv, unlikelyQuantity, livenessStart];
