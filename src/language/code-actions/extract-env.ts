// Moves values of environment variables out of a container: all plain ones into a ConfigMap, a confidential one into a Secret.
import { dereference, entryOf, nodeAt, type MappingNode, type ScalarNode, type SequenceNode } from '../../document/node.ts';
import { pathAt } from '../../document/field-location.ts';
import type { Finding } from '../finding.ts';
import { schemaAt, stringAt, type Manifest } from '../manifest.ts';
import { appended, documentAfter, type ActionContext, type CodeAction, type TextReplacement } from './code-action.ts';

interface Literal {
  readonly name: string;
  readonly value: ScalarNode;
  readonly index: number;
}

/** Offered anywhere in a container's `env`. */
export function extractEnv(manifest: Manifest, offset: number, context: ActionContext): CodeAction[] {
  const segments = pathAt(manifest.parsed.root, offset)?.segments ?? [];
  const at = segments.lastIndexOf('env');
  const path = segments.slice(0, at);
  const container = dereference(nodeAt(manifest.parsed.root, path));
  if (at < 0 || container?.kind !== 'mapping' || container.isFlow || schemaAt(manifest, path)?.type.goType !== 'core/v1.Container') return [];
  const env = entryOf(container, 'env');
  if (env?.value?.kind !== 'sequence') return [];
  const literals = literalsOf(env.value);
  if (literals.length === 0) return [];
  const name = freeName(context, 'ConfigMap', `${manifest.identity?.name || stringAt(container, ['name']) || 'app'}-env`);
  const edits = moved(manifest, container, env.value, { literals, name });
  if (edits === undefined) return [];
  const data = literals.map(({ name: key, value }) => `  ${key}: ${JSON.stringify(value.text)}\n`).join('');
  return [{ title: `Extract env to ConfigMap ${name}`, kind: 'refactor.extract', edits: [...edits, documentAfter(manifest, `apiVersion: v1\nkind: ConfigMap\n${metadata(manifest, name)}data:\n${data}`)] }];
}

/** What the lint `secret-in-env` asks for. */
export function extractSecret(manifest: Manifest, finding: Finding, context: ActionContext): CodeAction[] {
  const path = finding.path?.slice(0, -1) ?? [];
  const variable = dereference(nodeAt(manifest.parsed.root, path));
  const value = variable?.kind === 'mapping' ? entryOf(variable, 'value') : undefined;
  if (finding.code !== 'secret-in-env' || variable?.kind !== 'mapping' || variable.isFlow || value?.value?.kind !== 'scalar' || value.key === undefined) return [];
  const variableName = stringAt(variable, ['name']);
  const key = variableName.toLowerCase().replace(/[^a-z0-9.-]+/g, '-');
  const name = freeName(context, 'Secret', `${manifest.identity?.name || 'app'}-${key}`.slice(0, 253));
  const indent = ' '.repeat(manifest.text.lines.positionAt(value.key.start).character);
  const source = ['valueFrom:', '  secretKeyRef:', `    name: ${name}`, `    key: ${key}`].join(`\n${indent}`);
  const secret = `apiVersion: v1\nkind: Secret\n${metadata(manifest, name)}stringData:\n  ${key}: ${JSON.stringify(value.value.text)}\n`;
  return [{ title: `Move the value to Secret ${name}`, finding, isPreferred: true, edits: [{ span: value, text: source }, documentAfter(manifest, secret)] }];
}

function metadata({ identity }: Manifest, name: string): string {
  const namespace = identity?.namespace ?? '';
  return `metadata:\n  name: ${name}\n${namespace === '' ? '' : `  namespace: ${namespace}\n`}`;
}

function freeName({ index }: ActionContext, kind: 'ConfigMap' | 'Secret', wanted: string): string {
  const base = wanted.toLowerCase().replace(/[^a-z0-9.-]+/g, '-');
  for (let i = 1; ; i++) {
    const name = i === 1 ? base : `${base}-${i}`;
    if (index.places({ kind, name, role: 'definition' }).length === 0) return name;
  }
}

/** Variables with a value of their own, which no other variable is put into and which keeps its place in the order of names. */
function literalsOf(list: SequenceNode): Literal[] {
  return list.items.flatMap((item, index) => {
    const value = item?.kind === 'mapping' ? entryOf(item, 'value')?.value : undefined;
    const name = stringAt(item, ['name']);
    return name !== '' && /^[-._a-zA-Z0-9]+$/.test(name) && value?.kind === 'scalar' && typeof value.value === 'string' && !value.text.includes('$(') ? [{ name, value, index }] : [];
  });
}

/** Takes the variables out of `env` and has `envFrom` bring them in; undefined where the list is written so that lines cannot be taken out. */
function moved(manifest: Manifest, container: MappingNode, list: SequenceNode, { literals, name }: { literals: readonly Literal[]; name: string }): TextReplacement[] | undefined {
  const { lines, text } = manifest.text;
  const env = entryOf(container, 'env');
  const envFrom = entryOf(container, 'envFrom');
  if (env?.key === undefined || (envFrom !== undefined && (envFrom.value?.kind !== 'sequence' || envFrom.value.isFlow))) return undefined;
  const indent = ' '.repeat(lines.positionAt(env.key.start).character);
  const source = ['- configMapRef:', `    name: ${name}`];
  const isAll = literals.length === list.items.length;
  const edits: TextReplacement[] = [];
  if (envFrom?.value?.kind === 'sequence') {
    const at = lines.lineEnd(lines.positionAt(envFrom.value.end).line);
    const dash = ' '.repeat(lines.positionAt(envFrom.value.start).character);
    edits.push({ span: { start: at, end: at }, text: source.map((line) => `\n${dash}${line}`).join('') });
    if (isAll) edits.push(lineRemoval(text, env.start, env.end));
  } else if (isAll) return [{ span: env, text: ['envFrom:', ...source].join(`\n${indent}`) }];
  else {
    const added = appended(manifest, container, ['envFrom:', ...source]);
    if (added === undefined) return undefined;
    edits.push(added);
  }
  if (isAll) return edits;
  if (list.isFlow) return undefined;
  for (const { index } of literals) {
    const item = list.items[index];
    if (item === undefined) return undefined;
    edits.push(lineRemoval(text, item.start, item.end));
  }
  return edits;
}

/** From the first line of a span to its last, whole. */
function lineRemoval(text: string, start: number, end: number): TextReplacement {
  const from = text.lastIndexOf('\n', start - 1) + 1;
  const newline = text.indexOf('\n', end);
  return { span: { start: from, end: newline < 0 ? text.length : newline + 1 }, text: '' };
}
