// Base64 of text in its URL alphabet without padding, as Go's RawURLEncoding.

const encoder = new TextEncoder();

export function base64UrlEncode(text: string): string {
  const bytes = encoder.encode(text);
  let binary = text;
  if (bytes.length !== text.length) {
    binary = '';
    for (const byte of bytes) binary += String.fromCharCode(byte);
  }
  return btoa(binary).replaceAll('+', '-').replaceAll('/', '_').replace(/=+$/, '');
}

/** Where it stops being base64, as Go's decoder says it, or the text. */
export function base64UrlDecode(text: string): string | { readonly illegalAt: number } {
  const wrong = /[^\w-]/.exec(text);
  if (wrong !== null) return { illegalAt: wrong.index };
  // One character alone ends no byte.
  if (text.length % 4 === 1) return { illegalAt: text.length - 1 };
  const binary = atob(text.replaceAll('-', '+').replaceAll('_', '/'));
  return new TextDecoder().decode(Uint8Array.from(binary, (c) => c.charCodeAt(0)));
}
