// Byte strings: inside containers all data is a string whose every character is one byte, as a C program sees it; text is decoded only at the doors.

/** A string in which every character is a byte (0–255). V8 stores it as one byte each; slices and joins are cheap. */
export type Bytes = string;

const encoder = new TextEncoder();
const decoder = new TextDecoder();

/** UTF-8 encodes `text`. */
export function bytesOfText(text: string): Bytes {
  for (let i = 0; i < text.length; i++) if (text.charCodeAt(i) > 127) return bytesOfArray(encoder.encode(text));
  return text;
}

/** Decodes UTF-8; bad sequences become U+FFFD. */
export function textOfBytes(bytes: Bytes): string {
  for (let i = 0; i < bytes.length; i++) if (bytes.charCodeAt(i) > 127) return decoder.decode(arrayOfBytes(bytes));
  return bytes;
}

export function bytesOfArray(array: Uint8Array): Bytes {
  let bytes = '';
  for (let at = 0; at < array.length; at += 8192) bytes += String.fromCharCode(...array.subarray(at, at + 8192));
  return bytes;
}

export function arrayOfBytes(bytes: Bytes): Uint8Array {
  const array = new Uint8Array(bytes.length);
  for (let i = 0; i < bytes.length; i++) array[i] = bytes.charCodeAt(i);
  return array;
}

const start = /^/;

/** Makes one piece of a string that was put together letter by letter: now, while it is small, and not when megabytes of such are read at once. A search by pattern does so in V8, and is not optimized away. */
export function flatten(bytes: Bytes): void {
  start.test(bytes);
}
