// Objects of the API inside custom resources: apiextensions-apiserver's objectmeta validation.
import { type FieldError, invalid, required } from '../field/error.ts';
import type { ObjectMeta } from '../generated/meta-v1.ts';
import { getOwn, isFields } from '../meta/json.ts';
import type { New } from '../meta/object.ts';
import { pathSegmentName, isDNS1123Subdomain } from '../meta/validation/names.ts';
import { validateObjectMeta } from '../meta/validation/object-meta.ts';
import type { OpenApiSchema } from './structural-schema.ts';
import { visitValues } from './visit-values.ts';

export function embeddedErrors(schema: OpenApiSchema, value: unknown): FieldError[] {
  const errors: FieldError[] = [];
  visitValues({ schema, value, old: undefined, path: undefined }, ({ schema: at, value: object, path }) => {
    if (at['x-kubernetes-embedded-resource'] !== true || !isFields(object) || path === undefined) return;
    const apiVersion = getOwn(object, 'apiVersion') ?? '';
    const kind = getOwn(object, 'kind') ?? '';
    if (apiVersion === '') errors.push(required(path.child('apiVersion'), ''));
    else if (typeof apiVersion === 'string' && apiVersion.split('/').length > 2) errors.push(invalid(path.child('apiVersion'), apiVersion, `unexpected GroupVersion string: ${apiVersion}`));
    if (kind === '') errors.push(required(path.child('kind'), ''));
    else if (typeof kind === 'string') for (const text of isDNS1123Subdomain(kind.toLowerCase())) errors.push(invalid(path.child('kind'), kind, `may have mixed case, but should otherwise match: ${text}`));
    const metadata = getOwn(object, 'metadata');
    // A template's object has no name of its own yet.
    if (isFields(metadata)) errors.push(...validateObjectMeta({ name: 'fakename', ...metadata } as New<ObjectMeta>, { isNamespaced: false, validateName: pathSegmentName }, path.child('metadata')).filter((error) => error.type !== 'FieldValueForbidden'));
  });
  return errors;
}
