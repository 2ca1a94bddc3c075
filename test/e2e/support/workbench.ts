// A VS Code workbench as a person uses it: keyboard, palette, tree, editor. Driven by Playwright.
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { type Browser, chromium, type Locator, type Page } from 'playwright-core';
import { findChromium } from '../../../scripts/hosts/cache.ts';
import type { Host, HostOptions } from '../../../scripts/hosts/host.ts';
import { startNodeHost, type NodeHostOptions } from '../../../scripts/hosts/node-host.ts';
import { startWebHost } from '../../../scripts/hosts/web-host.ts';

export const root = path.resolve(import.meta.dirname, '../../..');
export const hostName = process.env['PODLAB_HOST'] === 'node' ? 'node' : 'web';

const chromiumFlags = ['--headless=new', '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync'];

async function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => { if (address !== null && typeof address === 'object') resolve(address.port); });
    });
  });
}

/** Files by name, or a copy of the samples, in a folder that a test may edit; nothing is saved unless the test saves. */
function workspace(files: WorkspaceFiles | undefined): string {
  const folder = path.join(mkdtempSync(path.join(tmpdir(), 'podlab-e2e-')), 'samples');
  if (files === undefined) cpSync(path.join(root, 'samples'), folder, { recursive: true });
  mkdirSync(path.join(folder, '.vscode'), { recursive: true });
  for (const [name, content] of Object.entries(files ?? {})) writeFileSync(path.join(folder, name), content);
  writeFileSync(path.join(folder, '.vscode', 'settings.json'), JSON.stringify({ 'files.autoSave': 'off', 'workbench.startupEditor': 'none', 'terminal.integrated.gpuAcceleration': 'off', 'problems.defaultViewMode': 'table', ...(files !== undefined && { 'editor.inlayHints.enabled': 'off' }) }));
  return folder;
}

type WorkspaceFiles = Readonly<Record<string, string | Uint8Array>>;

export interface WorkbenchOptions extends Partial<NodeHostOptions> {
  /** The workspace's files; without them it is a copy of the samples. */
  readonly files?: WorkspaceFiles;
  /** Hears what tests in the extension host print, and how they ended. */
  readonly onTestLog?: (text: string) => void;
  readonly onTestExit?: (code: number) => void;
}

export class Workbench {
  readonly page: Page;
  /** Errors of the page's console, for a test to assert on. */
  readonly errors: string[] = [];
  readonly #browser: Browser;
  readonly #host: Host;

  readonly #temporary: string | undefined;
  /** Of the VS Code server. */
  readonly port: number;

  private constructor({ host, browser, page, temporary, port }: { host: Host; browser: Browser; page: Page; temporary: string | undefined; port: number }) {
    this.#temporary = temporary;
    this.port = port;
    this.#host = host;
    this.#browser = browser;
    this.page = page;
    page.on('pageerror', (error) => this.errors.push(error.message));
    page.on('console', (message) => { if (message.type() === 'error') this.errors.push(message.text()); });
  }

  /** Starts the host named by PODLAB_HOST with `folder` and waits until the workbench can be used. */
  static async open({ files, onTestLog, onTestExit, ...options }: WorkbenchOptions = {}): Promise<Workbench> {
    const hostOptions: HostOptions & Partial<NodeHostOptions> = { extensionPath: root, folder: options.folder ?? workspace(files), port: await freePort(), ...options };
    const host = hostName === 'node' ? await startNodeHost(hostOptions) : await startWebHost(hostOptions);
    const browser = await chromium.launch({ executablePath: findChromium(), args: chromiumFlags });
    // A context of our own: a second window shares it.
    const page = await (await browser.newContext({ viewport: { width: 1280, height: 800 } })).newPage();
    const workbench = new Workbench({ host, browser, page, temporary: options.folder === undefined ? path.dirname(hostOptions.folder) : undefined, port: hostOptions.port });
    if (onTestLog !== undefined) await page.exposeFunction('codeAutomationLog', (_type: string, words: readonly unknown[]) => { onTestLog(words.map(String).join(' ')); });
    if (onTestExit !== undefined) await page.exposeFunction('codeAutomationExit', onTestExit);
    await page.goto(host.url);
    await workbench.#whenUsable();
    return workbench;
  }

  /** The same folder in a second window of the same browser; it closes with this one. */
  async openSecondWindow(): Promise<Workbench> {
    const page = await this.page.context().newPage();
    const second = new Workbench({ host: this.#host, browser: this.#browser, page, temporary: undefined, port: this.port });
    await page.goto(this.#host.url);
    await second.#whenUsable();
    return second;
  }

  /** Reloads the window, as "Developer: Reload Window" does. */
  async reload(): Promise<void> {
    await this.page.reload();
    await this.#whenUsable();
  }

  async #whenUsable(): Promise<void> {
    await this.page.locator('.monaco-workbench').waitFor({ timeout: 60_000 });
    await this.page.locator('.part.statusbar').waitFor();
    // The side bar shows the view of before after a reload.
    await this.page.locator('.part.sidebar .monaco-list-row, .part.sidebar .welcome-view-content').first().waitFor({ timeout: 60_000 });
  }

  async close(): Promise<void> {
    await this.#browser.close();
    await this.#host.dispose();
    if (this.#temporary !== undefined) rmSync(this.#temporary, { recursive: true, force: true });
  }

  /** Runs a command by its full title through the palette; one that VS Code does not know yet (its extension host may still start) is looked up again. */
  async command(title: string): Promise<void> {
    const input = this.page.locator('.quick-input-widget input');
    // The list is refilled as one types: Enter runs the focused row, so that one must be ours.
    const row = this.page.locator('.quick-input-list .monaco-list-row.focused', { hasText: title }).first();
    for (let attempt = 1; !await this.#isOffered(title, row); attempt++) {
      if (attempt === 6) throw new Error(`the palette does not offer "${title}": ${(await this.page.locator('.quick-input-list').allInnerTexts()).join(' ')}`);
      await this.page.keyboard.press('Escape');
      await input.waitFor({ state: 'hidden' });
    }
    await this.page.keyboard.press('Enter');
    await row.waitFor({ state: 'hidden' });
  }

  /** False also when the palette that is still closing swallowed the key. */
  async #isOffered(title: string, row: Locator): Promise<boolean> {
    const input = this.page.locator('.quick-input-widget input');
    try {
      await this.page.keyboard.press('F1');
      await input.waitFor({ timeout: 5000 });
      await input.fill(`>${title}`, { timeout: 3000 });
      await row.waitFor({ timeout: 5000 });
      return true;
    } catch {
      return false;
    }
  }

  /** Answers a quick pick or input box with `text`. */
  async pick(text: string): Promise<void> {
    const row = this.page.locator('.quick-input-list .monaco-list-row', { hasText: text }).first();
    await row.waitFor();
    await row.click();
  }

  /** Answers the input box whose words hold `prompt`; the one before it may still be closing. */
  async answer(prompt: string, text: string): Promise<void> {
    const box = this.page.locator('.quick-input-widget', { hasText: prompt });
    const input = box.locator('input').first();
    await input.waitFor();
    await input.fill(text);
    await this.page.keyboard.press('Enter');
    await box.waitFor({ state: 'hidden' });
  }

  /** Whoever types waits until the terminal that was just opened takes the keys. */
  async typeInTerminal(text: string): Promise<void> {
    await this.page.locator('.terminal-wrapper.active .xterm.focus').waitFor();
    await this.page.keyboard.type(text);
  }

  /** Opens a file of the workspace's top folder from the Explorer. */
  async openFile(name: string): Promise<void> {
    await this.page.keyboard.press('Control+Shift+E');
    const row = this.page.locator('.explorer-folders-view .monaco-list-row', { hasText: name }).first();
    await row.dblclick();
    await this.page.locator(`.tab.active[data-resource-name="${name}"]`).waitFor();
    await this.editor().first().waitFor();
  }

  /** Opens a folder of the Explorer until `name` in it is seen; a tree that is drawn anew just then swallows a click. */
  async expandFolder(folder: string, name: string): Promise<void> {
    await this.page.keyboard.press('Control+Shift+E');
    const rows = this.page.locator('.explorer-folders-view .monaco-list-row');
    for (let attempt = 1; await rows.filter({ hasText: name }).count() === 0; attempt++) {
      if (attempt === 6) throw new Error(`"${folder}" does not show "${name}"`);
      await rows.and(this.page.locator('[aria-expanded="false"]')).filter({ hasText: folder }).first().click({ timeout: 3000 }).catch(() => undefined);
      await rows.filter({ hasText: name }).first().waitFor({ timeout: 3000 }).catch(() => undefined);
    }
  }

  editor(): Locator {
    return this.page.locator('.editor-instance .monaco-editor');
  }

  /** Chooses a quick fix or refactoring at the cursor; asks again while the language server has not read the text yet. */
  async codeAction(title: string): Promise<void> {
    const rows = this.page.locator('.action-widget .monaco-list-row');
    for (let attempt = 1; ; attempt++) {
      await this.page.keyboard.press('Control+.');
      if (await rows.filter({ hasText: title }).first().waitFor({ timeout: 5000 }).then(() => true, () => false)) break;
      if (attempt === 6) throw new Error(`"${title}" is not offered`);
      await this.page.keyboard.press('Escape');
    }
    const focused = this.page.locator('.action-widget .monaco-list-row.focused', { hasText: title });
    for (let i = 0; i < 40 && (await focused.count()) === 0; i++) await this.page.keyboard.press('ArrowDown');
    await this.page.keyboard.press('Enter');
    await rows.first().waitFor({ state: 'hidden' });
  }

  /** Chooses a color theme by its name; `base` is the class that VS Code gives to its kind. */
  async setTheme(theme: string, base: 'vs' | 'vs-dark' | 'hc-black' | 'hc-light'): Promise<void> {
    await this.page.keyboard.press('Control+K');
    await this.page.keyboard.press('Control+T');
    const input = this.page.locator('.quick-input-widget input');
    await input.waitFor();
    await input.fill(theme);
    await this.page.locator('.quick-input-list .monaco-list-row.focused', { hasText: theme }).waitFor();
    await this.page.keyboard.press('Enter');
    await this.page.locator('.quick-input-widget').waitFor({ state: 'hidden' });
    await this.page.locator(`.monaco-workbench.${base}`).waitFor();
  }

  /** Puts the cursor at a 1-based line and column. */
  async goTo(line: number, column: number): Promise<void> {
    await this.page.keyboard.press('Control+G');
    const input = this.page.locator('.quick-input-widget input');
    await input.waitFor();
    await input.fill(`:${line},${column}`);
    await this.page.keyboard.press('Enter');
    await input.waitFor({ state: 'hidden' });
  }

  /** The visible text of the editor, as VS Code renders it. */
  async editorText(): Promise<string> {
    const lines = await this.page.locator('.editor-instance .view-lines .view-line').evaluateAll((nodes) =>
      nodes.map((node) => ({ top: Number.parseFloat((node as HTMLElement).style.top), text: node.textContent })).sort((a, b) => a.top - b.top).map(({ text }) => text),
    );
    return lines.join('\n').replaceAll('\u00a0', ' ');
  }

  /** Rows of every tree in the side bar, as accessible names. */
  async treeRows(): Promise<string[]> {
    return this.page.locator('.part.sidebar .monaco-list-row').evaluateAll((rows) => rows.map((row) => row.getAttribute('aria-label') ?? row.textContent));
  }

  /** Chooses an entry of a row's context menu. A tree that is drawn anew just then takes the menu away: it is asked for again. */
  async choose(row: Locator, label: string): Promise<void> {
    const item = this.page.locator('.monaco-menu .action-item', { hasText: label }).first();
    for (let attempt = 1; ; attempt++) {
      try {
        await this.#leaveRows();
        await row.click({ button: 'right', timeout: 6000 });
        await item.waitFor({ timeout: 4000 });
        // A menu takes no click in its first moments, so that the click that opened it chooses nothing.
        await this.page.waitForTimeout(300);
        await item.locator('.action-menu-item').click({ timeout: 4000 });
        break;
      } catch (error) {
        if (attempt === 5) throw error;
        await this.page.keyboard.press('Escape');
      }
    }
    await item.waitFor({ state: 'detached' });
  }

  /** Follows the last link of the editor that reads `text` until the tab `name` is shown, by keyboard: where a link stands on the screen changes while its document is drawn anew. */
  async follow(text: string, name: string): Promise<void> {
    const { keyboard } = this.page;
    const tab = this.page.locator(`.tab.active[data-resource-name="${name}"]`);
    const find = this.page.locator('.find-widget.visible .find-part textarea');
    for (let attempt = 1; ; attempt++) {
      try {
        await this.editor().first().click({ timeout: 4000, position: { x: 300, y: 60 } });
        await keyboard.press('Control+End');
        await keyboard.press('Control+F');
        await find.fill(text, { timeout: 4000 });
        await keyboard.press('Shift+Enter');
        await keyboard.press('Escape');
        await find.waitFor({ state: 'hidden', timeout: 4000 });
        // From the selected word's end to its start, where its link is.
        await keyboard.press('ArrowLeft');
        await this.command('Open Link');
        await tab.waitFor({ timeout: 4000 });
        return;
      } catch (error) {
        if (attempt === 6) throw error;
        await keyboard.press('Escape');
      }
    }
  }

  /** Drags the side bar's edge until it is `width` pixels wide. */
  async widenSideBar(width: number): Promise<void> {
    const box = await this.page.locator('.part.sidebar').boundingBox();
    if (box === null) throw new Error('the side bar is closed');
    await this.page.mouse.move(box.x + box.width, 500);
    await this.page.mouse.down();
    await this.page.mouse.move(box.x + width, 500, { steps: 4 });
    await this.page.mouse.up();
  }

  /** What the active terminal shows, without colours. */
  async terminalText(): Promise<string> {
    const rows = await this.page.locator('.terminal-wrapper.active .xterm-rows > div, .xterm-accessibility-tree > div').allTextContents();
    return rows.join('\n').replaceAll('\u00a0', ' ');
  }

  /** What the messages say, read in the notification center: the Node host's smoke-test driver shows no toasts. Opens it. */
  async messages(): Promise<string[]> {
    const center = this.page.locator('.notifications-center.visible');
    if (await center.count() === 0) {
      await this.command('Notifications: Show Notifications');
      await center.waitFor();
    }
    return center.locator('.notification-list-item-message').allInnerTexts();
  }

  async clearMessages(): Promise<void> {
    await this.command('Notifications: Clear All Notifications');
    await this.page.locator('.notifications-center.visible').waitFor({ state: 'detached' });
  }

  /** The rows of the Problems view, which must be open, as accessible names. */
  async problems(): Promise<string[]> {
    return this.page.locator('.markers-panel .monaco-list-row').evaluateAll((rows) => rows.map((row) => row.getAttribute('aria-label') ?? row.textContent));
  }

  treeRow(text: string | RegExp): Locator {
    return this.page.locator('.part.sidebar .monaco-list-row', { hasText: text });
  }

  /** Opens a row of the tree; a click on a row that is drawn anew just then does nothing. */
  async expand(text: string): Promise<void> {
    const row = this.treeRow(text).first();
    for (let attempt = 1; await row.getAttribute('aria-expanded') !== 'true'; attempt++) {
      if (attempt === 6) throw new Error(`"${text}" does not open`);
      await this.#leaveRows();
      await row.click({ timeout: 4000 }).catch(() => undefined);
      await this.page.locator('.part.sidebar .monaco-list-row[aria-expanded="true"]', { hasText: text }).waitFor({ timeout: 3000 }).catch(() => undefined);
    }
  }

  /** What popped up under the resting pointer would lie over the rows that are clicked next. */
  async #leaveRows(): Promise<void> {
    await this.page.mouse.move(900, 500);
  }

  /** Saves a picture for people under test/e2e/screenshots (git-ignored; the best is copied to media). */
  async screenshot(name: string): Promise<void> {
    const dir = path.join(root, 'out', 'screenshots');
    mkdirSync(dir, { recursive: true });
    await this.page.screenshot({ path: path.join(dir, `${hostName}-${name}.png`) });
  }
}
