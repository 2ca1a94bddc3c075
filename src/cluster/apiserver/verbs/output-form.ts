// What an Accept header asks for: apiserver's content negotiation, for JSON.

export type OutputForm =
  | { readonly as: 'object' }
  | { readonly as: 'Table' | 'PartialObjectMetadata'; readonly version: string }
  | { readonly as: 'none' };

const plainForm: OutputForm = { as: 'object' };
const known = new Map<string, OutputForm>();

/** The first clause that the server can answer. PartialObjectMetadataList counts as PartialObjectMetadata. */
export function outputForm(accept: string | undefined): OutputForm {
  if (accept === undefined || accept === '' || accept === 'application/json') return plainForm;
  let form = known.get(accept);
  if (form === undefined) {
    form = parse(accept);
    if (known.size < 100) known.set(accept, form);
  }
  return form;
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
    if (as === 'PartialObjectMetadata' || as === 'PartialObjectMetadataList') return { as: 'PartialObjectMetadata', version: v };
  }
  return { as: 'none' };
}
