// What of its warnings a response carries: k8s.io/apiserver's warning recorder.

const truncateAtTotalRunes = 4096;
const truncateItemRunes = 256;

/** Each text once and in order; when all together are too long, the start of each, as many as fit. Texts that no header can hold are left out. */
export function recordedWarnings(texts: readonly string[]): string[] {
  const unique = [...new Set(texts)].filter((text) => text !== '' && !/\p{Cc}/u.test(text));
  const runes = unique.map((text) => Array.from(text));
  if (runes.reduce((sum, text) => sum + text.length, 0) <= truncateAtTotalRunes) return unique;
  let written = 0;
  const kept: string[] = [];
  // The text that exceeds the limit is recorded together with those before it; after it only what still fits.
  let plain = 0;
  const exceeding = runes.findIndex((text) => (plain += text.length) > truncateAtTotalRunes);
  for (const [i, text] of runes.entries()) {
    if (i > exceeding && written >= truncateAtTotalRunes) break;
    const head = text.slice(0, truncateItemRunes);
    written += head.length;
    kept.push(head.join(''));
  }
  return kept;
}
