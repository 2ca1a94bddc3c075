// Files that a kustomization names, as links to them.
import { nodeAt, type YamlNode } from '../document/node.ts';
import type { Span } from '../document/position.ts';
import { baseNameOf } from './workspace/file-name.ts';
import type { Manifest } from './manifest.ts';

export interface DocumentLinkPlace extends Span {
  /** The file's uri. A folder stands for the kustomization in it. */
  readonly target: string;
}

/** Lists of paths, or of structs with a path at a field. */
const lists: readonly (readonly [list: string, field?: string])[] = [
  ['resources'], ['bases'], ['components'], ['crds'], ['configurations'], ['generators'], ['transformers'], ['patchesStrategicMerge'], ['patches', 'path'], ['patchesJson6902', 'path'], ['replacements', 'path'],
];
const generators = ['configMapGenerator', 'secretGenerator'];

export function isKustomizationFile(uri: string): boolean {
  return /^kustomization(?:\.ya?ml)?$/i.test(baseNameOf(uri));
}

const patchLists: typeof lists = lists.filter(([list]) => list === 'patches' || list === 'patchesStrategicMerge');

/** The uris of the files that a document of a kustomization applies as patches to parts of objects. */
export function patchFilesOf(manifest: Pick<Manifest, 'parsed'>, uri: string): string[] {
  return linksIn(manifest, uri, patchLists).map(({ target }) => target);
}

/** Of a document of a kustomization. */
export function documentLinksOf(manifest: Pick<Manifest, 'parsed'>, uri: string): DocumentLinkPlace[] {
  return linksIn(manifest, uri, lists, generators);
}

function linksIn({ parsed: { root } }: Pick<Manifest, 'parsed'>, uri: string, from: typeof lists, makers: readonly string[] = []): DocumentLinkPlace[] {
  const links: DocumentLinkPlace[] = [];
  const add = (node: YamlNode | undefined, pathStart: (text: string) => number = () => 0): void => {
    if (node?.kind !== 'scalar' || node.style === 'literal' || node.style === 'folded' || typeof node.value !== 'string') return;
    const at = pathStart(node.text);
    const path = node.text.slice(at);
    if (path === '' || /^[a-z][a-z+.-]*:|^git@|^github\.com|[\n?]/i.test(path)) return;
    const start = node.start + (node.style === 'plain' ? 0 : 1) + at;
    links.push({ start, end: start + path.length, target: resolve(uri, /\.(?:ya?ml|json|env|properties|txt|conf|sh)$/i.test(path) || at > 0 || path.includes('.', path.lastIndexOf('/') + 1) ? path : `${path.replace(/\/$/, '')}/kustomization.yaml`) });
  };
  for (const [list, field] of from) for (const item of itemsOf(nodeAt(root, [list]))) add(field === undefined ? item : nodeAt(item, [field]));
  for (const generator of makers) for (const item of itemsOf(nodeAt(root, [generator]))) {
    for (const file of itemsOf(nodeAt(item, ['files']))) add(file, (text) => text.indexOf('=') + 1);
    for (const file of itemsOf(nodeAt(item, ['envs']))) add(file);
    add(nodeAt(item, ['env']));
  }
  return links.sort((a, b) => a.start - b.start);
}

function itemsOf(node: YamlNode | undefined): readonly (YamlNode | undefined)[] {
  return node?.kind === 'sequence' ? node.items : [];
}

/** A path relative to a file's folder. */
function resolve(uri: string, path: string): string {
  const folder = uri.slice(0, uri.lastIndexOf('/')).split('/');
  for (const part of path.split('/')) {
    if (part === '..') folder.pop();
    else if (part !== '.' && part !== '') folder.push(encodeURIComponent(part));
  }
  return folder.join('/');
}
