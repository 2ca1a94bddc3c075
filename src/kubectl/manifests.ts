// Manifests as kubectl reads them: files, folders and standard input into objects with their source.
import { parseDocument } from '../document/parse-document.ts';
import { splitStream } from '../document/split-stream.ts';
import { valueOf } from '../document/value.ts';
import { sortKeys } from '../api/field/go-text.ts';
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
  if (/^\s*\{/.test(text)) {
    const json = parseJsonValues(text);
    if (json) return { manifests: json.map((value, documentIndex) => ({ source, documentIndex, value: sortKeys(value) })) };
  }
  const manifests: Manifest[] = [];
  let firstLine = 0;
  for (const [documentIndex, piece] of splitStream(text).entries()) {
    const parsed = parseDocument(piece);
    const [broken] = parsed.findings.filter(({ severity, code }) => severity === 'error' && code !== 'duplicate-key').sort((a, b) => a.start - b.start);
    const value = broken ? undefined : valueOf(parsed.root);
    if (broken || value === undefined) {
      const line = firstLine + lineOf(piece, broken?.start ?? 0);
      return { manifests, error: new KubectlError(`error parsing ${source}: error converting YAML to JSON: yaml: line ${line}: ${yamlProblem(piece, broken)}`) };
    }
    firstLine += piece.split('\n').length - 1;
    if (value.value !== null) manifests.push({ source, documentIndex, value: sortKeys(value.value) });
  }
  return { manifests };
}

function lineOf(text: string, offset: number): number {
  return text.slice(0, offset).split('\n').length;
}

/** go-yaml's words for what the parser found. */
function yamlProblem(text: string, finding: { readonly start: number; readonly code: string } | undefined): string {
  if (!finding) return 'document contains excessive aliasing';
  const lineStart = text.lastIndexOf('\n', Math.max(0, finding.start - 1)) + 1;
  const before = text.slice(lineStart, finding.start + 1);
  if (/^\s*\t/.test(before) || text.charAt(finding.start) === '\t') return 'found character that cannot start any token';
  if (finding.code === 'block-as-implicit-key') return 'mapping values are not allowed in this context';
  if (finding.code === 'unknown-anchor') return 'unknown anchor';
  return 'did not find expected key';
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
