// Reads podlab.yaml from a text: what is wrong with it is said with its lines.
import { errorText } from '../api/field/error.ts';
import { configFindings } from '../api/podlab/podlab-config.ts';
import type { ClusterConfig } from '../cluster/config.ts';
import { readClusterConfig } from '../cluster/config-file.ts';
import { readPodlabText } from './podlab-text.ts';

/** `source` names the text in messages. Throws one Error with a line per finding. */
export function parseClusterConfig(text: string, source: string): ClusterConfig {
  const read = readPodlabText(text, source, configFindings);
  if ('problems' in read) throw new Error(read.problems.join('\n'));
  const result = readClusterConfig(read.value);
  if ('findings' in result) throw new Error(result.findings.map(errorText).join('\n'));
  return result.config;
}
