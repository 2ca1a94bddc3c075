// The terminals that Podlab opened: one per subject, shown again instead of opened twice, closed with the extension.
import { type Pseudoterminal, type Terminal, ThemeIcon, window } from 'vscode';
import { type Disposable, DisposableStore } from '../../base/disposable.ts';

export class Terminals implements Disposable {
  readonly #open = new Map<string | symbol, Terminal>();
  readonly #owned = new DisposableStore();

  constructor() {
    this.#owned.add(window.onDidCloseTerminal((closed) => {
      for (const [key, terminal] of this.#open) if (terminal === closed) this.#open.delete(key);
    }));
  }

  /** Shows the terminal of this key; a running one as it is, unless `isFresh` asks for a new one. */
  show(options: { key: string; name: string; icon: string; isFresh?: boolean; pty: () => Pseudoterminal }): void {
    const known = this.#open.get(options.key);
    if (known !== undefined && options.isFresh !== true && known.exitStatus === undefined) {
      known.show();
      return;
    }
    known?.dispose();
    const terminal = window.createTerminal({ name: options.name, pty: options.pty(), iconPath: new ThemeIcon(options.icon), isTransient: true });
    this.#open.set(options.key, terminal);
    terminal.show();
  }

  /** A new terminal of the user's own shell, with these variables. */
  openShell(options: { name: string; icon: string; env: Record<string, string> }): void {
    const terminal = window.createTerminal({ name: options.name, env: options.env, iconPath: new ThemeIcon(options.icon), isTransient: true });
    this.#open.set(Symbol(options.name), terminal);
    terminal.show();
  }

  dispose(): void {
    this.#owned.dispose();
    for (const terminal of this.#open.values()) terminal.dispose();
    this.#open.clear();
  }
}
