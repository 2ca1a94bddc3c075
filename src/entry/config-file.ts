// Reads podlab.yaml from a text: what is wrong with it is said with its lines.
import type { ClusterConfig } from '../cluster/config.ts';
import { readClusterConfig } from '../cluster/config-file.ts';
import { errorText } from '../api/field/error.ts';
import { nodeAt } from '../document/node.ts';
import { parseDocument } from '../document/parse-document.ts';
import { valueOf } from '../document/value.ts';

/** `source` names the text in messages. Throws one Error with a line per finding. */
export function parseClusterConfig(text: string, source: string): ClusterConfig {
  const { root, findings } = parseDocument(text);
  const place = (offset: number): string => `${source}:${text.slice(0, offset).split('\n').length}`;
  const broken = findings.filter(({ severity }) => severity === 'error');
  if (broken.length > 0) throw new Error(broken.map(({ start, message }) => `${place(start)}: ${message}`).join('\n'));
  const value = valueOf(root);
  if (value === undefined) throw new Error(`${source}: its aliases expand to too much`);
  const result = readClusterConfig(value.value);
  if ('config' in result) return result.config;
  throw new Error(result.findings.map((finding) => {
    const segments = finding.path?.segments() ?? [];
    // A field that is missing stands where its parent does.
    const node = nodeAt(root, segments) ?? nodeAt(root, segments.slice(0, -1)) ?? root;
    return `${place(node?.start ?? 0)}: ${errorText(finding)}`;
  }).join('\n'));
}
