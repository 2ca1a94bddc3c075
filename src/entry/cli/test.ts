// `podlab test`: runs the tests of `*.podlab-test.yaml` files, each in a simulated cluster of its own.
import { readdir, readFile, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { parseArgs } from 'node:util';
import { isTestFile } from '../../api/podlab/file-names.ts';
import type { TestResult } from '../../client/port/test-protocol.ts';
import { runPodTests } from '../pod-tests.ts';
import { diskFiles } from './disk-files.ts';
import { type FileReport, isAllPassed, jsonReport, junitReport, resultText, summaryText, type TestFormat, testFormats } from './test-report.ts';

const usage = `Usage: podlab test [--format ${testFormats.join('|')}] [--name TEXT] FILE|FOLDER…

Runs the tests of *.podlab-test.yaml files, each in a simulated cluster of its own whose time skips what nothing happens in.
Folders are searched for such files. --name runs only the tests whose name holds TEXT.
Ends with 1 when a test fails, 2 when the command cannot be run. docs/podlab-test.md says what a test is.
`;

interface Options {
  readonly format: TestFormat;
  readonly name: string | undefined;
  readonly paths: readonly string[];
}

/** `argv` begins after `test`. Resolves with the exit code. */
export async function testCommand(argv: readonly string[], io: { stdout(text: string): void; stderr(text: string): void }): Promise<number> {
  const options = readOptions(argv);
  if (typeof options === 'string') {
    if (options === 'help') io.stdout(usage);
    else io.stderr(`error: ${options}\n${usage}`);
    return options === 'help' ? 0 : 2;
  }
  const { format, paths } = options;
  let files: readonly string[];
  try {
    files = (await Promise.all(paths.map(testFilesOf))).flat();
  } catch (error) {
    io.stderr(`error: ${wordsOf(error)}\n`);
    return 2;
  }
  const interrupted = new AbortController();
  process.once('SIGINT', () => { interrupted.abort(); });
  const reports: FileReport[] = [];
  for (const file of files) reports.push(await runFile(file, options, interrupted.signal, format === 'text' ? io : { stdout: () => undefined, stderr: io.stderr }));
  if (reports.every(({ results, problem }) => results.length === 0 && problem === undefined)) {
    io.stderr('error: there is no such test\n');
    return 2;
  }
  io.stdout(format === 'json' ? jsonReport(reports) : format === 'junit' ? junitReport(reports) : summaryText(reports));
  return isAllPassed(reports) ? 0 : 1;
}

function readOptions(argv: readonly string[]): Options | string {
  try {
    const { values, positionals } = parseArgs({ args: [...argv], allowPositionals: true, options: { format: { type: 'string' }, name: { type: 'string' }, help: { type: 'boolean', short: 'h' } } });
    if (values.help === true) return 'help';
    const format = testFormats.find((known) => known === (values.format ?? 'text'));
    if (format === undefined) return `unknown format ${JSON.stringify(values.format)}: ${testFormats.join(', ')} are known`;
    return positionals.length === 0 ? 'no file given' : { format, name: values.name, paths: positionals };
  } catch (error) {
    return wordsOf(error);
  }
}

async function testFilesOf(path: string): Promise<string[]> {
  if (!(await stat(path)).isDirectory()) return [path];
  const entries = await readdir(path, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile() && isTestFile(entry.name)).map((entry) => join(entry.parentPath, entry.name)).filter((file) => !file.split(/[\\/]/).includes('node_modules'));
  if (files.length === 0) throw new Error(`${path} has no *.podlab-test.yaml files`);
  return files.sort();
}

async function runFile(file: string, { name: wanted }: Options, signal: AbortSignal, io: { stdout(text: string): void; stderr(text: string): void }): Promise<FileReport> {
  const results: TestResult[] = [];
  io.stdout(`${file}\n`);
  try {
    await runPodTests({
      text: await readFile(file, 'utf8'), source: file, signal,
      files: diskFiles(dirname(file)),
      hostTurn: () => new Promise((resolve) => { setImmediate(resolve); }),
      isWanted: (name) => wanted === undefined || name.includes(wanted),
      onError: (error) => { io.stderr(`bug: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`); },
      onResult: (result) => {
        results.push(result);
        io.stdout(resultText(file, result));
      },
    });
    return { file, results };
  } catch (error) {
    const problem = wordsOf(error);
    io.stdout(`  ✖ ${problem.replaceAll('\n', '\n    ')}\n`);
    return { file, results, problem };
  }
}

function wordsOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
