// Snippets are valid as they stand.
import { expect, it } from 'vitest';
import { manifestSnippets } from '../../src/language/completion/manifest-snippets.ts';
import { plainText } from '../../src/language/completion/snippet-text.ts';
import { diagnosticsOf } from './support/editor.ts';

it.each(manifestSnippets)('$label', ({ body }) => {
  expect(diagnosticsOf(plainText(body)).filter((d) => (d.severity ?? 1) <= 2)).toEqual([]);
});
