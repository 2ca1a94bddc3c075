// Read-only documents of what an object was at some moment, in the YAML that kubectl prints.
import { type TextDocumentContentProvider, Uri, workspace } from 'vscode';
import { type Disposable, DisposableStore } from '../../base/disposable.ts';
import { RecentMap } from '../../base/recent-map.ts';
import type { KubeObject } from '../../api/meta/object.ts';
import { type ResourceTarget, pathOfTarget } from '../resource-target.ts';
import type { ClusterHost } from '../session/cluster-host.ts';
import { kubectlText } from '../session/cluster-session.ts';
import { printable } from '../text/printable.ts';

export const historyScheme = 'podlab-history';
const maxTexts = 200;
/** Prints what it reads, and sends nothing. */
const printArgv = ['create', '--dry-run=client', '--validate=false', '-o', 'yaml', '-f', '-'];

export class HistoryDocuments implements TextDocumentContentProvider, Disposable {
  readonly #cluster: ClusterHost;
  /** VS Code asks again for a document that was closed and is shown again. */
  readonly #texts = new RecentMap<string, Promise<string>>(maxTexts);
  readonly #owned = new DisposableStore();

  constructor(cluster: ClusterHost) {
    this.#cluster = cluster;
    this.#owned.add(workspace.registerTextDocumentContentProvider(historyScheme, this));
  }

  /** Undefined: there was no object, and the document is empty. */
  add(target: ResourceTarget, object: KubeObject | undefined): Uri {
    const uri = Uri.from({ scheme: historyScheme, path: pathOfTarget(target, 'yaml'), query: object?.metadata.resourceVersion ?? 'none' });
    const key = uri.toString();
    if (this.#texts.get(key) === undefined) this.#texts.set(key, object === undefined ? Promise.resolve('') : this.#print(object));
    return uri;
  }

  async provideTextDocumentContent(uri: Uri): Promise<string> {
    return (await this.#texts.get(uri.toString())) ?? '';
  }

  dispose(): void {
    this.#owned.dispose();
  }

  async #print(object: KubeObject): Promise<string> {
    const session = await this.#cluster.start();
    const { code, stdout, stderr } = await kubectlText(session, printArgv, { stdin: JSON.stringify(object) });
    return printable(code === 0 ? stdout : `# ${stderr}`);
  }
}
