// Slips that a broken document shows on its lines: a space that is missing, a separator of two dashes, comments of other languages, what was copied along with the manifest, tabs.
import type { SyntaxFinding } from './finding.ts';
import type { OutlineLine } from './line-outline.ts';
import type { LineTable } from './line-table.ts';

const tabCode = 'tab-as-indent';

interface Slip {
  readonly code: string;
  readonly message: string;
  readonly pattern: RegExp;
}

/** Lines that are never meant so in a document that is broken; the first group is where the mistake is. */
const slipKinds: readonly Slip[] = [
  { code: 'no-space-after-dash', message: 'A space is missing after this "-"', pattern: /^ *(-)(?=["']?[A-Za-z_][\w./-]*["']?:(?: |$))/d },
  { code: 'no-space-after-colon', message: 'A space is missing after this ":"', pattern: /^ *(?:- +)*[A-Za-z]\w*(:)(?=[\w"'{[])(?!.*: )(?!\/\/)/d },
  { code: 'bad-separator', message: 'Between documents stands "---", three dashes at the beginning of a line', pattern: /^( +-{3}|-{2}|-{4,}|[\u2013\u2014]+) *$/d },
  { code: 'foreign-comment', message: 'A comment begins with "#"', pattern: /^ *(\/\/|--(?= )|\/\*)/d },
  { code: 'foreign-line', message: 'This line is no YAML: was it copied with the manifest?', pattern: /^(```.*|~~~.*|\$ .*)$/d },
];

const mostSlips = 10;

/** Only lines near what the parser stumbled over: elsewhere they may be text. */
export function slipsIn(table: LineTable, outline: readonly OutlineLine[], findings: readonly SyntaxFinding[]): SyntaxFinding[] {
  const broken = findings.filter(({ severity }) => severity === 'error').map(({ start }) => table.positionAt(start).line);
  if (broken.length === 0) return [];
  const slips: SyntaxFinding[] = [];
  for (const [i, { kind, continues }] of outline.entries()) {
    if ((kind !== 'block' && kind !== 'continuation') || continues === 'scalar' || slips.length >= mostSlips || !broken.some((at) => at >= i && at <= i + 3)) continue;
    const text = table.lineText(i);
    for (const { code, message, pattern } of slipKinds) {
      const [from, to] = pattern.exec(text)?.indices?.[1] ?? [];
      if (from === undefined || to === undefined) continue;
      const start = table.starts[i] ?? 0;
      slips.push({ code, message, severity: 'error', start: start + from, end: start + Math.min(to, from + 200) });
      break;
    }
  }
  return slips;
}

/** Of what the parser says, what is not on lines at and after a slip; of tabs the first. */
export function withoutSlips(table: LineTable, slips: readonly SyntaxFinding[], findings: readonly SyntaxFinding[], echoes: ReadonlySet<string>): SyntaxFinding[] {
  const first = slips.length === 0 ? Infinity : Math.min(...slips.map(({ start }) => table.positionAt(start).line));
  const tabs = findings.filter(({ code }) => code === tabCode);
  const tab = tabs[0];
  const lines = new Set(slips.map(({ start }) => table.positionAt(start).line));
  const last = Math.min(first, tab === undefined ? Infinity : table.positionAt(tab.start).line);
  const kept = findings.filter(({ code, start }) => {
    const { line } = table.positionAt(start);
    return code !== tabCode && !lines.has(line) && (!echoes.has(code) || line < last);
  });
  return tab === undefined ? kept : [...kept, { ...tab, message: tabs.length === 1 ? 'A tab is no indentation: use spaces' : `A tab is no indentation: use spaces, here and in ${tabs.length - 1} more place${tabs.length === 2 ? '' : 's'}` }];
}
