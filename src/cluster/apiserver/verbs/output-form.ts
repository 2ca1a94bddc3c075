// What an Accept header asks for: apiserver's content negotiation. Who accepts protobuf gets JSON.

import { failure, type StatusError } from '../../../api/meta/status-error.ts';

export type OutputForm =
  | { readonly as: 'object' }
  | { readonly as: 'Table' | 'PartialObjectMetadata' | 'PartialObjectMetadataList'; readonly version: string }
  | { readonly as: 'none' };

/** One of an Accept header's alternatives. */
interface Clause {
  readonly type: string;
  readonly parameters: Readonly<Record<string, string>>;
}

const plainForm: OutputForm = { as: 'object' };
const known = new Map<string, readonly Clause[]>();

const produced: readonly string[] = ['application/json', 'application/yaml', 'application/vnd.kubernetes.protobuf'];
const streamed: readonly string[] = ['application/json', 'application/vnd.kubernetes.protobuf'];
const streamedNames: readonly string[] = streamed.map((type) => `${type};stream=watch`);

/** The form of the first clause that the server can answer. */
export function outputForm(accept: string | undefined): OutputForm {
  if (isPlainJson(accept)) return plainForm;
  return found(accept, produced, formOf)?.form ?? { as: 'none' };
}

/** The refusal of a request that accepts nothing that its route makes; the router asks before anybody reads the body. */
export function unacceptable(accept: string | undefined, isList: boolean, types: readonly string[] = produced): StatusError | undefined {
  if (isPlainJson(accept)) return undefined;
  const wanted = accept.split(',').map((clause) => clause.split(';')[0]?.trim() ?? '');
  if (wanted.some((type) => type === '*/*' || types.includes(type))) return undefined;
  return failure(406, 'NotAcceptable', `406: Not Acceptable\n\nAvailable representations: ${[...types, ...(isList ? streamedNames : [])].join(', ')}`, {});
}

/** The refusal of a handler that has no form for what the router let pass. */
export function formless(accept: string | undefined): StatusError | undefined {
  return !isPlainJson(accept) && outputForm(accept).as === 'none' ? notAcceptable() : undefined;
}

/** The same of a watch, once its options are read. */
export function unstreamable(accept: string | undefined): StatusError | undefined {
  return isPlainJson(accept) || streamed.includes(found(accept, produced, formOf)?.type ?? '') ? undefined : notAcceptable(streamedNames);
}

/** The header as a route reads it that makes no tables: the clauses that ask for one are not there. */
export function withoutTables(accept: string): string {
  const clauses = accept.split(',').filter((clause) => !/;\s*as=Table\s*(?:;|$)/.test(clause));
  return clauses.length === 0 ? 'application/json;as=nothing' : clauses.join(',');
}

/** Whether some clause asks for an object as it is: routes without other forms refuse `as`, `g` and `v`. */
export function acceptsPlain(accept: string | undefined): boolean {
  return isPlainJson(accept) || found(accept, produced, plainOf) !== undefined;
}

/** The one of `types` that is preferred, whatever its parameters say. */
export function firstOf(accept: string | undefined, types: readonly string[]): string | undefined {
  return isPlainJson(accept) ? types[0] : clausesOf(accept).flatMap((clause) => types.find((type) => isOf(clause, type)) ?? [])[0];
}

/** Whether the answer is written as YAML. A refusal has no other forms; where no clause fits it is JSON. */
export function isYamlWanted(accept: string | undefined, isRefusal: boolean): boolean {
  return !isPlainJson(accept) && found(accept, produced, isRefusal ? plainOf : formOf)?.type === 'application/yaml';
}

export function notAcceptable(types: readonly string[] = produced): StatusError {
  return failure(406, 'NotAcceptable', `only the following media types are accepted: ${types.join(', ')}`);
}

function isPlainJson(accept: string | undefined): accept is undefined | '' | 'application/json' {
  return accept === undefined || accept === '' || accept === 'application/json';
}

/** The first clause, in order of preference, that is one of `types` and has a form. */
function found(accept: string, types: readonly string[], form: (clause: Clause) => OutputForm | undefined): { readonly type: string; readonly form: OutputForm } | undefined {
  for (const clause of clausesOf(accept)) {
    const type = types.find((candidate) => isOf(clause, candidate));
    const made = type === undefined || isOtherStream(type, clause) ? undefined : form(clause);
    if (type !== undefined && made !== undefined) return { type, form: made };
  }
  return undefined;
}

function isOf({ type }: Clause, candidate: string): boolean {
  return type === candidate || type === '*/*' || type === 'application/*';
}

/** YAML has no stream, and the others have one. */
function isOtherStream(type: string, { parameters: { stream } }: Clause): boolean {
  return stream !== undefined && (stream !== 'watch' || !streamed.includes(type));
}

function plainOf({ parameters: { as, g, v } }: Clause): OutputForm | undefined {
  return as === undefined && g === undefined && v === undefined ? plainForm : undefined;
}

function formOf(clause: Clause): OutputForm | undefined {
  const { as, v, g } = clause.parameters;
  if (as === undefined) return plainOf(clause);
  if (g !== 'meta.k8s.io' || (v !== 'v1' && v !== 'v1beta1')) return undefined;
  return as === 'Table' || as === 'PartialObjectMetadata' || as === 'PartialObjectMetadataList' ? { as, version: v } : undefined;
}

function clausesOf(accept: string): readonly Clause[] {
  let clauses = known.get(accept);
  if (clauses === undefined) {
    clauses = parse(accept);
    if (known.size < 100) known.set(accept, clauses);
  }
  return clauses;
}

/** By quality, then the more exact ones first. */
function parse(accept: string): readonly Clause[] {
  const clauses = accept.split(',').flatMap((text) => {
    const [named = '', ...parts] = text.split(';').map((part) => part.trim());
    const type = named === '*' ? '*/*' : named;
    if (!type.includes('/')) return [];
    const parameters = Object.fromEntries(parts.map((part) => part.split('=').map((side) => side.trim()) as [string, string]));
    const quality = parameters['q'] === undefined ? 1 : Number(parameters['q']);
    return [{ type, parameters, quality: Number.isNaN(quality) ? 0 : quality }];
  });
  const breadth = ({ type }: Clause): number => (type === '*/*' ? 2 : type.endsWith('/*') ? 1 : 0);
  return clauses.sort((a, b) => b.quality - a.quality || breadth(a) - breadth(b));
}
