// Manifests as kubectl reads them: files, folders and standard input into objects with their source.
import { readAsGo } from '../document/go-yaml-reader.ts';
import { parseDocument } from '../document/parse-document.ts';
import { splitStream } from '../document/split-stream.ts';
import { valueOf } from '../document/value.ts';
import { parseJson } from '../api/decode/json-text.ts';
import { byteLength, sortKeys } from '../api/field/go-text.ts';
import { KubectlError } from './errors.ts';
import type { KubectlIo } from './io.ts';

/** A text with YAML documents or JSON values. `source` is its name in messages. */
export interface ManifestText {
  readonly source: string;
  readonly text: string;
}

/** One value of a manifest, its keys in order as Go writes maps; comments and empty documents are no values. */
export interface Manifest {
  readonly source: string;
  /** Position of its document among the text's documents, empty ones counted. */
  readonly documentIndex: number;
  readonly value: unknown;
}

export interface ParsedManifests {
  readonly manifests: readonly Manifest[];
  /** Where parsing stopped. */
  readonly error?: KubectlError;
}

/** Reads the values of one text in order, up to the first that cannot be parsed. */
export function parseManifests({ source, text }: ManifestText): ParsedManifests {
  const isJson = /^\s*\{/.test(text);
  const json = isJson ? parseJsonValues(text) : undefined;
  if (json) return { manifests: json.map((value, documentIndex) => ({ source, documentIndex, value: sortKeys(value) })) };
  const manifests: Manifest[] = [];
  for (const [documentIndex, piece] of splitStream(text).entries()) {
    const part = withoutSeparator(piece, documentIndex);
    const read = readAsGo(part);
    const parsed = parseDocument(read.problem === undefined ? part.slice(0, read.end) : '');
    const isBroken = parsed.findings.some(({ severity, code }) => severity === 'error' && code !== 'duplicate-key');
    const problem = read.problem?.text ?? (isBroken ? 'did not find expected key' : undefined);
    const value = problem === undefined ? valueOf(parsed.root) : undefined;
    if (value === undefined) return { manifests, error: new KubectlError(`error parsing ${source}: ${isJson && documentIndex === 0 ? jsonProblem(text) : `error converting YAML to JSON: yaml: ${problem ?? 'document contains excessive aliasing'}`}`) };
    if (value.value !== null) manifests.push({ source, documentIndex, value: sortKeys(value.value) });
  }
  return { manifests };
}

/** kubectl cuts a stream at its separators, and counts the lines of each part by themselves. */
function withoutSeparator(piece: string, documentIndex: number): string {
  return documentIndex > 0 && piece.startsWith('---') ? piece.replace(/^.*\n?/, '') : piece;
}

/** What begins as JSON and is neither that nor YAML is told as JSON; a position is how many bytes were read. */
function jsonProblem(text: string): string {
  const parsed = parseJson(text);
  return parsed.error === undefined ? '' : `json: offset ${byteLength(text.slice(0, parsed.offset)) + 1}: ${parsed.error}`;
}

/** One or several JSON values in a row; undefined when it is not JSON. */
function parseJsonValues(text: string): unknown[] | undefined {
  try {
    return [JSON.parse(text) as unknown];
  } catch {
    return undefined;
  }
}

/** The texts that `-f` options name: `-` is standard input, folders give their manifests, commas and repeats add up. */
export async function readManifestTexts(io: KubectlIo, names: readonly string[], isRecursive: boolean): Promise<ManifestText[]> {
  const texts: ManifestText[] = [];
  for (const name of names) {
    if (name === '-') {
      texts.push({ source: 'STDIN', text: io.stdin });
      continue;
    }
    if (/^https?:\/\//.test(name)) throw new KubectlError(`unable to read URL "${name}", this kubectl does not fetch manifests from the network`);
    for (const file of await io.readFile(name, { isRecursive })) texts.push({ source: file.path, text: file.text });
  }
  return texts;
}
