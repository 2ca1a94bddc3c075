// Which Warning headers a response may carry: k8s.io/apiserver's warning recorder.

const maxTotalRunes = 4 * 1024;
const maxItemRunes = 256;

/** The texts without repetitions; when they are too long together, each is cut and the rest left out. */
export function recordWarnings(texts: readonly string[]): string[] {
  const unique = [...new Set(texts)].filter((text) => text !== '');
  const lengthOf = (text: string): number => Array.from(text).length;
  if (unique.reduce((sum, text) => sum + lengthOf(text), 0) <= maxTotalRunes) return unique;
  const kept: string[] = [];
  for (let written = 0, i = 0; i < unique.length && written < maxTotalRunes; i++) {
    const text = Array.from(unique[i] ?? '').slice(0, maxItemRunes).join('');
    kept.push(text);
    written += lengthOf(text);
  }
  return kept;
}
