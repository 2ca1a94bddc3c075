// The CustomResourceDefinition that a YAML document is, as a plain value.
import { parseDocument } from '../../document/parse-document.ts';
import { valueOf } from '../../document/value.ts';
import type { DocumentText } from '../../document/yaml-stream.ts';

/** Empty for every other document; cheap for those. */
export function definitionIn({ text }: DocumentText): unknown[] {
  if (!/^kind: *["']?CustomResourceDefinition\b/m.test(text)) return [];
  const parsed = parseDocument(text);
  const built = parsed.isRefused ? undefined : valueOf(parsed.root);
  return built === undefined ? [] : [built.value];
}
