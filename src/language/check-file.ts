// The findings of whole texts at once, for the command line.
import { ClusterSnapshot } from './cluster/cluster-snapshot.ts';
import { CustomKinds } from './custom/custom-kinds.ts';
import type { CheckSettings } from './diagnostics/diagnostics.ts';
import type { FileFinding } from './finding.ts';
import { ManifestFile } from './manifest-file.ts';
import { NameIndex } from './names/name-index.ts';
import { PatchFiles } from './workspace/patch-files.ts';
import { WorkspaceIndex } from './workspace/workspace-index.ts';

export interface FileChecker {
  /** Learns what a file says of others, as the editor does of a workspace's: names, kinds, patches. */
  learn(uri: string, text: string): void;
  /** What the editor would show for a file. A text without any document is said to be empty. */
  check(uri: string, text: string): readonly FileFinding[];
}

export function fileChecker(settings: CheckSettings = {}): FileChecker {
  const kinds = new CustomKinds();
  const patches = new PatchFiles();
  const workspace = new WorkspaceIndex(kinds, patches);
  const cluster = new ClusterSnapshot();
  return {
    learn: (uri, text) => finish(workspace.update(uri, text)),
    check(uri, text) {
      const file = new ManifestFile(uri, 0, text, settings, kinds, patches);
      const beside = new NameIndex({ workspace, cluster, isOpen: (other) => other === uri, *open() { yield* file.namedDocuments(); } });
      const findings = finish(file.check(workspace.fileCount === 0 ? undefined : beside));
      const isEmpty = file.stream.documents.every((_, index) => file.manifest(index)?.parsed.root === undefined) && findings.length === 0;
      return isEmpty ? [{ range: { start: { line: 0, character: 0 }, end: { line: 0, character: 0 } }, severity: 'warning', code: 'empty', message: 'no objects: the file is empty', related: [], isUnnecessary: false }] : findings;
    },
  };
}

/** What the editor would show for a file that stands alone. */
export function checkFile(text: string, settings: CheckSettings = {}): readonly FileFinding[] {
  return fileChecker(settings).check('', text);
}

function finish<T>(work: Generator<void, T>): T {
  for (;;) {
    const step = work.next();
    if (step.done === true) return step.value;
  }
}
