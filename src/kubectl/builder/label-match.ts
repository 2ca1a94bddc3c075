// Label selectors that kubectl itself evaluates: `apply -l`, `set -l --local`.
import { KubectlError } from '../errors.ts';

/** Reads `a=b,c!=d,e in (f,g),h,!i` into a predicate over labels. */
export function labelMatcher(selector: string): (labels: Readonly<Record<string, string>>) => boolean {
  const terms = (selector.match(/[^,(]+(\([^)]*\))?/g) ?? []).map((term) => term.trim()).filter((term) => term !== '').map(termMatcher);
  return (labels) => terms.every((matches) => matches(labels));
}

function termMatcher(term: string): (labels: Readonly<Record<string, string>>) => boolean {
  const set = /^(\S+)\s+(in|notin)\s*\(([^)]*)\)$/.exec(term);
  if (set) {
    const [, key = '', operator, list = ''] = set;
    const values = list.split(',').map((value) => value.trim());
    return (labels) => (labels[key] !== undefined && values.includes(labels[key])) === (operator === 'in');
  }
  const pair = /^([^=!\s]+)\s*(==|=|!=)\s*([^=!\s]*)$/.exec(term);
  if (pair) {
    const [, key = '', operator, value] = pair;
    return (labels) => (labels[key] === value) === (operator !== '!=');
  }
  const name = /^(!?)([^=!\s]+)$/.exec(term);
  if (!name) throw new KubectlError(`unable to parse requirement: found '${term}', expected: in, notin, =, ==, !=, gt, lt`);
  const [, negation, key = ''] = name;
  return (labels) => (labels[key] !== undefined) === (negation === '');
}
