// Adds the volume that a mount names and the Pod lacks.
import { entryOf, nodeAt, type YamlNode } from '../../document/node.ts';
import { schemaAt, stringAt } from '../manifest.ts';
import type { Fixer } from './code-action.ts';

export const addVolume: Fixer = (manifest, finding) => {
  const { code, path } = finding;
  if (code !== 'FieldValueNotFound' || path === undefined || schemaAt(manifest, path.slice(0, -1))?.type.goType !== 'core/v1.VolumeMount') return [];
  const { root } = manifest.parsed;
  const name = stringAt(root, path);
  const specPath = path.slice(0, -5);
  const spec = nodeAt(root, specPath);
  if (!/^[a-z]([-a-z0-9]{0,61}[a-z0-9])?$/.test(name) || spec?.kind !== 'mapping' || spec.isFlow || schemaAt(manifest, specPath)?.type.goType !== 'core/v1.PodSpec') return [];
  const { lines, text } = manifest.text;
  const column = lines.positionAt(spec.start).character;
  const volumes = entryOf(spec, 'volumes');
  const title = `Add a volume ${name} (emptyDir)`;
  const action = (at: number, added: string): ReturnType<Fixer> => [{ title, finding, isPreferred: true, edits: [{ span: { start: at, end: at }, text: added }] }];
  if (volumes === undefined) {
    const indent = ' '.repeat(column);
    return action(spec.start, `volumes:\n${indent}- name: ${name}\n${indent}  emptyDir: {}\n${indent}`);
  }
  const list = volumes.value;
  if (list?.kind !== 'sequence' || list.isFlow) return [];
  const indent = ' '.repeat(lines.positionAt(list.start).character);
  const last: YamlNode | undefined = list.items.at(-1);
  const lineEnd = text.indexOf('\n', last?.end ?? list.end);
  return action(lineEnd < 0 ? text.length : lineEnd, `\n${indent}- name: ${name}\n${indent}  emptyDir: {}`);
};
