// The terminal "kubectl" of a workbench, as a person types in it.
import { expect } from 'vitest';
import type { Workbench } from './workbench.ts';

/** Rows that go on in the next one are joined with it. */
function unwrapped(text: string): string {
  const rows = text.split('\n');
  const columns = Math.max(80, ...rows.map(({ length }) => length));
  return rows.map((row) => (row.length >= columns ? row : `${row}\n`)).join('');
}

export class KubectlTab {
  readonly #workbench: Workbench;

  private constructor(workbench: Workbench) {
    this.#workbench = workbench;
  }

  /** Opens it over the whole editor area, so that what is printed is seen. */
  static async open(workbench: Workbench): Promise<KubectlTab> {
    await workbench.command('Podlab: Open Built-in kubectl');
    await expect.poll(() => workbench.terminalText()).toMatch(/\$ *\n*$/);
    await workbench.command('View: Toggle Maximized Panel');
    return new KubectlTab(workbench);
  }

  /** Types a line and returns what was printed until the prompt is back; of long output the end. */
  async run(line: string): Promise<string> {
    await this.type('clear');
    await expect.poll(() => this.#workbench.terminalText(), { interval: 30 }).toMatch(/^\s*\$\s*$/);
    await this.type(line);
    await expect.poll(() => this.#workbench.terminalText(), { interval: 30, message: line }).toMatch(/\n\$\s*$/);
    return unwrapped(await this.#workbench.terminalText()).trimEnd().replace(/\n\$$/, '');
  }

  /** Runs the line again until what it prints matches. */
  async until(line: string, pattern: RegExp): Promise<string> {
    let text = '';
    await expect.poll(async () => (text = await this.run(line)), { interval: 200, timeout: 40_000, message: line }).toMatch(pattern);
    return text;
  }

  async type(line: string): Promise<void> {
    await this.#workbench.page.keyboard.type(line);
    await this.#workbench.page.keyboard.press('Enter');
  }

  /** Waits for text of a command that goes on. */
  async shows(pattern: RegExp): Promise<void> {
    await expect.poll(() => this.#workbench.terminalText(), { interval: 50 }).toMatch(pattern);
  }
}
