// The ports of the user's machine that lead into Pods: each a running `kubectl port-forward`, listed in the status bar until it is stopped.
import { StatusBarAlignment, type StatusBarItem, window } from 'vscode';
import { type Disposable, DisposableStore } from '../../base/disposable.ts';
import type { KubectlHost } from '../kubectl/kubectl-host.ts';
import type { ClusterHost } from '../session/cluster-host.ts';
import { printable } from '../text/printable.ts';
import { endedWords } from './ended-words.ts';

export interface PortForward extends Disposable {
  readonly namespace: string;
  readonly pod: string;
  /** In the Pod. */
  readonly port: number;
  /** On 127.0.0.1. */
  readonly localPort: number;
}

export interface ForwardRequest {
  readonly namespace: string;
  readonly pod: string;
  readonly port: number;
  /** 0: any free one. */
  readonly localPort: number;
}

export class PortForwards implements Disposable {
  readonly #cluster: ClusterHost;
  readonly #host: KubectlHost;
  readonly #open = new Set<PortForward>();
  readonly #owned = new DisposableStore();
  readonly #item: StatusBarItem;

  constructor({ cluster, host }: { cluster: ClusterHost; host: KubectlHost }) {
    this.#cluster = cluster;
    this.#host = host;
    this.#item = this.#owned.add(window.createStatusBarItem('podlab.forwards', StatusBarAlignment.Left, 49));
    this.#item.name = 'Podlab Port Forwards';
    this.#item.command = 'podlab.showPortForwards';
    this.#owned.add(cluster.onDidChangeSession(() => { for (const forward of this.#open) forward.dispose(); }));
  }

  get all(): readonly PortForward[] {
    return [...this.#open];
  }

  /** Whether this host can listen at all. */
  get isPossible(): boolean {
    return this.#host.listen !== undefined;
  }

  /** Resolves once the port is open; rejects with kubectl's words. It closes by itself when the Pod or the cluster is gone. */
  async add({ namespace, pod, port, localPort }: ForwardRequest): Promise<PortForward> {
    const session = await this.#cluster.start();
    let [said, failed] = ['', ''];
    const opened = Promise.withResolvers<number>();
    const run = session.kubectl({
      argv: ['port-forward', `pod/${pod}`, '-n', namespace, `${localPort === 0 ? '' : localPort}:${port}`],
      host: this.#host,
      onOutput: (output) => {
        if ('stderr' in output) failed += output.stderr;
        else said += output.stdout;
        const found = /^Forwarding from [\d.]+:(\d+) /m.exec(said);
        if (found !== null) opened.resolve(Number(found[1]));
      },
    });
    run.done.then(() => { opened.reject(new Error(printable(failed.trim()))); }, (error: unknown) => { opened.reject(error); });
    let isStopped = false;
    const forward: PortForward = {
      namespace, pod, port, localPort: await opened.promise,
      dispose: () => {
        isStopped = true;
        run.cancel();
      },
    };
    failed = '';
    this.#open.add(forward);
    this.#show();
    const forget = (): void => {
      this.#open.delete(forward);
      this.#show();
    };
    run.done.then((code) => {
      forget();
      if (!isStopped && code !== 0) void window.showWarningMessage(endedWords(forward, printable(failed.trim())));
    }, forget);
    return forward;
  }

  dispose(): void {
    for (const forward of this.#open) forward.dispose();
    this.#owned.dispose();
  }

  #show(): void {
    const count = this.#open.size;
    if (count === 0) {
      this.#item.hide();
      return;
    }
    this.#item.text = `$(plug) ${count === 1 ? '1 port forward' : `${count} port forwards`}`;
    this.#item.tooltip = [...this.#open].map(({ localPort, pod, port }) => `127.0.0.1:${localPort} → ${pod}:${port}`).join('\n');
    this.#item.show();
  }
}
