// What base64 stands for.

/** Undefined for what is no base64, or no text. */
export function decodedText(base64: string): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(Uint8Array.from(atob(base64.replaceAll(/\s/g, '')), (c) => c.charCodeAt(0)));
  } catch {
    return undefined;
  }
}
