// Cuts a YAML stream into its documents' lines: at `---` and after `...`, which YAML forbids inside any scalar at column 0.

/** The documents' texts; together they are the whole text. Directives and comments before a `---` belong to the document that it starts only if a directive is among them. */
export function splitStream(text: string): string[] {
  const pieces: string[] = [];
  let start = 0;
  let hasDirective = false;
  let hasContent = false;
  for (let at = 0; at < text.length; ) {
    const next = nextLine(text, at);
    const marker = markerAt(text, at);
    if (marker === '---' && at > start && !(hasDirective && !hasContent)) {
      pieces.push(text.slice(start, at));
      start = at;
    }
    if (marker === '...') {
      pieces.push(text.slice(start, next));
      start = next;
      hasDirective = false;
      hasContent = false;
    } else if (marker === '---') {
      hasDirective = false;
      hasContent = true;
    } else {
      const first = text.charAt(at);
      if (first === '%' && !hasContent) hasDirective = true;
      else if (first !== '#' && !isBlankLine(text, at, next)) hasContent = true;
    }
    at = next;
  }
  if (start < text.length || pieces.length === 0) pieces.push(text.slice(start));
  return pieces;
}

/** The document marker that a line starts with. */
function markerAt(text: string, at: number): '---' | '...' | undefined {
  const marker = text.startsWith('---', at) ? '---' : text.startsWith('...', at) ? '...' : undefined;
  if (marker === undefined || at + 3 >= text.length) return marker;
  const after = text.charCodeAt(at + 3);
  return after === 32 || after === 9 || after === 10 || after === 13 ? marker : undefined;
}

function nextLine(text: string, at: number): number {
  for (let i = at; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code === 10 || (code === 13 && text.charCodeAt(i + 1) !== 10)) return i + 1;
  }
  return text.length;
}

function isBlankLine(text: string, from: number, to: number): boolean {
  for (let i = from; i < to; i++) if (text.charCodeAt(i) > 32 && text.charCodeAt(i) !== 0xfeff) return false;
  return true;
}
