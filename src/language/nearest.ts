// "Did you mean": the candidate that a mistyped name is nearest to.

/** The nearest of the candidates, or undefined when none is near enough to be meant. Case alone is no distance. */
export function nearest(name: string, candidates: Iterable<string>): string | undefined {
  if (name.length === 0 || name.length > 80) return undefined;
  const lower = name.toLowerCase();
  const most = Math.max(1, Math.min(3, Math.floor(name.length / 3)));
  let best: string | undefined;
  let bestDistance = most + 1;
  for (const candidate of candidates) {
    if (Math.abs(candidate.length - name.length) > most) {
      if (bestDistance > most && name.length >= 4 && (candidate.toLowerCase().startsWith(lower) || lower.startsWith(candidate.toLowerCase()) && candidate.length >= 4)) best ??= candidate;
      continue;
    }
    const distance = editDistance(lower, candidate.toLowerCase());
    if (distance < bestDistance) [best, bestDistance] = [candidate, distance];
  }
  return best;
}

/** The field that an unknown one was meant to be: the nearest, or the only one whose name ends with it or that it ends with (`port` for `containerPort`, `configMapName` for `name`), required ones first. */
export function meantField(name: string, fields: readonly { readonly name: string; readonly isRequired: boolean }[]): string | undefined {
  const near = nearest(name, fields.map((field) => field.name));
  if (near !== undefined || name.length < 4) return near;
  const lower = name.toLowerCase();
  const ends = fields.filter((field) => field.name.toLowerCase().endsWith(lower) || (field.name.length >= 4 && lower.endsWith(field.name.toLowerCase())));
  const required = ends.filter((field) => field.isRequired);
  return required.length === 1 ? required[0]?.name : ends.length === 1 ? ends[0]?.name : undefined;
}

/** Damerau-Levenshtein distance (neighbours swapped count once). */
function editDistance(a: string, b: string): number {
  let before: number[] = [];
  let row = Array.from({ length: b.length + 1 }, (_, i) => i);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const same = a[i - 1] === b[j - 1] ? 0 : 1;
      let least = Math.min((next[j - 1] ?? 0) + 1, (row[j] ?? 0) + 1, (row[j - 1] ?? 0) + same);
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) least = Math.min(least, (before[j - 2] ?? 0) + 1);
      next.push(least);
    }
    before = row;
    row = next;
  }
  return row[b.length] ?? 0;
}
