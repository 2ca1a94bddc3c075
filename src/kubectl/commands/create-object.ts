// What imperative commands do with the object they made: print it, or create it and say so.
import type { KubeObject } from '../../api/meta/object.ts';
import { withLastApplied } from '../apply/last-applied.ts';
import type { Invocation } from '../command.ts';
import { kindText } from '../discovery.ts';
import { errorMessage, KubectlError } from '../errors.ts';
import { inGoOrder } from '../printers/go-order.ts';
import { toGoJson } from '../printers/json.ts';
import { printerOf, withoutManagedFields } from '../printers/printer.ts';
import { dryRunOf, dryRunSuffix, fieldValidationOf, writeQuery } from './dry-run.ts';

/** An object as a command makes it: no uid yet. */
export type NewObject = Readonly<Record<string, unknown>> & { readonly apiVersion: string; readonly kind: string; readonly metadata: { readonly name: string; readonly namespace?: string } };

export interface CreateOptions {
  /** `created`, `exposed` … */
  readonly verb?: string;
  /** How kubectl wraps a refusal, e.g. `failed to create configmap`. */
  readonly failure?: string;
  /** The group in the message, where it differs from the object's. */
  readonly group?: string;
  /** Its own printer, shared by several objects. */
  readonly printer?: Awaited<ReturnType<typeof printerOf>>;
  /** Says nothing. */
  readonly isQuiet?: boolean;
}

/** Creates the object unless it is a client dry run; prints as `-o` says. Resolves with what the server made of it. */
export async function createObject(invocation: Invocation, made: NewObject, options: CreateOptions = {}): Promise<KubeObject> {
  const { session, flags } = invocation;
  const dryRun = dryRunOf(flags, session);
  const printer = options.printer ?? (await printerOf(flags, session.io));
  const resource = (await session.discovery()).findKind(made.apiVersion, made.kind);
  const inNamespace = session.isNamespaceEnforced && (resource?.isNamespaced ?? true) ? { ...made, metadata: { ...made.metadata, namespace: session.namespace } } : made;
  let object = inNamespace as unknown as KubeObject;
  if (flags.bool('save-config')) object = withLastApplied(object);
  if (dryRun !== 'client') {
    if (!resource) throw new KubectlError(`no matches for kind "${made.kind}" in version "${made.apiVersion}"`);
    const fieldValidation = flags.isSet('validate') || flags.string('validate') !== '' ? fieldValidationOf(flags) : undefined;
    const query = writeQuery({ dryRun, fieldManager: flags.string('field-manager'), fieldValidation });
    try {
      const { body } = await session.request({ verb: 'create', resource, namespace: made.metadata.namespace ?? session.namespace, body: object, query });
      object = { ...(body as KubeObject), apiVersion: made.apiVersion, kind: made.kind };
    } catch (error) {
      if (options.failure === undefined) throw error;
      throw new KubectlError(`${options.failure}: ${errorMessage(error)}`);
    }
  }
  const group = made.apiVersion.includes('/') ? made.apiVersion.slice(0, made.apiVersion.indexOf('/')) : '';
  const text = `${kindText({ group, kind: made.kind })}/${object.metadata.name} ${options.verb ?? 'created'}${dryRunSuffix(dryRun)}\n`;
  if (options.isQuiet) return object;
  const isJson = printer !== undefined && flags.string('output') === 'json';
  session.io.stdout(isJson ? toGoJson(inGoOrder(withoutManagedFields(object))) : printer ? printer.print(object) : text);
  return object;
}
