// Above each Pod and template: where it would land, asked of the running cluster while one types. Never starts a cluster.
import { type CancellationToken, CodeLens, type CodeLensProvider, EventEmitter, languages, type TextDocument, window, workspace } from 'vscode';
import { type Clock, sleep } from '../../base/clock.ts';
import { type Disposable, DisposableStore } from '../../base/disposable.ts';
import { ConnectionLostError } from '../../client/transport.ts';
import type { ClusterWatch } from '../cluster-view/cluster-watch.ts';
import type { ClusterHost } from '../session/cluster-host.ts';
import { ExplanationMemory } from './explanation-memory.ts';

/** The cluster's changes within this time are one refresh. */
const refreshMs = 500;
/** Typing that goes on within this time makes asking useless. */
const typingMs = 100;
const maxCharacters = 1_000_000;

export interface SchedulingLensesOptions {
  readonly cluster: ClusterHost;
  readonly watch: ClusterWatch;
  readonly clock: Clock;
}

export class SchedulingLenses implements CodeLensProvider, Disposable {
  readonly #options: SchedulingLensesOptions;
  readonly #memory = new ExplanationMemory();
  readonly #changed = new EventEmitter<void>();
  readonly #owned = new DisposableStore();
  readonly #timer = new DisposableStore();

  readonly onDidChangeCodeLenses = this.#changed.event;

  constructor(options: SchedulingLensesOptions) {
    this.#options = options;
    const { cluster, watch } = options;
    this.#owned.add(this.#changed);
    this.#owned.add(this.#timer);
    this.#owned.add(languages.registerCodeLensProvider({ language: 'yaml' }, this));
    this.#owned.add(watch.onDidChange(() => { this.#refreshSoon(); }));
    this.#owned.add(cluster.onDidChangeSession(() => {
      this.#memory.clear();
      this.#changed.fire();
    }));
    this.#owned.add(workspace.onDidChangeConfiguration((change) => { if (change.affectsConfiguration('podlab.codeLens')) this.#changed.fire(); }));
    this.#owned.add(workspace.onDidCloseTextDocument(({ uri }) => { this.#memory.forget(uri.toString()); }));
  }

  async provideCodeLenses(document: TextDocument, token: CancellationToken): Promise<CodeLens[] | undefined> {
    const { uri, version } = document;
    if (uri.scheme.startsWith('podlab-') || workspace.getConfiguration('podlab', document).get('codeLens') === false) return [];
    if (this.#options.cluster.session === undefined) return [];
    await this.#settle(token);
    const { session } = this.#options.cluster;
    const text = document.getText();
    if (session === undefined || text.length > maxCharacters || !text.includes('apiVersion')) return [];
    if (token.isCancellationRequested) return undefined;
    try {
      const documents = await session.explainScheduling(text);
      // An answer about an older text is nobody's: VS Code asks again for the newer one.
      if (token.isCancellationRequested || document.version !== version) return undefined;
      return this.#memory.titlesOf(uri.toString(), documents).map(({ line, documentIndex, title }) => {
        const { range } = document.lineAt(Math.min(line, document.lineCount - 1));
        return new CodeLens(range.with(undefined, range.start), { title, command: 'podlab.explainScheduling', arguments: [uri.toString(), { documentIndex }], tooltip: 'Explain what the scheduler makes of each node' });
      });
    } catch (error) {
      if (error instanceof ConnectionLostError) return [];
      throw error;
    }
  }

  dispose(): void {
    this.#owned.dispose();
  }

  async #settle(token: CancellationToken): Promise<void> {
    const abort = new AbortController();
    const listener = token.onCancellationRequested(() => { abort.abort(); });
    await sleep(this.#options.clock, typingMs, abort.signal);
    listener.dispose();
  }

  #refreshSoon(): void {
    if (this.#timer.size > 0 || !window.visibleTextEditors.some(({ document }) => document.languageId === 'yaml')) return;
    this.#timer.add(this.#options.clock.setTimeout(() => {
      this.#timer.clear();
      this.#changed.fire();
    }, refreshMs));
  }
}
