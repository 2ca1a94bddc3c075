// The findings of a whole text at once, for the command line.
import type { FileFinding } from './finding.ts';
import { ManifestFile } from './manifest-file.ts';

/** What the editor would show for this text. A text without any document is said to be empty. */
export function checkFile(text: string): readonly FileFinding[] {
  const file = new ManifestFile('', 0, text);
  const checking = file.check();
  for (;;) {
    const step = checking.next();
    if (step.done !== true) continue;
    const isEmpty = file.stream.documents.every((_, index) => file.manifest(index)?.parsed.root === undefined) && step.value.length === 0;
    return isEmpty ? [{ range: { start: { line: 0, character: 0 }, end: { line: 0, character: 0 } }, severity: 'warning', code: 'empty', message: 'no objects: the file is empty', related: [], isUnnecessary: false }] : step.value;
  }
}
