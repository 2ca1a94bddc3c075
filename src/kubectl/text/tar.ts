// The tar format, as much as `kubectl cp` exchanges with a container: ustar headers, regular files and folders, long names.

export interface TarEntry {
  readonly path: string;
  /** Undefined for a folder. */
  readonly bytes: Uint8Array | undefined;
  /** Links and devices are named but carry nothing. */
  readonly type: 'file' | 'directory' | 'other';
}

const blockSize = 512;

/** An archive of files and folders. */
export function packTar(entries: readonly { readonly path: string; readonly bytes: Uint8Array | undefined }[]): Uint8Array {
  const blocks: Uint8Array[] = [];
  for (const { path, bytes } of entries) {
    const name = bytes === undefined && !path.endsWith('/') ? `${path}/` : path;
    const encoded = new TextEncoder().encode(name);
    if (encoded.length > 100) blocks.push(header('././@LongLink', encoded.length + 1, 'L'), padded(new Uint8Array([...encoded, 0])));
    blocks.push(header(name.slice(0, 100), bytes?.length ?? 0, bytes === undefined ? '5' : '0'));
    if (bytes) blocks.push(padded(bytes));
  }
  blocks.push(new Uint8Array(blockSize * 2));
  return concat(blocks);
}

function header(name: string, size: number, type: string): Uint8Array {
  const block = new Uint8Array(blockSize);
  const put = (text: string, at: number): void => { block.set(new TextEncoder().encode(text).slice(0, 100), at); };
  put(name, 0);
  put(type === '5' ? '0000755\0' : '0000644\0', 100);
  put('0000000\0', 108);
  put('0000000\0', 116);
  put(`${size.toString(8).padStart(11, '0')}\0`, 124);
  put('00000000000\0', 136);
  put('        ', 148);
  put(type, 156);
  put('ustar\u000000', 257);
  const sum = block.reduce((total, byte) => total + byte, 0);
  put(`${sum.toString(8).padStart(6, '0')}\0 `, 148);
  return block;
}

function padded(bytes: Uint8Array): Uint8Array {
  const whole = new Uint8Array(Math.ceil(bytes.length / blockSize) * blockSize);
  whole.set(bytes);
  return whole;
}

export function concat(parts: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

/** The entries of an archive; stops at the first damaged header. */
export function unpackTar(archive: Uint8Array): TarEntry[] {
  const entries: TarEntry[] = [];
  const text = (from: number, length: number): string => new TextDecoder().decode(archive.subarray(from, from + length)).replace(/\0.*$/s, '');
  let longName: string | undefined;
  for (let at = 0; at + blockSize <= archive.length; ) {
    const name = text(at, 100);
    const size = Number.parseInt(text(at + 124, 12).trim() || '0', 8);
    if (name === '' || Number.isNaN(size)) break;
    const type = String.fromCharCode(archive[at + 156] ?? 0);
    const prefix = text(at + 257, 5) === 'ustar' ? text(at + 345, 155) : '';
    const bytes = archive.slice(at + blockSize, at + blockSize + size);
    at += blockSize + Math.ceil(size / blockSize) * blockSize;
    if (type === 'L') {
      longName = new TextDecoder().decode(bytes).replace(/\0.*$/s, '');
      continue;
    }
    const path = longName ?? (prefix === '' ? name : `${prefix}/${name}`);
    longName = undefined;
    entries.push({ path, bytes: type === '5' ? undefined : bytes, type: type === '5' ? 'directory' : type === '0' || type === '\0' ? 'file' : 'other' });
  }
  return entries;
}
