// The troubles of the running object as findings on the fields of its manifest that caused them; they go with the trouble.
import { findingSpan, locateField } from '../../document/field-location.ts';
import { nodeAt } from '../../document/node.ts';
import type { ClusterSnapshot } from '../cluster/cluster-snapshot.ts';
import type { Finding, Severity } from '../finding.ts';
import { ignoredIn, isIgnored } from '../lints/lints.ts';
import type { Manifest, ObjectIdentity } from '../manifest.ts';
import type { LiveProblem } from './live-problem.ts';
import { objectProblems } from './object-problems.ts';

/** By which `# podlab-ignore` knows them. */
const liveStateId = 'live-state';
const source = 'podlab (live)';

/** What is wrong with the object of a document; nothing where the cluster does not have it. */
export function liveProblemsOf(identity: ObjectIdentity | undefined, cluster: ClusterSnapshot): readonly LiveProblem[] {
  const object = identity && cluster.isRunning ? cluster.find(identity) : undefined;
  return object === undefined ? [] : objectProblems(object, cluster);
}

export function liveFindings({ text, parsed, identity }: Manifest, problems: readonly LiveProblem[], cluster: ClusterSnapshot, severity: Severity): Finding[] {
  const { root } = parsed;
  const base = podSpecPath(identity?.kind ?? '');
  const spec = nodeAt(root, base);
  const ignored = ignoredIn(text.text);
  return problems.flatMap(({ code, message, locate, isOfObject }) => {
    const places = locate(spec, cluster);
    if (places === undefined) return [];
    const paths = places.map((path) => (isOfObject === true ? path : [...base, ...path]));
    const path = paths.find((candidate) => locateField(root, candidate).isWritten) ?? ['metadata', 'name'];
    const span = findingSpan(text.text, root, path);
    return isIgnored({ text, parsed }, ignored, liveStateId, span.start) ? [] : [{ span, path, severity, code, message, source }];
  });
}

/** Where objects of a kind have the spec of their Pods. */
function podSpecPath(kind: string): readonly string[] {
  if (kind === 'Pod') return ['spec'];
  return kind === 'CronJob' ? ['spec', 'jobTemplate', 'spec', 'template', 'spec'] : ['spec', 'template', 'spec'];
}
