// What the scheduler would make of each Pod and template of a manifest that is still being written.
import { StatusError } from '../../api/meta/status-error.ts';
import type { Client } from '../../client/client.ts';
import { type ExplainCall, type ExplainedDocument, explainSchedulingPath, type SchedulingExplanation } from '../../client/scheduling-explanation.ts';
import { parseDocument } from '../../document/parse-document.ts';
import { splitStream } from '../../document/split-stream.ts';
import { valueOf } from '../../document/value.ts';
import { podOfObject } from './pod-of-object.ts';

/** In a text with more Pods than this the later ones are left out. */
const maxPods = 100;

/** Documents without Pods are left out; a broken document says only that it is there. Nothing is written. */
export async function explainDocuments(client: Client, { text, namespace }: ExplainCall): Promise<ExplainedDocument[]> {
  const explained: ExplainedDocument[] = [];
  let line = 0;
  for (const [documentIndex, piece] of splitStream(text).entries()) {
    const firstLine = line;
    line += piece.split('\n').length - 1;
    if (explained.length >= maxPods) break;
    const { root, findings } = parseDocument(piece);
    if (root === undefined) continue;
    const place = { documentIndex, startLine: firstLine + linesBefore(piece, root.start), endLine: firstLine + linesBefore(piece, piece.trimEnd().length) };
    if (findings.some(({ severity, code }) => severity === 'error' && code !== 'duplicate-key')) {
      explained.push({ ...place, kind: '', name: '' });
      continue;
    }
    const value = valueOf(root)?.value;
    const pod = podOfObject(value, namespace);
    if (pod === undefined) continue;
    const { kind, metadata } = value as { kind: string; metadata?: { name?: unknown } };
    explained.push({ ...place, kind, name: typeof metadata?.name === 'string' ? metadata.name : '', ...(await ask(client, pod)) });
  }
  return explained;
}

async function ask(client: Client, pod: unknown): Promise<Pick<ExplainedDocument, 'explanation' | 'refusal'>> {
  try {
    return { explanation: (await client.send({ verb: 'create', path: explainSchedulingPath, body: pod })).body as SchedulingExplanation };
  } catch (error) {
    if (error instanceof StatusError) return { refusal: error.message };
    throw error;
  }
}

function linesBefore(text: string, offset: number): number {
  return text.slice(0, offset).split('\n').length - 1;
}
