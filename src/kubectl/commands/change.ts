// How label, annotate, set and their like change objects: local or by patch, with kubectl's output.
import type { KubeObject } from '../../api/meta/object.ts';
import { kindSchema } from '../../api/schema/schema.ts';
import { infoText, type Info } from '../builder/infos.ts';
import type { FlagValues } from '../flags.ts';
import { apiVersionOf } from '../discovery.ts';
import { applyPatch } from '../patch/apply-patch.ts';
import type { Fields } from '../../api/meta/json.ts';
import { threeWayPatch } from '../patch/three-way-patch.ts';
import { printerOf, type ObjectPrinter } from '../printers/printer.ts';
import type { Session } from '../session.ts';
import { dryRunSuffix, writeQuery, type DryRun } from './dry-run.ts';

export interface Writer {
  readonly session: Session;
  readonly dryRun: DryRun;
  readonly isLocal: boolean;
  readonly fieldManager: string;
  readonly printer: ObjectPrinter | undefined;
}

export async function writerOf(session: Session, flags: FlagValues, dryRun: DryRun): Promise<Writer> {
  return { session, dryRun, isLocal: flags.isSet('local') && flags.bool('local'), fieldManager: flags.string('field-manager'), printer: await printerOf(flags, session.io) };
}

/** The strategic merge patch from one state of an object to another. */
export function twoWayPatch(info: Info, before: KubeObject, after: KubeObject): Fields {
  const type = kindSchema(apiVersionOf(info.resource), info.resource.kind);
  return threeWayPatch({ original: before as unknown as Fields, modified: after as unknown as Fields, current: before as unknown as Fields, type });
}

/** Sends a patch, or applies it here for a client dry run. */
export async function patchInfo({ session, dryRun, isLocal, fieldManager }: Writer, info: Info, patch: unknown, kind: 'strategic' | 'merge', subresource?: string): Promise<KubeObject> {
  const { resource, name, namespace, object } = info;
  const type = kindSchema(apiVersionOf(resource), resource.kind);
  if (dryRun === 'client' || isLocal) return applyPatch(type ? kind : 'merge', object, patch, type) as KubeObject;
  const contentType = kind === 'strategic' && type ? 'application/strategic-merge-patch+json' : 'application/merge-patch+json';
  const { body } = await session.request({ verb: 'patch', resource, name, namespace, body: patch, contentType, query: writeQuery({ dryRun, fieldManager }), ...(subresource && { subresource }) });
  return body as KubeObject;
}

/** Prints the object, or says what was done to it. */
export function report({ session, dryRun, printer }: Writer, info: Info, object: KubeObject, done: string): void {
  const whole = { ...object, apiVersion: object.apiVersion ?? apiVersionOf(info.resource), kind: object.kind ?? info.resource.kind };
  session.io.stdout(printer ? printer.print(whole) : `${infoText(info)} ${done}${dryRunSuffix(dryRun)}\n`);
}
