// `podlab validate`: judges manifests in files and folders exactly as the editor does, and prints what it finds.
import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { FileFinding } from '../../language/finding.ts';
import { checkFile } from '../../language/check-file.ts';

/** What the command may touch besides the files that it is given. */
export interface ValidateIo {
  stdout(text: string): void;
  stderr(text: string): void;
  /** All of standard input, for the file name `-`. */
  stdin(): Promise<Uint8Array>;
}

const usage = `Usage: podlab validate [--format text|json] FILE|FOLDER…

Checks Kubernetes manifests as the API server would. Folders are searched for .yaml, .yml and .json files; - is standard input.
Prints file:line:column severity message per finding; ends with 1 if there is an error, 2 if the command cannot be run.
`;

/** The largest file that is read; an API server takes 3 MiB for one object. */
const maxBytes = 64 * 1024 * 1024;

interface Options {
  readonly format: 'text' | 'json';
  readonly paths: readonly string[];
}

/** `argv` begins after `validate`. Resolves with the exit code. */
export async function validateCommand(argv: readonly string[], io: ValidateIo): Promise<number> {
  const options = readOptions(argv);
  if (typeof options === 'string') {
    if (options === 'help') io.stdout(usage);
    else io.stderr(`error: ${options}\n${usage}`);
    return options === 'help' ? 0 : 2;
  }
  const found: (FileFinding & { file: string })[] = [];
  for (const path of options.paths) {
    for (const file of await filesOf(path)) found.push(...(await findingsOfFile(file, io)).map((finding) => ({ ...finding, file: file.path })));
  }
  // Hints are quiet advice for the editor's margin.
  const shown = found.filter((finding) => finding.severity !== 'hint');
  io.stdout(options.format === 'json' ? `${JSON.stringify(shown.map(jsonFinding), undefined, 1)}\n` : shown.map(textFinding).join(''));
  return found.some((finding) => finding.severity === 'error') ? 1 : 0;
}

function readOptions(argv: readonly string[]): Options | string {
  const paths: string[] = [];
  let format = 'text';
  for (let i = 0; i < argv.length; i++) {
    const argument = argv[i] ?? '';
    if (argument === '-h' || argument === '--help') return 'help';
    if (argument === '--') {
      paths.push(...argv.slice(i + 1));
      break;
    }
    if (argument === '--format' || argument === '-o') format = argv[++i] ?? '';
    else if (argument.startsWith('--format=')) format = argument.slice('--format='.length);
    else if (argument.startsWith('-') && argument !== '-') return `unknown option ${argument}`;
    else paths.push(argument);
  }
  if (format !== 'text' && format !== 'json') return `unknown format ${JSON.stringify(format)}: text and json are known`;
  return paths.length === 0 ? 'no file given' : { format, paths };
}

/** A file to read, or what is wrong with its path. */
interface InputFile {
  readonly path: string;
  readonly problem?: string;
}

async function filesOf(path: string): Promise<InputFile[]> {
  if (path === '-') return [{ path }];
  try {
    const info = await stat(path);
    if (!info.isDirectory()) return [info.size > maxBytes ? { path, problem: `the file is too large to check: ${info.size} bytes` } : { path }];
    const names = (await readdir(path, { recursive: true, withFileTypes: true })).filter((entry) => entry.isFile() && /\.(?:ya?ml|json)$/i.test(entry.name));
    const files = names.map((entry) => join(entry.parentPath, entry.name)).filter((file) => !file.split(/[\\/]/).includes('node_modules')).sort();
    return files.length === 0 ? [{ path, problem: 'the folder has no .yaml, .yml or .json files' }] : files.map((file) => ({ path: file }));
  } catch (error) {
    return [{ path, problem: readProblem(error) }];
  }
}

async function findingsOfFile({ path, problem }: InputFile, io: ValidateIo): Promise<readonly FileFinding[]> {
  if (problem !== undefined) return [unreadable(problem)];
  try {
    const bytes = path === '-' ? await io.stdin() : await readFile(path);
    const text = decodeText(bytes);
    return text === undefined ? [unreadable('this is not a text file in UTF-8')] : checkFile(text);
  } catch (error) {
    return [unreadable(readProblem(error))];
  }
}

function readProblem(error: unknown): string {
  const code = (error as { code?: unknown } | undefined)?.code;
  if (code === 'ENOENT') return 'no such file or folder';
  if (code === 'EACCES' || code === 'EPERM') return 'permission denied';
  return error instanceof Error ? error.message : String(error);
}

function unreadable(message: string): FileFinding {
  const start = { line: 0, character: 0 };
  return { range: { start, end: start }, severity: 'error', code: 'unreadable', message, related: [], isUnnecessary: false };
}

/** UTF-8, or UTF-16 with its mark; undefined for what is no text. */
function decodeText(bytes: Uint8Array): string | undefined {
  const encoding = bytes[0] === 0xff && bytes[1] === 0xfe ? 'utf-16le' : bytes[0] === 0xfe && bytes[1] === 0xff ? 'utf-16be' : 'utf-8';
  try {
    const text = new TextDecoder(encoding, { fatal: true }).decode(bytes);
    return text.slice(0, 8000).includes('\0') ? undefined : text;
  } catch {
    return undefined;
  }
}

interface Located extends FileFinding {
  readonly file: string;
}

function textFinding({ file, range, severity, message }: Located): string {
  return `${file}:${range.start.line + 1}:${range.start.character + 1} ${severity} ${message.replaceAll(/\s*\n\s*/g, ' ')}\n`;
}

function jsonFinding({ file, range, severity, code, message }: Located): unknown {
  return {
    file, line: range.start.line + 1, column: range.start.character + 1, endLine: range.end.line + 1, endColumn: range.end.character + 1,
    severity, code, message,
  };
}
