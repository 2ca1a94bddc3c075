// What an Accept header asks for: apiserver's content negotiation, for JSON.

import { failure, type StatusError } from '../../../api/meta/status-error.ts';

export type OutputForm =
  | { readonly as: 'object' }
  | { readonly as: 'Table' | 'PartialObjectMetadata' | 'PartialObjectMetadataList'; readonly version: string }
  | { readonly as: 'none' };

const plainForm: OutputForm = { as: 'object' };
const known = new Map<string, OutputForm>();

/** The first clause that the server can answer. */
export function outputForm(accept: string | undefined): OutputForm {
  if (accept === undefined || accept === '' || accept === 'application/json') return plainForm;
  let form = known.get(accept);
  if (form === undefined) {
    form = parse(accept);
    if (known.size < 100) known.set(accept, form);
  }
  return form;
}

const produced: readonly string[] = ['application/json', 'application/yaml', 'application/vnd.kubernetes.protobuf'];
const streamed: readonly string[] = ['application/json;stream=watch', 'application/vnd.kubernetes.protobuf;stream=watch'];

/** The refusal of a request that accepts nothing that its route makes; the router asks before anybody reads the body. */
export function unacceptable(accept: string | undefined, isList: boolean, types: readonly string[] = produced): StatusError | undefined {
  if (accept === undefined || accept === '' || accept === 'application/json') return undefined;
  const wanted = accept.split(',').map((clause) => clause.split(';')[0]?.trim() ?? '');
  if (!wanted.some((type) => type === '*/*' || types.includes(type))) {
    return failure(406, 'NotAcceptable', `406: Not Acceptable\n\nAvailable representations: ${[...types, ...(isList ? streamed : [])].join(', ')}`, {});
  }
  return outputForm(accept).as === 'none' ? notAcceptable() : undefined;
}

/** Whether some clause asks for an object as it is: routes without other forms refuse `as`, `g` and `v`. */
export function acceptsPlain(accept: string | undefined): boolean {
  if (accept === undefined || accept === '' || accept === 'application/json') return true;
  return accept.split(',').some((clause) => {
    const [type = '', ...parameters] = clause.split(';').map((part) => part.trim());
    return (type === '*/*' || type === 'application/*' || produced.includes(type)) && !parameters.some((parameter) => /^(as|g|v)=/.test(parameter));
  });
}

export function notAcceptable(): StatusError {
  return failure(406, 'NotAcceptable', `only the following media types are accepted: ${produced.join(', ')}`);
}

function parse(accept: string): OutputForm {
  for (const clause of accept.split(',')) {
    const [type = '', ...parameters] = clause.split(';').map((part) => part.trim());
    if (!['application/json', 'application/yaml', 'application/*', '*/*'].includes(type)) continue;
    const options = Object.fromEntries(parameters.map((p) => p.split('=') as [string, string]));
    const { as, v, g } = options;
    if (as === undefined) return plainForm;
    if (g !== 'meta.k8s.io' || (v !== 'v1' && v !== 'v1beta1')) continue;
    if (as === 'Table') return { as: 'Table', version: v };
    if (as === 'PartialObjectMetadata' || as === 'PartialObjectMetadataList') return { as, version: v };
  }
  return { as: 'none' };
}
