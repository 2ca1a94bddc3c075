// Reads the workspace's `*.podlab-image.yaml` from their texts: what can be used, and what is wrong with the rest, with its lines.
import { type ImageDescription, imageFindings } from '../api/podlab/podlab-image.ts';
import { readPodlabText } from './podlab-text.ts';

export function readImageFiles(files: readonly { readonly name: string; readonly text: string }[]): { readonly descriptions: readonly ImageDescription[]; readonly problems: readonly string[] } {
  const descriptions: ImageDescription[] = [];
  const problems: string[] = [];
  for (const { name, text } of files) {
    const read = readPodlabText(text, name, imageFindings);
    if ('problems' in read) problems.push(...read.problems);
    else descriptions.push(read.value as ImageDescription);
  }
  return { descriptions, problems };
}
