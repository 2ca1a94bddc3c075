import { describe, expect, it } from 'vitest';
import { LineTable } from '../../../src/document/line-table.ts';
import { createLanguageService } from '../../../src/language/language-service.ts';
import { drain, uri } from '../support/editor.ts';
import { hostileInputs } from './inputs.ts';

/** The limit is 300 ms for each on a quiet machine. Processor time is told, which grows on a busy one too, if less. */
const slack = 3;

function cpuMs(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}

describe('a hostile file', () => {
  it.each(Object.entries(hostileInputs))('%s is answered', (_name, text) => {
    const service = createLanguageService();
    const start = cpuMs();
    service.open(uri, 1, text);
    const checking = service.diagnostics(uri);
    let longest = 0;
    let diagnostics;
    for (let last = cpuMs(); ; last = cpuMs()) {
      const step = checking.next();
      longest = Math.max(longest, cpuMs() - last);
      if (step.done === true) {
        diagnostics = step.value;
        break;
      }
    }
    const elapsed = cpuMs() - start;
    // Many documents are checked in turns, between which other requests are answered.
    expect(text.length > 500_000 && longest < elapsed / 2 ? longest : elapsed).toBeLessThan(300 * slack);
    const end = new LineTable(text);
    for (const { range } of diagnostics.slice(0, 500)) expect(end.offsetAt(range.end)).toBeLessThanOrEqual(text.length);
    const middle = end.positionAt(Math.floor(text.length / 2));
    service.completion(uri, middle);
    service.hover(uri, middle);
    service.codeActions(uri, { start: middle, end: middle });
    service.kubernetesDocuments(uri);
    expect(({} as { polluted?: unknown }).polluted).toBeUndefined();
  });

  it('does not stop other files from being answered', () => {
    const service = createLanguageService();
    service.open('file:///bad.yaml', 1, '['.repeat(100_000));
    service.open(uri, 1, 'apiVersion: v1\nkind: Pod\n');
    drain(service.diagnostics('file:///bad.yaml'));
    expect(service.completion(uri, { line: 2, character: 0 }).length).toBeGreaterThan(0);
  });
});
