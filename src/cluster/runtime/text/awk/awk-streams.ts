// What an awk program reads and writes: its operands, files, and commands at the other end of a pipe.
import { openInput, pathOf } from '../../commands/command.ts';
import { startChild } from '../../commands/children.ts';
import { Errno } from '../../process/errno.ts';
import { type OpenFile, Pipe } from '../../process/open-file.ts';
import type { Process } from '../../process/process.ts';
import type { AwkState } from './awk-state.ts';
import { toNumber } from './awk-values.ts';
import { RecordReader } from './record-reader.ts';

interface Output {
  readonly file: OpenFile;
  readonly child?: Process;
}

interface Source {
  readonly reader: RecordReader;
  readonly child?: Process;
}

/** The inputs and outputs of one run. */
export class AwkStreams {
  readonly #process: Process;
  readonly #state: AwkState;
  readonly #operands: readonly string[];
  readonly #outputs = new Map<string, Output>();
  readonly #sources = new Map<string, Source>();
  #reader: RecordReader | undefined;
  #operandAt = 0;
  #hasOpened = false;
  #buffered = '';

  constructor(process: Process, state: AwkState, operands: readonly string[]) {
    this.#process = process;
    this.#state = state;
    this.#operands = operands;
  }

  /** `nextfile`: the rest of the current operand is passed over. */
  skipFile(): void {
    this.#reader = undefined;
  }

  /** The next record of a file or command that `getline` names: undefined at its end, -1 when it cannot be read. */
  async readFrom(kind: 'file' | 'command', name: string): Promise<string | -1 | undefined> {
    await this.flush();
    let source = this.#sources.get(name);
    if (!source) {
      const opened = kind === 'command' ? await this.#commandSource(name) : this.#fileSource(name);
      if (!opened) return -1;
      source = opened;
      this.#sources.set(name, source);
    }
    return source.reader.next(this.#state.string('RS'));
  }

  /** Writes to standard output, or to the file or command `name`. */
  async print(text: string, op?: '>' | '>>' | '|', name = ''): Promise<void> {
    if (op === undefined) {
      this.#buffered += text;
      if (this.#buffered.length > 4096 || this.#process.files.get(1)?.isTty) await this.flush();
      return;
    }
    if (name === '/dev/stdout' || name === '/dev/stderr') {
      await this.flush();
      await this.#process.write(name === '/dev/stdout' ? 1 : 2, text);
      return;
    }
    let output = this.#outputs.get(name);
    if (!output) {
      await this.flush();
      output = op === '|' ? await this.#commandOutput(name) : { file: this.#process.fs.open(pathOf(this.#process, name), { write: true, create: true, truncate: op === '>', append: op === '>>' }, this.#process) };
      this.#outputs.set(name, output);
    }
    await output.file.write(this.#process, text);
  }

  /** Ends everything that is open. */
  async closeAll(): Promise<void> {
    await this.flush();
    for (const name of [...this.#outputs.keys()]) await this.close(name);
  }

  /** Runs a command to its end; its status. */
  async system(command: string): Promise<number> {
    await this.flush();
    const child = await startChild(this.#process, ['sh', '-c', command]);
    return typeof child === 'number' ? child : this.#process.waitFor(child);
  }

  async nextRecord(): Promise<string | undefined> {
    for (;;) {
      if (!this.#reader && !(await this.#openNext())) return undefined;
      const record = await this.#reader?.next(this.#state.string('RS'));
      if (record !== undefined) {
        this.#state.globals.set('NR', toNumber(this.#state.scalar('NR')) + 1);
        this.#state.globals.set('FNR', toNumber(this.#state.scalar('FNR')) + 1);
        return record;
      }
      this.#reader = undefined;
    }
  }

  async #openNext(): Promise<boolean> {
    while (this.#operandAt < this.#operands.length) {
      const operand = this.#operands[this.#operandAt++] ?? '';
      const assignment = /^([A-Za-z_]\w*)=([^]*)$/.exec(operand);
      if (assignment) {
        this.#state.setVariable(assignment[1] ?? '', assignment[2] ?? '');
        continue;
      }
      this.#hasOpened = true;
      try {
        this.#reader = new RecordReader(this.#process, openInput(this.#process, operand));
        this.#state.globals.set('FILENAME', operand);
        this.#state.globals.set('FNR', 0);
        return true;
      } catch (error) {
        if (!(error instanceof Errno)) throw error;
        await this.#process.write(2, `awk: ${operand}: ${error.message}\n`);
        this.#state.exitCode = 1;
      }
    }
    if (this.#hasOpened) return false;
    this.#hasOpened = true;
    this.#reader = new RecordReader(this.#process, this.#process.file(0));
    return true;
  }

  #fileSource(name: string): Source | undefined {
    try {
      return { reader: new RecordReader(this.#process, openInput(this.#process, name)) };
    } catch (error) {
      if (error instanceof Errno) return undefined;
      throw error;
    }
  }

  async #commandSource(command: string): Promise<Source | undefined> {
    const pipe = new Pipe();
    const reader = pipe.readEnd();
    const saved = this.#process.files.get(1);
    const writer = pipe.writeEnd();
    this.#process.files.set(1, writer);
    writer.references++;
    const child = await startChild(this.#process, ['sh', '-c', command]);
    this.#process.files.delete(1);
    if (--writer.references === 0) writer.close();
    if (saved) this.#process.files.set(1, saved);
    if (typeof child === 'number') return undefined;
    return { reader: new RecordReader(this.#process, reader), child };
  }

  async #commandOutput(command: string): Promise<Output> {
    const pipe = new Pipe();
    const reader = pipe.readEnd();
    const saved = this.#process.files.get(0);
    reader.references++;
    this.#process.files.set(0, reader);
    const child = await startChild(this.#process, ['sh', '-c', command]);
    this.#process.files.delete(0);
    if (--reader.references === 0) reader.close();
    if (saved) this.#process.files.set(0, saved);
    return { file: pipe.writeEnd(), ...(typeof child !== 'number' && { child }) };
  }

  async close(name: string): Promise<number> {
    await this.flush();
    const output = this.#outputs.get(name);
    const source = this.#sources.get(name);
    this.#outputs.delete(name);
    this.#sources.delete(name);
    if (output?.child) {
      output.file.close();
      return this.#process.waitFor(output.child);
    }
    if (source?.child) return this.#process.waitFor(source.child);
    return output || source ? 0 : -1;
  }

  async flush(): Promise<void> {
    const text = this.#buffered;
    this.#buffered = '';
    await this.#process.write(1, text);
  }
}
