// The ConfigMaps and Secrets that a kustomization makes: it defines their names, though no manifest of theirs is written.
import { entryOf, nodeAt } from '../../document/node.ts';
import { stringAt, type Manifest } from '../manifest.ts';
import type { DocumentNames, NamePlace } from './document-names.ts';
import { objectScope } from './name-kinds.ts';

const generators = { configMapGenerator: 'ConfigMap', secretGenerator: 'Secret' } as const;

export function generatedNames({ parsed: { root } }: Manifest): DocumentNames {
  const places: NamePlace[] = [];
  const common = stringAt(root, ['namespace']);
  for (const [field, kind] of Object.entries(generators) as [keyof typeof generators, 'ConfigMap' | 'Secret'][]) {
    const list = nodeAt(root, [field]);
    if (list?.kind !== 'sequence') continue;
    list.items.forEach((item, i) => {
      const value = item?.kind === 'mapping' ? entryOf(item, 'name')?.value : undefined;
      if (value?.kind !== 'scalar' || value.text === '') return;
      const namespace = stringAt(item, ['namespace']) || common;
      places.push({ kind, name: value.text, scope: objectScope(kind, namespace), isLocal: false, role: 'definition', span: { start: value.start, end: value.end }, path: [field, i, 'name'] });
    });
  }
  return { places, objectPlaces: places, labelSets: [] };
}
