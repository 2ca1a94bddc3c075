import { describe, expect, it } from 'vitest';
import type { Diagnostic } from 'vscode-languageserver';
import { LineTable } from '../../../src/document/line-table.ts';
import { createLanguageService, type LanguageService } from '../../../src/language/language-service.ts';
import { slowness } from '../../support/yardstick.ts';
import { drain, uri } from '../support/editor.ts';
import { hostileInputs } from './inputs.ts';

/** Of processor time on the baseline's machine; it grows on a busy one too, if less: the least of three tries is held against it. */
const limitMs = 300;

function cpuMs(): number {
  const { user, system } = process.threadCpuUsage();
  return (user + system) / 1000;
}

interface Checked {
  readonly service: LanguageService;
  readonly diagnostics: readonly Diagnostic[];
  /** Of all, or of one turn where many documents are checked in turns, between which other requests are answered. */
  readonly ms: number;
}

function check(text: string): Checked {
  const service = createLanguageService();
  const start = cpuMs();
  service.open(uri, 1, text);
  const checking = service.diagnostics(uri);
  let longest = 0;
  for (let last = cpuMs(); ; last = cpuMs()) {
    const step = checking.next();
    longest = Math.max(longest, cpuMs() - last);
    if (step.done !== true) continue;
    const all = cpuMs() - start;
    return { service, diagnostics: step.value, ms: text.length > 500_000 && longest < all / 2 ? longest : all };
  }
}

describe('a hostile file', () => {
  it.each(Object.entries(hostileInputs))('%s is answered', (_name, text) => {
    let { service, diagnostics, ms } = check(text);
    for (let tries = 1; tries < 3 && ms >= limitMs; tries++) ({ service, diagnostics, ms } = check(text));
    if (ms >= limitMs) expect(ms).toBeLessThan(limitMs * slowness(cpuMs));
    const end = new LineTable(text);
    for (const { range } of diagnostics.slice(0, 500)) expect(end.offsetAt(range.end)).toBeLessThanOrEqual(text.length);
    const middle = end.positionAt(Math.floor(text.length / 2));
    drain(service.completion(uri, middle));
    drain(service.hover(uri, middle));
    drain(service.codeActions(uri, { start: middle, end: middle }));
    drain(service.kubernetesDocuments(uri));
    expect(({} as { polluted?: unknown }).polluted).toBeUndefined();
  });

  it('does not stop other files from being answered', () => {
    const service = createLanguageService();
    service.open('file:///bad.yaml', 1, '['.repeat(100_000));
    service.open(uri, 1, 'apiVersion: v1\nkind: Pod\n');
    drain(service.diagnostics('file:///bad.yaml'));
    expect(drain(service.completion(uri, { line: 2, character: 0 })).length).toBeGreaterThan(0);
  });
});
