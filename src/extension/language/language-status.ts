// Says in VS Code's language status what the active YAML file is to Podlab; where a file gets less help than others, in the status bar too.
import { languages, LanguageStatusSeverity, StatusBarAlignment, ThemeColor, window, workspace } from 'vscode';
import { type Disposable, DisposableStore } from '../../base/disposable.ts';
import type { FileStatus } from '../../language/file-status.ts';
import { fileStatusChanged } from '../../language/protocol.ts';
import type { LanguageClientHandle } from '../platform.ts';

interface Words {
  readonly text: string;
  readonly detail?: string;
  /** For the status bar, where help is less than usual. */
  readonly warning?: string;
}

const limited = 'This file is so large that only what you edit or look at is checked; outline, folding, lenses and hints are off.';

function statusWords({ mode, flavor, objects }: Omit<FileStatus, 'uri'>): Words {
  if (mode === 'off') return { text: 'Podlab: too large', detail: 'This file is too large to be helped with.', warning: 'Too large' };
  if (mode === 'limited') return { text: 'Podlab: large file', detail: limited, warning: 'Large file' };
  switch (flavor) {
    case 'template': return { text: 'Podlab: template', detail: 'Its braces are filled in by Helm or the like; it can be checked once it is rendered.' };
    case 'kustomization': return { text: 'Podlab: Kustomize' };
    case 'chart': return { text: 'Podlab: Helm chart' };
    case 'manifest': return { text: `Podlab: ${objects === 1 ? '1 Kubernetes object' : `${objects} Kubernetes objects`}` };
    default: return { text: 'Podlab: not a Kubernetes manifest' };
  }
}

const quarantined: Words = { text: 'Podlab: left alone', detail: 'Help stopped answering on this version of the file. It goes on with your next edit.', warning: 'Left alone' };

export class LanguageStatus implements Disposable {
  readonly #owned = new DisposableStore();
  readonly #item = this.#owned.add(languages.createLanguageStatusItem('podlab.language', { language: 'yaml' }));
  readonly #bar = this.#owned.add(window.createStatusBarItem('podlab.largeFile', StatusBarAlignment.Right, 100));
  readonly #words = new Map<string, Words>();

  constructor() {
    this.#item.name = 'Podlab';
    this.#bar.name = 'Podlab: help in this file';
    this.#bar.backgroundColor = new ThemeColor('statusBarItem.warningBackground');
    this.#owned.add(window.onDidChangeActiveTextEditor(() => { this.#draw(); }));
    this.#owned.add(workspace.onDidCloseTextDocument(({ uri }) => { this.#words.delete(uri.toString()); }));
    this.#draw();
  }

  attach(client: LanguageClientHandle): void {
    this.#owned.add(client.onNotification(fileStatusChanged, (status) => {
      const { uri, ...about } = status as FileStatus;
      this.#set(uri, statusWords(about));
    }));
  }

  quarantine(uri: string): void {
    this.#set(uri, quarantined);
  }

  dispose(): void {
    this.#owned.dispose();
  }

  #set(uri: string, words: Words): void {
    this.#words.set(uri, words);
    this.#draw();
  }

  #draw(): void {
    const words = this.#words.get(window.activeTextEditor?.document.uri.toString() ?? '');
    this.#item.text = words?.text ?? 'Podlab';
    this.#item.detail = words?.detail;
    this.#item.severity = words?.warning === undefined ? LanguageStatusSeverity.Information : LanguageStatusSeverity.Warning;
    if (words?.warning === undefined) this.#bar.hide();
    else {
      this.#bar.text = `$(warning) Podlab: ${words.warning}`;
      this.#bar.tooltip = words.detail;
      this.#bar.show();
    }
  }
}
