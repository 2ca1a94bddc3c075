// Applying manifests with an outcome for each document, for callers that show results where the documents stand.
import type { KubeObject } from '../../api/meta/object.ts';
import type { Status } from '../../api/generated/meta-v1.ts';
import { StatusError } from '../../api/meta/status-error.ts';
import type { ResourceRef } from '../../client/transport.ts';
import { infosOfTexts, infoText } from '../builder/infos.ts';
import { parseFlags } from '../flags.ts';
import { globalFlags } from '../command.ts';
import { describeFailure, messageForError } from '../errors.ts';
import type { KubectlIo } from '../io.ts';
import { parseManifests, type ManifestText } from '../manifests.ts';
import { Session } from '../session.ts';
import { applyObject, type ApplyOptions } from './apply-object.ts';

/** What became of one document of a text. */
export interface ApplyOutcome {
  readonly source: string;
  /** Among the text's YAML documents, empty ones counted. */
  readonly documentIndex: number;
  readonly ref?: ResourceRef;
  readonly kind: string;
  readonly name: string;
  readonly namespace?: string;
  readonly verb: 'created' | 'configured' | 'unchanged' | 'failed';
  /** The refusal, when the server refused. */
  readonly status?: Status;
  /** What kubectl would say. */
  readonly message: string;
}

/** Applies as `kubectl apply -f` does, one document after the other; a failed one does not stop the others. */
export async function* applyManifests(texts: readonly ManifestText[], io: KubectlIo, options: Partial<ApplyOptions> = {}): AsyncGenerator<ApplyOutcome> {
  const session = await Session.open(io, parseFlags([], globalFlags).values);
  for (const text of texts) {
    const { manifests, error } = parseManifests(text);
    for (const { documentIndex, value } of manifests) yield* applyDocument(session, text.source, documentIndex, value, options);
    if (error) yield { source: text.source, documentIndex: manifests.length, kind: '', name: '', verb: 'failed', message: describeFailure(error).text.trimEnd() };
  }
}

async function* applyDocument(session: Session, source: string, documentIndex: number, value: unknown, options: Partial<ApplyOptions>): AsyncGenerator<ApplyOutcome> {
  const { kind = '', metadata } = (value ?? {}) as Partial<KubeObject>;
  const { infos, errors } = await infosOfTexts(session, [{ source, text: JSON.stringify(value) }], { isValidated: true });
  const base = { source, documentIndex };
  for (const error of errors) yield { ...base, kind: String(kind), name: metadata?.name ?? '', verb: 'failed', message: describeFailure(error).text.trimEnd() };
  for (const info of infos) {
    const { resource, name, namespace } = info;
    const about = { ...base, ref: { group: resource.group, version: resource.version, resource: resource.resource }, kind: resource.kind, name, ...(namespace !== undefined && { namespace }) };
    try {
      const { verb } = await applyObject(session, info, { ...defaultApplyOptions, ...options });
      const said = verb === 'serverside-applied' ? 'configured' : verb;
      yield { ...about, verb: said, message: `${infoText(info)} ${verb}` };
    } catch (error) {
      const invalid = error instanceof StatusError && error.reason === 'Invalid';
      yield { ...about, verb: 'failed', ...(error instanceof StatusError && { status: error.status }), message: invalid ? describeFailure(error).text.trimEnd() : messageForError(error) };
    }
  }
}

const defaultApplyOptions: ApplyOptions = {
  dryRun: 'none',
  fieldManager: 'kubectl-client-side-apply',
  fieldValidation: 'Strict',
  isServerSide: false,
  forcesConflicts: false,
  deletes: undefined,
  overwrites: true,
};
