// A part of an object, as a strategic merge patch has it: what it says must be right, what it leaves out is elsewhere.
import { locateField } from '../../document/field-location.ts';
import type { Finding } from '../finding.ts';
import type { Manifest } from '../manifest.ts';
import { unknownFieldCode, wrongTypeCode } from './codes.ts';

/** Directives of strategic merge patches. */
const directive = /^\$(?:patch|retainKeys|deleteFromPrimitiveList\/|setElementOrder\/)/;

/** Whether a document itself says that it is a patch. */
export function hasDirective({ text: { text } }: Pick<Manifest, 'text'>): boolean {
  return text.includes('$') && /^ *(?:- +)*["']?\$(?:patch|retainKeys|deleteFromPrimitiveList\/|setElementOrder\/)/m.test(text);
}

/** Of the findings about the document as if it were whole, those that stay true of a part. */
export function partialFindings({ parsed: { root, findings: syntax } }: Pick<Manifest, 'parsed'>, findings: readonly Finding[]): Finding[] {
  const codes = new Set(syntax.map(({ code }) => code));
  return findings.filter(({ severity, code, path = [] }) => {
    if (severity !== 'error') return codes.has(code);
    if (code === unknownFieldCode) return !directive.test(String(path.at(-1)));
    if (code === 'FieldValueInvalid' || code === 'FieldValueNotSupported') {
      const { isWritten, node } = locateField(root, path);
      return isWritten && node?.kind === 'scalar' && node.end > node.start;
    }
    return code === wrongTypeCode || !code.startsWith('FieldValue') && code !== 'Forbidden';
  });
}
