// Read-only documents about live objects, which refresh themselves when the object or its Events change: describe and YAML.
import { EventEmitter, type TextDocumentContentProvider, Uri, workspace } from 'vscode';
import type { Clock } from '../../base/clock.ts';
import { type Disposable, DisposableStore } from '../../base/disposable.ts';
import { Informer } from '../../client/informer.ts';
import { events } from '../../client/resources.ts';
import type { ResourceRef } from '../../client/transport.ts';
import type { ClusterHost } from '../session/cluster-host.ts';
import { type ClusterSession, kubectlText } from '../session/cluster-session.ts';
import { kubectlName, pathOfTarget, type ResourceTarget, targetOfPath } from '../resource-target.ts';
import { printable } from '../text/printable.ts';

export interface LiveDocumentKind {
  readonly scheme: string;
  /** Of the document's path; decides its language. */
  readonly extension: string;
  /** The content; rejects with words that take its place. */
  read(session: ClusterSession, target: ResourceTarget): Promise<string>;
  /** Whether the content tells of Events. */
  readonly hasEvents: boolean;
  /** Starts a line that only says something to the reader. */
  readonly commentMark: string;
}

/** What kubectl prints. */
interface PrintedKind extends LiveDocumentKind {
  argv(target: ResourceTarget): string[];
}

function printed(kind: Omit<PrintedKind, 'read'>): PrintedKind {
  return {
    ...kind,
    read: async (session, target) => {
      const { code, stdout, stderr } = await kubectlText(session, kind.argv(target));
      if (code !== 0) throw new Error(stderr);
      return stdout;
    },
  };
}

export const describeDocuments = printed({
  scheme: 'podlab-describe',
  extension: 'describe',
  argv: (target) => ['describe', ...kubectlName(target)],
  hasEvents: true,
  commentMark: '',
});

export const yamlDocuments = printed({
  scheme: 'podlab-object',
  extension: 'yaml',
  argv: (target) => ['get', ...kubectlName(target), '-o', 'yaml'],
  hasEvents: false,
  commentMark: '# ',
});

/** Several changes within this time are one refresh. */
const refreshMs = 150;
/** The cluster's time goes into describe's ages, so an open description is read again this often. */
const ageMs = 10_000;

interface Open {
  readonly uri: Uri;
  readonly owned: DisposableStore;
  readonly timer: DisposableStore;
  lastText: string;
}

export class LiveDocuments<K extends LiveDocumentKind = LiveDocumentKind> implements TextDocumentContentProvider, Disposable {
  readonly kind: K;
  readonly #cluster: ClusterHost;
  readonly #clock: Clock;
  readonly #changed = new EventEmitter<Uri>();
  readonly #open = new Map<string, Open>();
  readonly #owned = new DisposableStore();

  readonly onDidChange = this.#changed.event;

  constructor(kind: K, options: { cluster: ClusterHost; clock: Clock }) {
    this.kind = kind;
    this.#cluster = options.cluster;
    this.#clock = options.clock;
    this.#owned.add(this.#changed);
    this.#owned.add(workspace.registerTextDocumentContentProvider(kind.scheme, this));
    this.#owned.add(workspace.onDidCloseTextDocument((document) => { this.#close(document.uri); }));
    this.#owned.add(options.cluster.onDidChangeSession(() => { for (const open of this.#open.values()) this.#subscribe(open); }));
  }

  uri(target: ResourceTarget): Uri {
    return Uri.from({ scheme: this.kind.scheme, path: pathOfTarget(target, this.kind.extension) });
  }

  async provideTextDocumentContent(uri: Uri): Promise<string> {
    const target = targetOfPath(uri.path);
    if (target === undefined) return `${this.kind.commentMark}This address names no object that Podlab knows.`;
    let open = this.#open.get(uri.toString());
    if (open === undefined) {
      open = { uri, owned: new DisposableStore(), timer: new DisposableStore(), lastText: '' };
      this.#open.set(uri.toString(), open);
      this.#subscribe(open);
    }
    const { session } = this.#cluster;
    if (session === undefined) return this.#withLast(open, 'The cluster is not running. Start it with “Podlab: Start Cluster”.');
    return this.#read(open, session, target);
  }

  dispose(): void {
    for (const open of [...this.#open.values()]) this.#close(open.uri);
    this.#owned.dispose();
  }

  async #read(open: Open, session: ClusterSession, target: ResourceTarget): Promise<string> {
    try {
      open.lastText = printable(await this.kind.read(session, target));
      return open.lastText;
    } catch (error) {
      return this.#withLast(open, printable(error instanceof Error ? error.message : String(error)));
    }
  }

  /** Words about why there is nothing newer, over what was last known. */
  #withLast(open: Open, words: string): string {
    const mark = this.kind.commentMark;
    const said = words.trimEnd().split('\n').map((line) => `${mark}${line}`).join('\n');
    return open.lastText === '' ? `${said}\n` : `${said}\n${mark}Last seen:\n\n${open.lastText}`;
  }

  #subscribe(open: Open): void {
    open.owned.clear();
    const { session } = this.#cluster;
    const target = targetOfPath(open.uri.path);
    this.#refreshSoon(open);
    if (session === undefined || target === undefined) return;
    this.#watch(open, session, target.ref, target.namespace, `metadata.name=${target.name}`);
    if (!this.kind.hasEvents) return;
    this.#watch(open, session, events, target.namespace ?? 'default', `involvedObject.name=${target.name}`);
    this.#armAges(open);
  }

  #watch(open: Open, session: ClusterSession, ref: ResourceRef, namespace: string | undefined, fieldSelector: string): void {
    const informer = new Informer(session.client, ref, { clock: this.#clock, fieldSelector, ...(namespace !== undefined && { namespace }) });
    open.owned.add(informer);
    const refresh = (): void => { this.#refreshSoon(open); };
    open.owned.add(informer.onDidAdd(refresh));
    open.owned.add(informer.onDidUpdate(refresh));
    open.owned.add(informer.onDidDelete(refresh));
    informer.start();
  }

  #armAges(open: Open): void {
    const timer = this.#clock.setTimeout(() => {
      open.owned.delete(timer);
      this.#refreshSoon(open);
      this.#armAges(open);
    }, ageMs);
    open.owned.add(timer);
  }

  #refreshSoon(open: Open): void {
    if (open.timer.size > 0) return;
    open.timer.add(this.#clock.setTimeout(() => {
      open.timer.clear();
      this.#changed.fire(open.uri);
    }, refreshMs));
  }

  #close(uri: Uri): void {
    const open = this.#open.get(uri.toString());
    this.#open.delete(uri.toString());
    open?.owned.dispose();
    open?.timer.dispose();
  }
}
