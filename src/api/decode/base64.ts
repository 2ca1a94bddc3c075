// Standard base64 as Go's encoding/base64 reads it: line breaks skipped, the byte of the first fault named.

const clean = /^(?:[A-Za-z0-9+/]{4})*$/;

/** The same bytes in canonical base64, or the offset of the byte that is wrong. */
export function readBase64(text: string): string | { readonly illegalAt: number } {
  if (clean.test(text)) return text;
  const bytes = new TextEncoder().encode(text);
  const illegalAt = firstFault(bytes);
  return illegalAt === undefined ? btoa(atob(text.replace(/[\r\n]/g, ''))) : { illegalAt };
}

function isLineBreak(byte: number | undefined): boolean {
  return byte === 0x0a || byte === 0x0d;
}
function isDigit(byte: number): boolean {
  return /[A-Za-z0-9+/]/.test(String.fromCharCode(byte)) && byte < 0x80;
}

function firstFault(bytes: Uint8Array): number | undefined {
  const padding = 0x3d;
  let inGroup = 0;
  for (let at = 0; at < bytes.length; at++) {
    const byte = bytes[at] ?? 0;
    if (isLineBreak(byte)) continue;
    if (isDigit(byte)) {
      inGroup = (inGroup + 1) % 4;
      continue;
    }
    if (byte !== padding || inGroup < 2) return at;
    let next = at + 1;
    while (isLineBreak(bytes[next])) next++;
    if (inGroup === 2) {
      if (next >= bytes.length) return bytes.length;
      if (bytes[next] !== padding) return next - 1;
      next++;
      while (isLineBreak(bytes[next])) next++;
    }
    return next < bytes.length ? next : undefined;
  }
  return inGroup === 0 ? undefined : bytes.length - inGroup;
}
