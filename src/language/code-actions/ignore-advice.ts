// Switches a lint off in place.
import { podSecurityId } from '../lints/pod-security.ts';
import type { Fixer } from './code-action.ts';
import { adviceIds } from './follow-advice.ts';

export const ignoreAdvice: Fixer = ({ text: { lines } }, finding) => {
  const { line } = lines.positionAt(finding.span.start);
  const end = lines.lineEnd(line);
  if (!adviceIds.has(finding.code) || /(?:^|\s)#/.test(lines.lineText(line)) || /[|>][-+0-9]*\s*$/.test(lines.lineText(line)) || finding.code === podSecurityId) return [];
  return [{ title: `Ignore ${finding.code} here`, finding, edits: [{ span: { start: end, end }, text: ` # podlab-ignore: ${finding.code}` }] }];
};
