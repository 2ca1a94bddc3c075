// One-line mistakes as people make them: each takes a file's lines and a place, and answers the lines after the mistake.
import { randomInt, type Random } from '../../../src/base/random.ts';

interface Place {
  readonly lines: readonly string[];
  readonly at: number;
  readonly line: string;
  readonly next: string;
  readonly random: Random;
}

/** The line as it is mistyped (more lines with `\n`, none with null); undefined where the mistake cannot be made. */
type Mistake = (place: Place) => string | null | undefined;

const entry = /^(\s*(?:- )*)([A-Za-z][\w./-]*)(:)( +(\S.*))?$/;
const indentOf = (line: string): number => /^ */.exec(line)?.[0].length ?? 0;

function pick<T>(random: Random, values: readonly T[]): T {
  return values[randomInt(random, values.length)] as T;
}

/** Works on a line `key: value`, or `key:` where `value` is empty. */
function onEntry(change: (parts: { readonly lead: string; readonly key: string; readonly value: string; readonly place: Place }) => string | null | undefined): Mistake {
  return (place) => {
    const match = entry.exec(place.line);
    return match === null ? undefined : change({ lead: match[1] ?? '', key: match[2] ?? '', value: match[5] ?? '', place });
  };
}

const isPlainWord = (value: string): boolean => /^[A-Za-z][\w./-]*(?::[\w.]+)?$/.test(value);

function misspelt(word: string, random: Random): string {
  const at = randomInt(random, word.length);
  switch (randomInt(random, 4)) {
    case 0: return word.slice(0, at) + word.slice(at + 1);
    case 1: return word.slice(0, at) + word.charAt(at) + word.slice(at);
    case 2: return word.slice(0, at) + pick(random, [...'aeiotsx']) + word.slice(at + 1);
    default: return at + 1 < word.length ? word.slice(0, at) + word.charAt(at + 1) + word.charAt(at) + word.slice(at + 2) : `${word}s`;
  }
}

const lineMistakes: Readonly<Record<string, Mistake>> = {
  'tab for some indentation': ({ line, random }) => (indentOf(line) < 2 ? undefined : pick(random, [line.replace(/^ {2}/, '\t'), line.replace(/^ +/, (s) => '\t'.repeat(s.length / 2)), line.replace(/^( *) {2}/, '$1\t')])),
  'tab after the dash': ({ line }) => (/^\s*- \w+:/.test(line) ? line.replace('- ', '-\t') : undefined),
  'tab after the colon': onEntry(({ lead, key, value }) => (value === '' ? undefined : `${lead}${key}:\t${value}`)),
  'no colon': onEntry(({ lead, key, value }) => (value === '' ? `${lead}${key}` : `${lead}${key} ${value}`)),
  'no space after the colon': onEntry(({ lead, key, value }) => (value === '' ? undefined : `${lead}${key}:${value}`)),
  'equals sign for the colon': onEntry(({ lead, key, value }) => (value === '' ? `${lead}${key}=` : `${lead}${key}=${value}`)),
  'two colons': onEntry(({ lead, key, value }) => `${lead}${key}::${value === '' ? '' : ` ${value}`}`),
  'one space more': ({ line }) => (line.trim() === '' ? undefined : ` ${line}`),
  'two spaces more': ({ line }) => (line.trim() === '' ? undefined : `  ${line}`),
  'one space less': ({ line }) => (indentOf(line) === 0 ? undefined : line.slice(1)),
  'two spaces less': ({ line }) => (indentOf(line) < 2 ? undefined : line.slice(2)),
  'unclosed quote': onEntry(({ lead, key, value, place: { random } }) => (isPlainWord(value) ? `${lead}${key}: ${pick(random, ['"', "'"])}${value}` : /^(["']).+\1$/.test(value) ? `${lead}${key}: ${value.slice(0, -1)}` : undefined)),
  'quote that was not opened': onEntry(({ lead, key, value }) => (/^(["']).+\1$/.test(value) ? `${lead}${key}: ${value.slice(1)}` : isPlainWord(value) ? `${lead}${key}: ${value}"` : undefined)),
  'mixed quotes': onEntry(({ lead, key, value }) => (isPlainWord(value) ? `${lead}${key}: "${value}'` : undefined)),
  'unclosed bracket': onEntry(({ lead, key, value, place: { random } }) => (isPlainWord(value) ? `${lead}${key}: ${pick(random, ['[', '{'])}${value}` : /[\]}]$/.test(value) ? `${lead}${key}: ${value.slice(0, -1)}` : undefined)),
  'bracket too many': onEntry(({ lead, key, value, place: { random } }) => (isPlainWord(value) || /[\]}]$/.test(value) ? `${lead}${key}: ${value}${pick(random, [']', '}', ' }'])}` : undefined)),
  'no dash': ({ line, random }) => (/^\s*- \w+:/.test(line) ? line.replace('- ', pick(random, ['', '  '])) : undefined),
  'dash without a space': ({ line }) => (/^\s*- \S/.test(line) ? line.replace('- ', '-') : undefined),
  'dash too many': ({ line, random }) => (/^\s*\w[\w.]*:/.test(line) ? line.replace(/^(\s*)/, pick(random, ['$1- ', '$1-'])) : /^\s*- /.test(line) ? line.replace('- ', '- - ') : undefined),
  'misspelt key': onEntry(({ lead, key, value, place: { random } }) => (key.length < 4 ? undefined : `${lead}${misspelt(key, random)}:${value === '' ? '' : ` ${value}`}`)),
  'case of the key': onEntry(({ lead, key, value, place: { random } }) => {
    const other = pick(random, [key.charAt(0).toUpperCase() + key.slice(1), key.toLowerCase(), key.toUpperCase(), key.replace(/[A-Z]/g, (c) => `_${c.toLowerCase()}`), key.replace(/[A-Z]/g, (c) => `-${c.toLowerCase()}`)]);
    return other === key ? undefined : `${lead}${other}:${value === '' ? '' : ` ${value}`}`;
  }),
  'key in the singular or plural': onEntry(({ lead, key, value }) => `${lead}${key.endsWith('s') ? key.slice(0, -1) : `${key}s`}:${value === '' ? '' : ` ${value}`}`),
  'word for a number or boolean': onEntry(({ lead, key, value, place: { random } }) => (/^(?:\d+|true|false)$/.test(value) ? `${lead}${key}: ${pick(random, ['many', 'TURE', 'enabled', '"80"', '1.5', '8O'])}` : undefined)),
  'number or boolean for a word': onEntry(({ lead, key, value, place: { random } }) => (isPlainWord(value) || /^"/.test(value) ? `${lead}${key}: ${pick(random, ['80', 'yes', 'on', 'true', '1.5', 'no'])}` : undefined)),
  'a list for one value': onEntry(({ lead, key, value }) => (value === '' || /^[[{|>]/.test(value) ? undefined : `${lead}${key}: [${value}]`)),
  'fields for one value': onEntry(({ lead, key, value }) => (value === '' || /^[[{|>]/.test(value) ? undefined : `${lead}${key}: {name: ${value}}`)),
  'a value for fields or a list': onEntry(({ lead, key, value, place: { next, line } }) => (value !== '' || indentOf(next) <= indentOf(line) ? undefined : `${lead}${key}: true`)),
  'written twice': ({ line }) => (/^\s*\w[\w./-]*:/.test(line) ? `${line}\n${line}` : undefined),
  'swapped with the next': ({ line, next }) => (line.trim() === '' || next.trim() === '' || line === next ? undefined : `${next}\n${line}`),
  'left out': ({ line }) => (line.trim() === '' ? undefined : null),
  'value left out': onEntry(({ lead, key, value }) => (value === '' || /^[|>]/.test(value) ? undefined : `${lead}${key}:`)),
  'garbage at the end': ({ line, random }) => (line.trim() === '' ? undefined : line + pick(random, [' foo: bar', ' }', ' ]', ',', ';', ' "x"', ' :', ': x', '\\', ' {', '  - x'])),
  'garbage on a line of its own': ({ line, random }) => `${line}\n${pick(random, ['asdf', '  x', '}', '>>>>>>> main', '<<<<<<< HEAD', '=======', '%', '@', '`', 'x y z', '- ', '? ', '&', '*', '!'])}`,
  'wrong apiVersion': ({ line, random }) => (/^\s*(?:- )?apiVersion: \S+$/.test(line) ? line.replace(/apiVersion: (\S+)$/, (_all, version: string) => `apiVersion: ${pick(random, ['v2', 'apps/v2', 'extensions/v1beta1', `${version}beta1`, version.toUpperCase(), `x${version}`, `/${version}`, 'apps', '1', `${version}/`])}`) : undefined),
  'wrong kind': ({ line, random }) => (/^\s*(?:- )?kind: \S+$/.test(line) ? line.replace(/kind: (\S+)$/, (_all, kind: string) => `kind: ${pick(random, [kind.toLowerCase(), `${kind}s`, misspelt(kind, random), kind.toUpperCase()])}`) : undefined),
  'smart quotes': onEntry(({ lead, key, value }) => (/^(["']).+\1$/.test(value) ? `${lead}${key}: “${value.slice(1, -1)}”` : isPlainWord(value) ? `${lead}${key}: “${value}”` : undefined)),
  'no-break space': ({ line, random }) => (/^ +\S/.test(line) ? pick(random, [line.replace(' ', '\u00a0'), line.replace(/: /, ':\u00a0'), line.replace(/^ +/, (s) => '\u00a0'.repeat(s.length))]) : undefined),
  'wide colon': onEntry(({ lead, key, value }) => `${lead}${key}：${value === '' ? '' : ` ${value}`}`),
  'comma at the end': onEntry(({ lead, key, value }) => (value === '' ? undefined : `${lead}${key}: ${value},`)),
  'mode without its zero': ({ line }) => (/[mM]ode: \d+$/.test(line) ? line.replace(/\d+$/, '755') : undefined),
  'comment without its mark': ({ line, random }) => (line.trim() === '' ? undefined : `${' '.repeat(indentOf(line))}${pick(random, ['see the manual', 'note: this is old', '-- old', '// old', '/* old */'])}\n${line}`),
  'comment in the middle': onEntry(({ lead, key, value, place: { random } }) => pick(random, [`${lead}# ${key}: ${value}`, `${lead}${key} #: ${value}`, value === '' ? undefined : `${lead}${key}: # ${value}`])),
  'commented out': ({ line }) => (line.trim() === '' ? undefined : `# ${line}`),
  'alias of nothing': onEntry(({ lead, key, value, place: { random } }) => (value === '' ? `${lead}${key}: *none` : `${lead}${key}: ${pick(random, ['*', '*none', '&', '&a *none'])}${value}`)),
  'merge of nothing': ({ line }) => (/^\s*\w+:/.test(line) ? `${' '.repeat(indentOf(line))}<<: *defaults\n${line}` : undefined),
  'cut short': ({ line, random }) => (line.trim().length < 4 ? undefined : line.slice(0, indentOf(line) + 1 + randomInt(random, line.trim().length - 1))),
  'odd first character': onEntry(({ lead, key, value, place: { random } }) => (value === '' || /^["'[{|>]/.test(value) ? undefined : `${lead}${key}: ${pick(random, ['@', '`', '%', '!', '&', '*', ']', '}', ',', '|', '>', '- ', '? ', ': '])}${value}`)),
  'bad escape': onEntry(({ lead, key, value }) => (isPlainWord(value) ? `${lead}${key}: "${value}\\d"` : undefined)),
  'a space inside': onEntry(({ lead, key, value }) => (isPlainWord(value) && value.length > 3 ? `${lead}${key}: ${value.slice(0, 2)} ${value.slice(2)}` : undefined)),
  'case of the value': onEntry(({ lead, key, value }) => (isPlainWord(value) ? `${lead}${key}: ${value.toLowerCase() === value ? value.toUpperCase() : value.toLowerCase()}` : undefined)),
  'misspelt value': onEntry(({ lead, key, value, place: { random } }) => (isPlainWord(value) ? `${lead}${key}: ${misspelt(value, random)}` : undefined)),
  'number out of range': onEntry(({ lead, key, value, place: { random } }) => (/^\d+$/.test(value) ? `${lead}${key}: ${pick(random, ['-1', '99999', '1e9', '080', '9999999999', '0x'])}` : undefined)),
  'odd unit': onEntry(({ lead, key, value, place: { random } }) => (/^\d+(?:\.\d+)?(?:m|k|[KMG]i?)$/.test(value) ? `${lead}${key}: ${pick(random, [value.toLowerCase().replace(/m$/, 'mb'), `${value}B`, value.replace(/(\D+)$/, ' $1'), value.replace(/(\D+)$/, 'x')])}` : undefined)),
  'conflict markers': ({ line }) => `<<<<<<< HEAD\n${line}`,
  'document marker inside': ({ line }) => (line.startsWith(' ') ? `---\n${line}` : undefined),
  'dots inside': ({ line }) => (line.startsWith(' ') ? `...\n${line}` : undefined),
};

/** Lines of block scalars, where anything may stand. */
function textLines(lines: readonly string[]): ReadonlySet<number> {
  const inside = new Set<number>();
  for (let i = 0; i < lines.length; i++) {
    const line = lines[i] ?? '';
    if (!/(?:[:-]) [|>][-+]?\d*(?: +#.*)?$/.test(line)) continue;
    const column = indentOf(line.replace(/^(\s*)((?:- )+)(?=\S+:)/, (_all, s: string, d: string) => s + ' '.repeat(d.length)));
    for (let j = i + 1; j < lines.length && ((lines[j] ?? '').trim() === '' || indentOf(lines[j] ?? '') > column); j++) inside.add(j);
  }
  return inside;
}

export interface MadeMistake {
  readonly name: string;
  readonly text: string;
  /** Lines of the new text that the mistake touches, from 0. */
  readonly first: number;
  readonly last: number;
  readonly broken: string;
}

/** A mistake of some kind at some place of a text; undefined where the dice found none. */
export function makeMistake(text: string, random: Random, names: readonly string[] = Object.keys(lineMistakes)): MadeMistake | undefined {
  const lines = text.split('\n');
  const skipped = textLines(lines);
  const at = randomInt(random, lines.length);
  const name = pick(random, names);
  const line = lines[at] ?? '';
  if (line.trim() === '' || line.startsWith('#') || line.startsWith('---') || skipped.has(at)) return undefined;
  const broken = lineMistakes[name]?.({ lines, at, line, next: lines[at + 1] ?? '', random });
  if (broken === undefined || broken === line) return undefined;
  const made = broken === null ? [] : broken.split('\n');
  const rest = lines.slice(at + (name === 'swapped with the next' ? 2 : 1));
  return { name, text: [...lines.slice(0, at), ...made, ...rest].join('\n'), first: at, last: at + Math.max(made.length - 1, 0), broken: broken ?? `(${line})` };
}
