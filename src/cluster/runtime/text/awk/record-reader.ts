// Reads awk's records.
import { LineReader } from '../../commands/command.ts';
import type { OpenFile } from '../../process/open-file.ts';
import type { Process } from '../../process/process.ts';

/** Splits input into records by RS. */
export class RecordReader {
  readonly #process: Process;
  readonly #file: OpenFile;
  readonly #lines: LineReader;
  #buffer: string | undefined;

  constructor(process: Process, file: OpenFile) {
    this.#process = process;
    this.#file = file;
    this.#lines = new LineReader(process, file);
  }

  async next(separator: string): Promise<string | undefined> {
    if (separator === '\n' && this.#buffer === undefined) return this.#lines.next();
    if (this.#buffer === undefined) {
      this.#buffer = '';
      for (let bytes = await this.#file.read(this.#process, 65536); bytes !== ''; bytes = await this.#file.read(this.#process, 65536)) {
        this.#process.allocate(bytes.length);
        this.#buffer += bytes;
      }
    }
    if (separator === '') this.#buffer = this.#buffer.replace(/^\n+/, '');
    if (this.#buffer === '') return undefined;
    const found = separator === '' ? /\n{2,}/.exec(this.#buffer) : separator.length === 1 ? { index: this.#buffer.indexOf(separator), 0: separator } : new RegExp(separator).exec(this.#buffer);
    if (!found || found.index < 0) {
      const record = this.#buffer;
      this.#buffer = '';
      return record;
    }
    const record = this.#buffer.slice(0, found.index);
    this.#buffer = this.#buffer.slice(found.index + found[0].length);
    return record;
  }
}
