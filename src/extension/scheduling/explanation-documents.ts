// Read-only documents with the scheduler's explanation for a Pod of the cluster, or for a Pod or template of an open text; they follow both.
import { EventEmitter, type TextDocumentContentProvider, Uri, workspace } from 'vscode';
import type { Clock } from '../../base/clock.ts';
import { type Disposable, DisposableStore } from '../../base/disposable.ts';
import { explainSchedulingPath, type SchedulingExplanation } from '../../client/scheduling-explanation.ts';
import type { ClusterWatch } from '../cluster-view/cluster-watch.ts';
import { errorText } from '../error-text.ts';
import { pathOfTarget, type ResourceTarget, targetOfPath } from '../resource-target.ts';
import type { ClusterHost } from '../session/cluster-host.ts';
import type { ClusterSession } from '../session/cluster-session.ts';
import { printable } from '../text/printable.ts';
import { explanationDocument } from './explanation-text.ts';

const explanationScheme = 'podlab-scheduling';
/** Several changes within this time are one refresh. */
const refreshMs = 300;

/** A document of an open text. */
export interface WrittenPod {
  readonly uri: string;
  readonly documentIndex: number;
}

export class ExplanationDocuments implements TextDocumentContentProvider, Disposable {
  readonly #cluster: ClusterHost;
  readonly #clock: Clock;
  readonly #changed = new EventEmitter<Uri>();
  readonly #open = new Map<string, Uri>();
  readonly #owned = new DisposableStore();
  readonly #timer = new DisposableStore();

  readonly onDidChange = this.#changed.event;

  constructor({ cluster, watch, clock }: { cluster: ClusterHost; watch: ClusterWatch; clock: Clock }) {
    this.#cluster = cluster;
    this.#clock = clock;
    this.#owned.add(this.#changed);
    this.#owned.add(this.#timer);
    this.#owned.add(workspace.registerTextDocumentContentProvider(explanationScheme, this));
    this.#owned.add(workspace.onDidCloseTextDocument(({ uri }) => { this.#open.delete(uri.toString()); }));
    this.#owned.add(workspace.onDidChangeTextDocument(({ document }) => { if (document.uri.scheme !== explanationScheme) this.#refreshSoon(); }));
    this.#owned.add(watch.onDidChange(() => { this.#refreshSoon(); }));
    this.#owned.add(cluster.onDidChangeSession(() => { this.#refreshSoon(); }));
  }

  uriOfStored(target: ResourceTarget): Uri {
    return Uri.from({ scheme: explanationScheme, path: pathOfTarget(target, 'scheduling') });
  }

  uriOfWritten({ uri, documentIndex }: WrittenPod): Uri {
    const name = Uri.parse(uri).path.split('/').at(-1) ?? 'manifest';
    return Uri.from({ scheme: explanationScheme, path: `/${name}.${documentIndex + 1}.scheduling`, query: JSON.stringify({ uri, documentIndex } satisfies WrittenPod) });
  }

  async provideTextDocumentContent(uri: Uri): Promise<string> {
    this.#open.set(uri.toString(), uri);
    const { session } = this.#cluster;
    if (session === undefined) return 'The cluster is not running. Start it with “Podlab: Start Cluster”.\n';
    try {
      return await read(session, uri);
    } catch (error) {
      return `${printable(errorText(error)).trimEnd()}\n`;
    }
  }

  dispose(): void {
    this.#open.clear();
    this.#owned.dispose();
  }

  #refreshSoon(): void {
    if (this.#open.size === 0 || this.#timer.size > 0) return;
    this.#timer.add(this.#clock.setTimeout(() => {
      this.#timer.clear();
      for (const uri of this.#open.values()) this.#changed.fire(uri);
    }, refreshMs));
  }
}

async function read(session: ClusterSession, uri: Uri): Promise<string> {
  const written = uri.query === '' ? undefined : toWrittenPod(uri.query);
  if (written !== undefined) {
    const text = (await workspace.openTextDocument(Uri.parse(written.uri))).getText();
    const found = (await session.explainScheduling(text)).find(({ documentIndex }) => documentIndex === written.documentIndex);
    if (found?.refusal !== undefined) return `The API server would refuse it: ${printable(found.refusal)}\n`;
    return found?.explanation === undefined ? 'There is no Pod or template that can be read at this place of the manifest.\n' : explanationDocument(found.explanation);
  }
  const target = targetOfPath(uri.path);
  if (target?.kind !== 'Pod') return 'This address names no Pod.\n';
  const { name, namespace } = target;
  const answer = await session.client.send({ verb: 'create', path: explainSchedulingPath, body: { metadata: { name, namespace } } });
  return explanationDocument(answer.body as SchedulingExplanation);
}

function toWrittenPod(query: string): WrittenPod | undefined {
  try {
    const { uri, documentIndex } = JSON.parse(query) as Partial<WrittenPod>;
    return typeof uri === 'string' && typeof documentIndex === 'number' ? { uri, documentIndex } : undefined;
  } catch {
    return undefined;
  }
}
