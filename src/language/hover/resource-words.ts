// What a container's resources amount to once the defaults are in: a limit without a request is its request.
import { dereference, nodeAt, type YamlNode } from '../../document/node.ts';
import { bytesWords, cpuWords, quantityNumber } from '../quantity-words.ts';

export function resourceWords(resources: YamlNode): string | undefined {
  const amount = (list: string, name: string): number | undefined => {
    const value = dereference(nodeAt(resources, [list, name]));
    return value?.kind === 'scalar' ? quantityNumber(value.text) : undefined;
  };
  const parts = ([['cpu', cpuWords], ['memory', bytesWords]] as const).flatMap(([name, words]) => {
    const limit = amount('limits', name);
    const request = amount('requests', name) ?? limit;
    if (request === undefined) return [];
    const most = limit === undefined ? 'no limit' : limit === request ? 'and no more' : `at most ${words(limit)}`;
    return [`${name}: ${words(request)} reserved${amount('requests', name) === undefined ? ' (by its limit)' : ''}, ${most}`];
  });
  return parts.length === 0 ? undefined : parts.join('\n\n');
}
