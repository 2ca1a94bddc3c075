// What a lint proposes, done.
import { dereference, entryOf, nodeAt, type MappingNode } from '../../document/node.ts';
import { deprecatedId } from '../lints/deprecated.ts';
import { danglingKeyId, danglingNameId, lints, selectorMismatchId } from '../lints/lints.ts';
import { podSecurityId } from '../lints/pod-security.ts';
import type { Finding } from '../finding.ts';
import type { Manifest } from '../manifest.ts';
import { appended, removalOf, type CodeAction, type Fixer, type TextReplacement } from './code-action.ts';
import { snippetLines } from './add-snippet.ts';

/** What may be switched off in place, or follows a proposal. */
export const adviceIds: ReadonlySet<string> = new Set([...lints.map((lint) => lint.id), danglingKeyId, danglingNameId, selectorMismatchId, podSecurityId]);

export const followAdvice: Fixer = (manifest, finding) => {
  if (!adviceIds.has(finding.code)) return [];
  const actions: CodeAction[] = [];
  const struct = dereference(nodeAt(manifest.parsed.root, finding.path?.slice(0, -1) ?? []));
  const preferred = (title: string, edits: readonly (TextReplacement | undefined)[]): void => {
    const made = edits.filter((edit) => edit !== undefined);
    if (made.length > 0) actions.push({ title, finding, isPreferred: true, edits: made });
  };
  if (struct?.kind === 'mapping') {
    const [title, edits] = remedies[finding.code]?.(manifest, struct, finding) ?? [];
    if (title !== undefined && edits !== undefined) preferred(title, edits);
  }
  const meant = /did you mean "([^"]+)"\?/.exec(finding.message)?.[1];
  if (meant !== undefined) preferred(`Replace by ${meant}`, [{ span: finding.span, text: meant }]);
  const quantity = /(\S+) was probably meant/.exec(finding.message)?.[1];
  if (quantity !== undefined) preferred(`Replace by ${quantity}`, [{ span: finding.span, text: quantity }]);
  return actions;
};

/** What is proposed, and the edits that do it; undefined edits are none. */
type Remedy = (manifest: Manifest, struct: MappingNode, finding: Finding) => readonly [title: string, edits: readonly (TextReplacement | undefined)[]] | undefined;

const remedies: Readonly<Partial<Record<string, Remedy>>> = {
  'no-requests': (manifest, struct) => ['Add requests and limits', [resources(manifest, struct)]],
  'no-readiness-probe': (manifest, struct) => ['Add a readinessProbe', [appended(manifest, struct, probeLines(struct))]],
  'liveness-same-as-readiness': ({ text }, struct) => {
    const entry = entryOf(struct, 'livenessProbe');
    return entry && ['Remove the livenessProbe', [removalOf(text.text, struct, entry)]];
  },
  privileged: (_manifest, struct) => {
    const value = entryOf(struct, 'privileged')?.value;
    return value && ['Replace by false', [{ span: value, text: 'false' }]];
  },
  'root-user': (_manifest, struct) => {
    const value = entryOf(struct, 'runAsUser')?.value;
    return value && ['Replace by 1000', [{ span: value, text: '1000' }]];
  },
  [deprecatedId]: (_manifest, struct, { path = [] }) => {
    const key = entryOf(struct, 'serviceAccount')?.key;
    return path.at(-1) === 'serviceAccount' && key !== undefined && entryOf(struct, 'serviceAccountName') === undefined ? ['Rename to serviceAccountName', [{ span: key, text: 'serviceAccountName' }]] : undefined;
  },
  'host-path': ({ parsed }, _struct, { path = [] }) => {
    const volume = dereference(nodeAt(parsed.root, path.slice(0, -2)));
    const entry = volume?.kind === 'mapping' ? entryOf(volume, 'hostPath') : undefined;
    return entry && ['Replace by an emptyDir', [{ span: entry, text: 'emptyDir: {}' }]];
  },
};

function resources(manifest: Manifest, container: MappingNode): TextReplacement | undefined {
  const lines = snippetLines('core/v1.Container', 'resources: requests and limits');
  const written = entryOf(container, 'resources')?.value;
  return written === undefined ? appended(manifest, container, lines) : written.kind === 'mapping' ? appended(manifest, written, lines.slice(1).map((line) => line.slice(2))) : undefined;
}

/** A probe of the container's first port, by its name where it has one. */
function probeLines(container: MappingNode): string[] {
  const port = nodeAt(container, ['ports', 0, 'name']) ?? nodeAt(container, ['ports', 0, 'containerPort']);
  return snippetLines('core/v1.Container', 'readinessProbe: httpGet').map((line) => (port?.kind === 'scalar' ? line.replace(/port: .*/, `port: ${port.text}`) : line));
}
