// All lints, and where they are switched off: by a setting, or in place by a comment `# podlab-ignore: id, id` on the line, the line above, or the document's first lines.
import type { Finding, Severity } from '../finding.ts';
import type { Manifest } from '../manifest.ts';
import { visitStructs } from '../visit-structs.ts';
import { deprecated } from './deprecated.ts';
import type { Lint } from './lint.ts';
import { podLints } from './pod-lints.ts';

/** By a lint's id; `off` switches it off. */
export type LintSettings = Readonly<Record<string, 'off' | Exclude<Severity, 'error'> | undefined>>;

export const lints: readonly Lint[] = [...podLints, deprecated];
/** Lints about several documents; see dangling-names.ts. */
export const danglingNameId = 'dangling-name';
export const danglingKeyId = 'dangling-key';
export const selectorMismatchId = 'selector-mismatch';

const byType = new Map<string, Lint[]>();
for (const lint of lints) for (const type of lint.types) byType.set(type, [...(byType.get(type) ?? []), lint]);

export function lintFindings(manifest: Manifest, settings: LintSettings): Finding[] {
  const findings: Finding[] = [];
  const ignored = ignoredIn(manifest.text.text);
  visitStructs(manifest, (struct) => {
    for (const lint of byType.get(struct.type.goType) ?? []) {
      const severity = settings[lint.id] ?? lint.severity;
      if (severity === 'off') continue;
      for (const { span, message, path } of lint.check(struct)) {
        if (!isIgnored(manifest, ignored, lint.id, span.start)) findings.push({ span, severity, code: lint.id, message: `${message}. ${lint.reason}`, path });
      }
    }
  });
  return findings;
}

/** Lint ids by the line of their comment; `*` stands for all. */
type Ignored = ReadonlyMap<number, readonly string[]>;

export function ignoredIn(text: string): Ignored {
  const ignored = new Map<number, readonly string[]>();
  if (!text.includes('podlab-ignore')) return ignored;
  text.split('\n').forEach((line, i) => {
    const ids = /#\s*podlab-ignore(?::\s*([\w, -]*))?/.exec(line);
    if (ids !== null) ignored.set(i, ids[1] === undefined || ids[1].trim() === '' ? ['*'] : ids[1].split(',').map((id) => id.trim()));
  });
  return ignored;
}

export function isIgnored({ text, parsed }: Pick<Manifest, 'text' | 'parsed'>, ignored: Ignored, id: string, offset: number): boolean {
  if (ignored.size === 0) return false;
  const { line } = text.lines.positionAt(offset);
  const firstLine = text.lines.positionAt(parsed.root?.start ?? 0).line;
  for (const [at, ids] of ignored) {
    const isComment = /^\s*#/.test(text.lines.lineText(at));
    const applies = at === line || (isComment && at === line - 1) || (isComment && at < firstLine);
    if (applies && (ids.includes('*') || ids.includes(id))) return true;
  }
  return false;
}
