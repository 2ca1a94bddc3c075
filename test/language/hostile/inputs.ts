// The YAML attack inputs of hazards.md section 7, made on the spot.

const letters = 'abcdefghi';

/** Nine levels of nine aliases each: 9^9 nodes. */
function laughs(): string {
  const lines = [`a: &a [${Array(9).fill('x').join(',')}]`];
  for (let i = 1; i < letters.length; i++) lines.push(`${letters.charAt(i)}: &${letters.charAt(i)} [${Array(9).fill(`*${letters.charAt(i - 1)}`).join(',')}]`);
  return `apiVersion: v1\nkind: ConfigMap\n${lines.join('\n')}\n`;
}

function numbered(count: number, line: (i: number) => string): string {
  return Array.from({ length: count }, (_, i) => line(i)).join('');
}

const object = 'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: a\n';

export const hostileInputs: Readonly<Record<string, string>> = {
  'flow nest of 1,000': '['.repeat(1000),
  'flow nest of 100,000': '{a: '.repeat(100_000),
  'block nest of 1,000': numbered(1000, (i) => `${' '.repeat(i)}a:\n`),
  'dash nest of 5,000': '- '.repeat(5000),
  'dash nest of 100,000': '- '.repeat(100_000),
  'question nest of 5,000': '? '.repeat(5000),
  'question nest of 90, within the depth limit': '? '.repeat(90),
  'billion laughs': laughs(),
  'quadratic aliases': `${object}data:\n  a: &a ${'x'.repeat(1000)}\nlist: [${Array(5000).fill('*a').join(',')}]\n`,
  'alias chain of 5,000': numbered(5000, (i) => `a${i}: &a${i} ${i === 0 ? '[x]' : `[*a${i - 1}]`}\n`),
  'self alias': 'apiVersion: v1\nkind: ConfigMap\ndata: &a\n  b: *a\n',
  'merge-key bomb': `apiVersion: v1\nkind: ConfigMap\na: &a {${numbered(50, (i) => `k${i}: x, `)}}\n${numbered(30, (i) => `b${i}: &b${i}\n  <<: [${Array(9).fill(i === 0 ? '*a' : `*b${i - 1}`).join(', ')}]\n`)}`,
  'merge-key cycle': 'a: &a\n  <<: *b\nb: &b\n  <<: *a\n',
  '50,000 keys': `${object}data:\n${numbered(50_000, (i) => `  k${i}: v\n`)}`,
  '100,000 anchors': numbered(100_000, (i) => `- &a${i} x\n`),
  'anchors on one value': '&a '.repeat(100_000),
  'anchors on lines': '&a\n'.repeat(100_000),
  'broken flow keys': '{? '.repeat(100_000),
  'broken flow keys on one level': `{${'? '.repeat(100_000)}`,
  '5 MB scalar': `a: ${'x'.repeat(5_000_000)}`,
  '2 MB block scalar': `${object}data:\n  a: |\n${'    x\n'.repeat(330_000)}`,
  'a million colons': ':'.repeat(1_000_000),
  'half a million blank lines': '\n'.repeat(500_000),
  '10,000 documents': `---\n${object}`.repeat(10_000),
  'unresolved conflict': `${object}data:\n${'<<<<<<< HEAD\n  a: b\n=======\n  a: c\n>>>>>>> theirs\n'.repeat(2000)}`,
  'NUL': `${object}data:\n  a: "x\0y"\n  b\0: c\n`,
  'lone surrogates': `${object}data:\n  a: \ud800\n  \udc00b: c\n`,
  'byte order mark in the middle': `${object}---\n\ufeff${object}data: {\ufeffa: b}\n`,
  'right-to-left override': `${object}data:\n  a: \u202egnp.exe\n`,
  'replacement characters': `${object}data:\n  ${'\ufffd'.repeat(1000)}: a\n`,
  'prototype keys': `${object}__proto__: {polluted: true}\nconstructor: {prototype: {polluted: true}}\ndata:\n  __proto__: a\n  hasOwnProperty: b\n`,
  'foreign tags': `${object}data:\n  a: !!js/function "function () {}"\n  b: !<tag:x> 1\n`,
  'odd numbers': `${object}data:\n  a: ${'9'.repeat(400)}\n  b: 1e999\n  c: 0o7\n  d: .inf\n  e: -.inf\n  f: .nan\n  g: ${'9'.repeat(100_000)}\n`,
  'JSON depth of 1.5 million': '['.repeat(1_500_000),
  '3 MiB and one': 'a'.repeat(3 * 1024 * 1024 + 1),
  'unclosed quote over a large file': `a: "${'x\n'.repeat(200_000)}`,
  'many errors': 'a: b: c\n}\n]\n'.repeat(30_000),
  'directives': '%YAML 1.2\n'.repeat(50_000),
};
