// What a file is to the language server, and how much it does for it; said in VS Code's language status.
import type { FileMode } from './file-mode.ts';
import type { ManifestFile } from './manifest-file.ts';
import { templateCode } from './diagnostics/codes.ts';
import { isKustomizationFile } from './document-links.ts';
import { baseNameOf } from './workspace/file-name.ts';

export interface FileStatus {
  readonly uri: string;
  readonly mode: FileMode;
  readonly flavor: 'manifest' | 'template' | 'kustomization' | 'chart' | 'other';
  /** Kubernetes objects, as far as the file is read. */
  readonly objects: number;
}

export function fileStatusOf(file: ManifestFile): FileStatus {
  const identities = file.knownIdentities();
  const name = baseNameOf(file.uri);
  const isKustomization = isKustomizationFile(file.uri) || identities.some(({ apiVersion }) => apiVersion.startsWith('kustomize.config.k8s.io/'));
  const flavor = isKustomization ? 'kustomization' : file.hasFinding(templateCode) ? 'template' : /^(?:Chart|values)[\w.-]*\.ya?ml$/.test(name) && identities.length === 0 ? 'chart' : identities.length > 0 ? 'manifest' : 'other';
  return { uri: file.uri, mode: file.mode, flavor, objects: isKustomization ? 0 : identities.length };
}
