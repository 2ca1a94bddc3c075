// What the API server would say of a custom resource whose definition is known.
import { decode } from '../../api/decode/decode.ts';
import { errorText } from '../../api/field/error.ts';
import { FieldPath } from '../../api/field/path.ts';
import type { ObjectMeta } from '../../api/generated/meta-v1.ts';
import type { KubeObject, New } from '../../api/meta/object.ts';
import { isDNS1123Subdomain } from '../../api/meta/validation/names.ts';
import { validateObjectMeta } from '../../api/meta/validation/object-meta.ts';
import { fieldsOf, typeSchema, walk } from '../../api/schema/schema.ts';
import { findingSpan, keySpan } from '../../document/field-location.ts';
import { unknownFieldCode, wrongTypeCode } from '../diagnostics/codes.ts';
import type { ObjectPlace } from '../diagnostics/object-place.ts';
import type { Finding } from '../finding.ts';
import { nearest } from '../nearest.ts';
import type { CustomKind } from './custom-kinds.ts';
import { pruneCustom } from '../../api/apiextensions/prune.ts';
import { applySchemaDefaults } from '../../api/apiextensions/default-values.ts';
import { customErrors } from '../../api/apiextensions/custom-rules.ts';

export function customFindings({ text, root, type, value, base, identity }: ObjectPlace, { schema, isNamespaced }: CustomKind): Finding[] {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return [];
  const object = value as Record<string, unknown>;
  const { value: pruned, unknown } = pruneCustom(schema, object);
  applySchemaDefaults(schema, pruned);
  const errors = customErrors(schema, pruned as unknown as KubeObject);
  const findings: Finding[] = unknown.filter(({ path }) => path.segments()[0] !== 'metadata').map(({ path: at, text: name }) => {
    const path = [...base, ...at.segments()];
    const parent = walk(type, at.segments().slice(0, -1));
    const meant = parent && nearest(String(path.at(-1)), fieldsOf(parent).map((f) => f.name));
    return { span: keySpan(text, root, path), severity: 'error', code: unknownFieldCode, message: `unknown field ${JSON.stringify(name)}${meant === undefined ? '' : `; did you mean ${JSON.stringify(meant)}?`}`, path };
  });
  const { value: decoded, wrong, strict } = decode(typeSchema('meta/v1.ObjectMeta'), object['metadata'] ?? {});
  for (const { message, path: at } of [...wrong, ...strict]) {
    const path = [...base, 'metadata', ...(at?.segments() ?? [])];
    findings.push({ span: keySpan(text, root, path), severity: 'error', code: wrong.length > 0 ? wrongTypeCode : unknownFieldCode, message, path });
  }
  const meta = { ...decoded as New<ObjectMeta>, ...(isNamespaced && { namespace: identity.namespace === '' ? 'default' : identity.namespace }) };
  const metaErrors = wrong.length > 0 ? [] : validateObjectMeta(meta, { isNamespaced, validateName: (name) => isDNS1123Subdomain(name) }, FieldPath.of('metadata'));
  for (const error of [...metaErrors, ...errors]) {
    const path = [...base, ...(error.path?.segments() ?? [])];
    findings.push({ span: findingSpan(text, root, path), severity: 'error', code: error.type, message: errorText(error), path });
  }
  return findings;
}
