// The protobuf wire format: tags, varints and length-delimited bytes.

export class WireReader {
  readonly #bytes: Uint8Array;
  #at = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  get isAtEnd(): boolean {
    return this.#at >= this.#bytes.length;
  }

  /** The next field's number and wire type. */
  tag(): { readonly number: number; readonly wireType: number } {
    const tag = Number(this.varint());
    return { number: tag >>> 3, wireType: tag & 7 };
  }

  /** Up to 64 bits, as an unsigned number. */
  varint(): bigint {
    let value = 0n;
    for (let shift = 0n; shift < 70n; shift += 7n) {
      const byte = this.#bytes[this.#at++];
      if (byte === undefined) throw new RangeError('unexpected EOF');
      value |= BigInt(byte & 0x7f) << shift;
      if (byte < 0x80) return BigInt.asUintN(64, value);
    }
    throw new RangeError('proto: integer overflow');
  }

  int(): number {
    return Number(BigInt.asIntN(64, this.varint()));
  }

  /** A view, not a copy. */
  bytes(): Uint8Array {
    const length = Number(this.varint());
    const start = this.#at;
    this.#skip(length);
    return this.#bytes.subarray(start, this.#at);
  }

  skip(wireType: number): void {
    if (wireType === 0) this.varint();
    else if (wireType === 1) this.#skip(8);
    else if (wireType === 2) this.bytes();
    else if (wireType === 5) this.#skip(4);
    else throw new RangeError(`proto: illegal wireType ${wireType}`);
  }

  #skip(length: number): void {
    if (this.#at + length > this.#bytes.length) throw new RangeError('unexpected EOF');
    this.#at += length;
  }
}
