// Filters and prefers nodes by nodeSelector and node affinity: kube-scheduler's NodeAffinity.
import type { Node, Pod, PreferredSchedulingTerm } from '../../../api/generated/core-v1.ts';
import { matchesNodeSelectorTerm, matchesRequiredNodeAffinity } from '../../component-helpers/node-selector.ts';
import { defaultNormalizeScore, type Plugin, type PreFilterResult } from '../framework.ts';
import { skip, unresolvable } from '../status.ts';

const rejected = unresolvable("node(s) didn't match Pod's node affinity/selector");
const conflict = unresolvable('pod affinity terms conflict');

function preferredTerms(pod: Pod): readonly PreferredSchedulingTerm[] {
  return pod.spec.affinity?.nodeAffinity?.preferredDuringSchedulingIgnoredDuringExecution ?? [];
}

/** The nodes that every term's matchFields on metadata.name leave; undefined when some term names none. */
function namedNodes(pod: Pod): ReadonlySet<string> | undefined {
  const required = pod.spec.affinity?.nodeAffinity?.requiredDuringSchedulingIgnoredDuringExecution;
  if (required === undefined || required.nodeSelectorTerms.length === 0) return undefined;
  const all = new Set<string>();
  for (const term of required.nodeSelectorTerms) {
    let names: Set<string> | undefined;
    for (const { key, operator, values } of term.matchFields ?? []) {
      if (key !== 'metadata.name' || operator !== 'In') continue;
      const own = new Set(values);
      names = names === undefined ? own : new Set([...names].filter((name) => own.has(name)));
    }
    if (names === undefined) return undefined;
    for (const name of names) all.add(name);
  }
  return all;
}

function preFilter(pod: Pod): PreFilterResult | undefined {
  const required = pod.spec.affinity?.nodeAffinity?.requiredDuringSchedulingIgnoredDuringExecution;
  if (required === undefined && Object.keys(pod.spec.nodeSelector ?? {}).length === 0) return { status: skip };
  const nodeNames = namedNodes(pod);
  if (nodeNames === undefined) return undefined;
  return nodeNames.size === 0 ? { status: conflict } : { nodeNames };
}

export const nodeAffinity: Plugin = {
  name: 'NodeAffinity',
  weight: 2,
  events: [{ resource: 'Node', actions: ['Add', 'UpdateNodeLabel'], hint: (pod, { old, object }) => matchesRequiredNodeAffinity(pod, object as Node) && (old === undefined || !matchesRequiredNodeAffinity(pod, old as Node)) }],
  preFilter: (_state, { pod }) => preFilter(pod),
  filter(_state, { pod }, { node }) {
    return matchesRequiredNodeAffinity(pod, node) ? undefined : rejected;
  },
  preScore(_state, { pod }) {
    return preferredTerms(pod).length === 0 ? skip : undefined;
  },
  score(_state, { pod }, { node }) {
    let score = 0;
    for (const { weight, preference } of preferredTerms(pod)) if (weight !== 0 && matchesPreference(preference, node)) score += weight;
    return score;
  },
  normalizeScore(_state, scores) {
    defaultNormalizeScore(scores, false);
  },
};

function matchesPreference(term: PreferredSchedulingTerm['preference'], node: Node): boolean {
  return matchesNodeSelectorTerm(term, node);
}
