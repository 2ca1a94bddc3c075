// A manifest as a document of its own behind what a file has already.

/** `before` is the file's text up to the place where the manifest comes to stand. */
export function asDocument(manifest: string, before: string): string {
  const lines = before.split(/\r?\n/);
  const last = lines.at(-1) ?? '';
  const lineBreak = last === '' ? '' : '\n';
  const above = lines.findLast((line) => line.trim() !== '' && !line.startsWith('#'));
  return `${lineBreak}${above === undefined || /^---\s*$/.test(above) ? '' : '---\n'}${manifest}`;
}
