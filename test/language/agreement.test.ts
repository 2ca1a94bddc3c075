// The editor agrees with the API server: every recorded case, written as YAML, has an error exactly when the server refused, at the field of the first cause.
import { expect, it } from 'vitest';
import { Document, isScalar, stringify, visit } from 'yaml';
import { locateField, parseFieldPath } from '../../src/document/field-location.ts';
import { LineTable } from '../../src/document/line-table.ts';
import { parseDocument } from '../../src/document/parse-document.ts';
import { checkFile } from '../../src/language/check-file.ts';
import { readCases } from '../support/validate-oracle.ts';

/** Of every so many cases one is played; PODLAB_CASES=all plays all, which takes minutes. */
const step = process.env['PODLAB_CASES'] === 'all' ? 1 : 12;

/** Refusals for what no document shows: objects that the cluster lacks, the path it is posted to. And kubectl, unlike a bare POST, needs apiVersion and kind. */
const invisible = /no PriorityClass with name|error looking up service account|RuntimeClass "[^"]*" not found|namespace of the provided object does not match/;
function isInvisible(id: string, message: string): boolean {
  return invisible.test(message) || /\/(?:apiVersion|kind)\/(?:null|delete|str:"")$/.test(id);
}

/** Block outside, flow inside, with comments and with anchors on what stands twice. */
function mixed(manifest: unknown): string {
  const document = new Document(manifest, { aliasDuplicateObjects: false, version: '1.1' });
  let count = 0;
  visit(document, {
    Collection(_key, node, path) {
      count++;
      if (path.length > 6) node.flow = true;
      if (count % 5 === 2) node.anchor = `part${count}`;
    },
    Pair(_key, pair, path) {
      if (path.length < 6 && isScalar(pair.key) && count % 3 === 0) pair.key.commentBefore = ` about ${JSON.stringify(pair.key.value)}: {not: this}`;
    },
  });
  return `# generated\n${document.toString({ lineWidth: 0 })}`;
}

const plain = { aliasDuplicateObjects: false, version: '1.1', lineWidth: 0 } as const;

/** Each key in quotes. */
function quotedKeys(manifest: unknown): string {
  const document = new Document(manifest, { aliasDuplicateObjects: false, version: '1.1' });
  visit(document, { Pair(_key, { key }) { if (isScalar(key)) key.type = 'QUOTE_DOUBLE'; } });
  return document.toString({ lineWidth: 0 });
}

/** The ways to write a manifest. */
const styles = {
  block: (manifest: unknown) => stringify(manifest, plain),
  flow: (manifest: unknown) => stringify(manifest, { ...plain, collectionStyle: 'flow' }),
  mixed,
  'indentless lists': (manifest: unknown) => stringify(manifest, { ...plain, indentSeq: false }),
  'four spaces': (manifest: unknown) => stringify(manifest, { ...plain, indent: 4 }),
  'quoted keys': quotedKeys,
  JSON: (manifest: unknown) => JSON.stringify(manifest, undefined, '\t'),
  CRLF: (manifest: unknown) => stringify(manifest, plain).replaceAll('\n', '\r\n'),
  'tabs in comments': (manifest: unknown) => `#\ttabs\n${stringify(manifest, plain).replace(/^([^\n]*:)$/m, '$1 \t#\ta comment')}`,
  markers: (manifest: unknown) => `%YAML 1.1\n--- # here\n${stringify(manifest, plain)}...\n`,
  'byte order mark': (manifest: unknown) => `\ufeff${stringify(manifest, plain)}`,
} as const;

it('what is said of a manifest does not depend on how it is written', () => {
  const different: string[] = [];
  const messages = (text: string): string[] => checkFile(text).filter(({ severity }) => severity === 'error').map(({ message }) => message).sort();
  for (const [i, { id, manifest }] of [...readCases('cases'), ...readCases('pairs')].entries()) {
    if (i % (step * 25) !== 0) continue;
    const expected = messages(styles.block(manifest)).join('\n');
    for (const [name, write] of Object.entries(styles)) if (messages(write(manifest)).join('\n') !== expected) different.push(`${name}: ${id}`);
  }
  expect(different).toEqual([]);
}, 600_000);

it.each([['block', 'cases'], ['flow', 'cases'], ['mixed', 'cases'], ['block', 'pairs']] as const)('%s style, %s', (style, file) => {
  const disagreements: string[] = [];
  let played = 0;
  for (const [i, { id, manifest, expect: { code, message = '', causes = [] } }] of readCases(file).entries()) {
    if (i % step !== 0 || isInvisible(id, message)) continue;
    played++;
    const text = styles[style](manifest);
    const errors = checkFile(text).filter((finding) => finding.severity === 'error');
    const isRefused = code >= 400;
    if (isRefused !== errors.length > 0) disagreements.push(`${id}: ${code} ${message} | ${errors.map((e) => e.message).join('; ')}`.slice(0, 300));
    else if (isRefused && causes[0] !== undefined) {
      const { root } = parseDocument(text);
      const path = parseFieldPath(causes[0].field ?? '');
      const lines = new LineTable(text);
      // The field, or a part of it: of labels, the one that is wrong.
      const { key, node, depth, isWritten } = locateField(root, path);
      // What the server made from another field may stand anywhere.
      const field = depth < 2 || (!isWritten && message.includes('volumes[')) ? { start: 0, end: text.length } : { start: Math.min(key?.start ?? Infinity, node?.start ?? Infinity), end: Math.max(key?.end ?? 0, node?.end ?? 0) };
      if (!errors.some(({ range }) => lines.offsetAt(range.start) >= field.start && lines.offsetAt(range.end) <= field.end)) disagreements.push(`${id}: not at ${causes[0].field ?? ''}`);
    }
  }
  expect(disagreements.slice(0, 20)).toEqual([]);
  expect(played).toBeGreaterThan(100);
}, 600_000);
