// What a lint proposes, done; and the lint switched off in place.
import { dereference, nodeAt } from '../../document/node.ts';
import { danglingKeyId, danglingNameId, lints } from '../lints/lints.ts';
import type { CodeAction, Fixer } from './code-action.ts';

const ids = new Set([...lints.map((lint) => lint.id), danglingKeyId, danglingNameId]);

export const followAdvice: Fixer = (manifest, finding) => {
  if (!ids.has(finding.code)) return [];
  const actions: CodeAction[] = [];
  const { lines } = manifest.text;
  const container = dereference(nodeAt(manifest.parsed.root, finding.path?.slice(0, -1) ?? []));
  if (finding.code === 'no-requests' && container?.kind === 'mapping' && !container.isFlow) {
    const indent = ' '.repeat(lines.positionAt(container.start).character);
    const added = ['resources:', '  requests:', '    cpu: 100m', '    memory: 64Mi', '  limits:', '    memory: 64Mi'].map((line) => `\n${indent}${line}`).join('');
    actions.push({ title: 'Add requests and limits', finding, isPreferred: true, edits: [{ span: { start: container.end, end: container.end }, text: added }] });
  }
  const meant = /did you mean "([^"]+)"\?/.exec(finding.message)?.[1];
  if (meant !== undefined) actions.push({ title: `Replace by ${meant}`, finding, isPreferred: true, edits: [{ span: finding.span, text: meant }] });
  const quantity = /(\S+) was probably meant/.exec(finding.message)?.[1];
  if (quantity !== undefined) actions.push({ title: `Replace by ${quantity}`, finding, isPreferred: true, edits: [{ span: finding.span, text: quantity }] });
  const end = lines.lineEnd(lines.positionAt(finding.span.start).line);
  const { line } = lines.positionAt(finding.span.start);
  if (!/(?:^|\s)#/.test(lines.lineText(line)) && !/[|>][-+0-9]*\s*$/.test(lines.lineText(line))) actions.push({ title: `Ignore ${finding.code} here`, finding, edits: [{ span: { start: end, end }, text: ` # podlab-ignore: ${finding.code}` }] });
  return actions;
};
