// `podlab validate`: judges manifests in files and folders exactly as the editor does, and prints what it finds.
import { readdir, readFile, stat } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { type KubernetesVersion, kubernetesVersions } from '../../api/schema/versions.ts';
import type { FileFinding } from '../../language/finding.ts';
import { fileChecker } from '../../language/check-file.ts';

/** What the command may touch besides the files that it is given. */
export interface ValidateIo {
  stdout(text: string): void;
  stderr(text: string): void;
  /** All of standard input, for the file name `-`. */
  stdin(): Promise<Uint8Array>;
}

const usage = `Usage: podlab validate [--format text|json] [--kubernetes-version ${kubernetesVersions.join('|')}] FILE|FOLDER…

Checks Kubernetes manifests as the API server would. Folders are searched for .yaml, .yml and .json files; - is standard input.
The files are read together, as a workspace is: what one of them defines (custom kinds, names) or patches (a kustomization) is known to the others.
Prints file:line:column severity message per finding; ends with 1 if there is an error, 2 if the command cannot be run.
`;

/** The largest file that is read; an API server takes 3 MiB for one object. */
const maxBytes = 64 * 1024 * 1024;

interface Options {
  readonly format: 'text' | 'json';
  readonly kubernetesVersion: KubernetesVersion | undefined;
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
  const files = (await Promise.all(options.paths.map(filesOf))).flat();
  const checker = fileChecker(options.kubernetesVersion === undefined ? {} : { kubernetesVersion: options.kubernetesVersion });
  // Read twice rather than kept: a folder may hold more than memory does.
  for (const file of files.length < 2 ? [] : files) {
    if (file.path === '-') continue;
    const text = await readText(file, io);
    if (typeof text === 'string') checker.learn(uriOf(file), text);
  }
  const found: (FileFinding & { file: string })[] = [];
  for (const file of files) {
    const text = await readText(file, io);
    for (const finding of typeof text === 'string' ? checker.check(uriOf(file), text) : [text]) found.push({ ...finding, file: file.path });
  }
  // Hints are quiet advice for the editor's margin.
  const shown = found.filter((finding) => finding.severity !== 'hint');
  io.stdout(options.format === 'json' ? `${JSON.stringify(shown.map(jsonFinding), undefined, 1)}\n` : shown.map(textFinding).join(''));
  return found.some((finding) => finding.severity === 'error') ? 1 : 0;
}

function readOptions(argv: readonly string[]): Options | string {
  const paths: string[] = [];
  let format = 'text';
  let version: string | undefined;
  for (let i = 0; i < argv.length; i++) {
    const argument = argv[i] ?? '';
    if (argument === '-h' || argument === '--help') return 'help';
    if (argument === '--') {
      paths.push(...argv.slice(i + 1));
      break;
    }
    if (argument === '--format' || argument === '-o') format = argv[++i] ?? '';
    else if (argument.startsWith('--format=')) format = argument.slice('--format='.length);
    else if (argument === '--kubernetes-version') version = argv[++i] ?? '';
    else if (argument.startsWith('--kubernetes-version=')) version = argument.slice('--kubernetes-version='.length);
    else if (argument.startsWith('-') && argument !== '-') return `unknown option ${argument}`;
    else paths.push(argument);
  }
  if (format !== 'text' && format !== 'json') return `unknown format ${JSON.stringify(format)}: text and json are known`;
  const kubernetesVersion = kubernetesVersions.find((known) => known === version?.replace(/^v/, ''));
  if (version !== undefined && kubernetesVersion === undefined) return `unknown Kubernetes version ${JSON.stringify(version)}: ${kubernetesVersions.join(', ')} are known`;
  return paths.length === 0 ? 'no file given' : { format, kubernetesVersion, paths };
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

/** The text, or what is wrong with the file. */
async function readText({ path, problem }: InputFile, io: ValidateIo): Promise<string | FileFinding> {
  if (problem !== undefined) return unreadable(problem);
  try {
    return decodeText(path === '-' ? await io.stdin() : await readFile(path)) ?? unreadable('this is not a text file in UTF-8');
  } catch (error) {
    return unreadable(readProblem(error));
  }
}

function uriOf({ path }: InputFile): string {
  return path === '-' ? '' : pathToFileURL(resolve(path)).href;
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
