// Reads the workspace's `*.podlab-image.yaml` from their texts: what can be used, and what is wrong with the rest, with its lines.
import { errorText } from '../api/field/error.ts';
import { type ImageDescription, imageFindings } from '../api/podlab/podlab-image.ts';
import { findingSpan } from '../document/field-location.ts';
import { parseDocument } from '../document/parse-document.ts';
import { valueOf } from '../document/value.ts';

export function readImageFiles(files: readonly { readonly name: string; readonly text: string }[]): { readonly descriptions: readonly ImageDescription[]; readonly problems: readonly string[] } {
  const descriptions: ImageDescription[] = [];
  const problems: string[] = [];
  for (const { name, text } of files) {
    const { root, findings } = parseDocument(text);
    const place = (offset: number): string => `${name}:${text.slice(0, offset).split('\n').length}`;
    const broken = findings.filter(({ severity }) => severity === 'error').map(({ start, message }) => `${place(start)}: ${message}`);
    const value = broken.length > 0 ? undefined : valueOf(root);
    const found = value === undefined ? [] : imageFindings(value.value).map((finding) => `${place(findingSpan(text, root, finding.path?.segments() ?? []).start)}: ${errorText(finding)}`);
    problems.push(...broken, ...found);
    if (value !== undefined && found.length === 0) descriptions.push(value.value as ImageDescription);
  }
  return { descriptions, problems };
}
